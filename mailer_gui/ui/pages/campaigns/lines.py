"""What a line of the list of campaigns shows, and the numbers below the list."""

from __future__ import annotations

import time
from dataclasses import dataclass

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.words import campaign_moment, of_total, state_pill

MONTH = 30 * 86400
UNDER_WAY = (CampaignState.SENDING, CampaignState.RESTING, CampaignState.PREPARING)


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign with the name of its account."""

    campaign: Campaign
    account: str
    is_orphaned: bool = False
    """It should be sent now, and its sender is gone."""


def columns() -> tuple[Column[Line], ...]:
    """Give the columns of the list."""
    return (
        Column("name", tr("Name"), lambda x: Cell(x.campaign.name, strong=True, tip=x.campaign.name)),
        Column("state", tr("State"), _state, 114),
        Column("progress", tr("Progress"), _progress, 140, share=0.16),
        Column("sent", tr("Sent"), lambda x: _count(x, x.campaign.counts.accepted), 68, right=True),
        Column("rejected", tr("Rejected"), lambda x: _count(x, x.campaign.counts.rejected), 80, right=True),
        Column(
            "uncertain",
            tr("Uncertain"),
            lambda x: _count(x, x.campaign.counts.uncertain),
            92,
            right=True,
            hide_below=800,
        ),
        Column("account", tr("Account"), lambda x: Cell(x.account, muted=True), 110, hide_below=880, share=0.14),
        Column("when", tr("When"), _when, 108),
    )


def _state(line: Line) -> Cell:
    if line.is_orphaned:
        return Cell(
            tr("Stopped"), pill="bad", tip=tr("The part of Mailer that sends is not running. Open it to go on.")
        )
    word, kind = state_pill(line.campaign.state)
    return Cell(word, pill=kind, tip=line.campaign.reason)


def _progress(line: Line) -> Cell:
    campaign = line.campaign
    if not campaign.state.is_launched:
        chosen = campaign.audience.is_chosen
        return Cell(tr("not sent yet") if chosen else tr("no audience yet"), share=0.0)
    counts = campaign.counts
    if campaign.state is CampaignState.SCHEDULED:
        return Cell(counted(counts.planned, "%Ln person", "%Ln people"), share=0.0, sort=0.0)
    share = counts.settled / counts.planned if counts.planned else 0.0
    return Cell(of_total(counts), share=share, sort=share)


def _count(line: Line, value: int) -> Cell:
    if not line.campaign.state.is_launched:
        return Cell(right=True, sort=-1)
    return Cell(number(value), right=True, sort=value)


def _uncertain(line: Line) -> Cell:
    return _count(line, line.campaign.counts.uncertain)


def _when(line: Line) -> Cell:
    moment = line.campaign.finished_at or line.campaign.launched_at or line.campaign.changed_at
    return Cell(campaign_moment(line.campaign), muted=True, sort=moment)


def subtitle(campaigns: list[Campaign]) -> str:
    """Say in a few words what is under way."""
    active = sum(1 for campaign in campaigns if campaign.state in UNDER_WAY)
    drafts = sum(1 for campaign in campaigns if campaign.state is CampaignState.DRAFT)
    if not campaigns:
        return tr("One message to one audience")
    parts = [counted(active, "One is under way", "%Ln are under way")] if active else []
    if drafts:
        parts.append(counted(drafts, "%Ln draft", "%Ln drafts"))
    return ", ".join(parts) or tr("Nothing is being sent right now")


def last_month(campaigns: list[Campaign]) -> tuple[tuple[str, str, str], ...]:
    """Give value, caption and meaning of the four numbers below the list."""
    since = time.time() - MONTH
    recent = [c.counts for c in campaigns if c.launched_at is not None and c.launched_at >= since]
    sent, rejected = sum(c.accepted for c in recent), sum(c.rejected for c in recent)
    tried = sent + rejected
    share = f"{100 * rejected / tried:.1f} %" if tried else "–"
    waiting = sum(c.counts.waiting for c in campaigns if c.state.is_launched and not c.state.is_over)
    uncertain = sum(c.counts.uncertain for c in campaigns)
    return (
        (number(sent), tr("sent in the last 30 days"), ""),
        (share, tr("rejected in the last 30 days"), "bad" if tried and rejected / tried > 0.05 else ""),
        (number(waiting), tr("waiting to be sent"), ""),
        (number(uncertain), tr("uncertain, you decide"), "warning" if uncertain else ""),
    )
