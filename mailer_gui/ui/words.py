"""The words of the program for states and outcomes, with the meaning (colour) that goes with each."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale

from mailer_gui.model.accounts import LearnedPace
from mailer_gui.model.campaigns import Campaign, CampaignState, Counts, Rest
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.verification import Verdict
from mailer_gui.ui.texts import clock, counted, number, sentence, tr, when


def state_pill(state: CampaignState) -> tuple[str, str]:
    """Give (word, meaning) of a campaign's state."""
    return {
        CampaignState.DRAFT: (tr("Draft"), "neutral"),
        CampaignState.PREPARING: (tr("Preparing"), "info"),
        CampaignState.SCHEDULED: (tr("Scheduled"), "neutral"),
        CampaignState.SENDING: (tr("Sending"), "info"),
        CampaignState.RESTING: (tr("Resting"), "warning"),
        CampaignState.PAUSED: (tr("Paused"), "warning"),
        CampaignState.FINISHED: (tr("Finished"), "good"),
        CampaignState.CANCELLED: (tr("Cancelled"), "neutral"),
    }[state]


def outcome_pill(status: DeliveryStatus, due: float | None = None) -> tuple[str, str]:
    """Give (word, meaning) of a delivery's status; a deferred one says when it is tried again."""
    if status is DeliveryStatus.DEFERRED:
        return (tr("Retry {time}").format(time=clock(due)) if due else tr("Retry"), "warning")
    return {
        DeliveryStatus.QUEUED: (tr("Waiting"), "neutral"),
        DeliveryStatus.CLAIMED: (tr("Waiting"), "neutral"),
        DeliveryStatus.ACCEPTED: (tr("Sent"), "good"),
        DeliveryStatus.REJECTED: (tr("Rejected"), "bad"),
        DeliveryStatus.UNCERTAIN: (tr("Uncertain"), "warning"),
        DeliveryStatus.SKIPPED: (tr("Skipped"), "neutral"),
    }[status]


def of_total(counts: Counts) -> str:
    """Write how many are settled: 2,310 of 4,102."""
    return tr("{done} of {total}").format(done=number(counts.settled), total=number(counts.planned))


def rest_words(rest: Rest | None) -> str:
    """Say why sending rests and until when."""
    if rest is None:
        return tr("Sending waits for a moment. Nothing is lost.")
    if rest.until is None:
        return rest.why
    return tr("{why} Goes on by itself at {time}.").format(why=sentence(rest.why), time=when(rest.until))


def slow_words(pace: LearnedPace) -> str:
    """Say why an account sends more slowly, since when, and how slowly."""
    if pace.per_minute:
        how = counted(max(1, round(pace.per_minute)), "at most %Ln a minute", "at most %Ln a minute")
    else:
        how = counted(pace.connections, "over %Ln connection", "over %Ln connections")
    return tr("{why} Since {time} it goes {how}, and speeds up again by itself.").format(
        why=sentence(pace.why or tr("The server asked for less")), time=when(pace.at), how=how
    )


def start_words(at: float) -> str:
    """Say when something begins, clearly: Tue 1 Dec, 09:00."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(int(at * 1000)), "ddd d MMM, HH:mm")


def clear_moment(at: float, now: float) -> str:
    """Write a moment that is to come, always with its time: 14:10, Fri 14:10, Tue 1 Dec, 09:00."""
    return when(at, now) if abs(at - now) < 6 * 86400.0 else start_words(at)


def campaign_moment(campaign: Campaign) -> str:
    """Say when it happened, as briefly as the list needs it."""
    if campaign.state is CampaignState.SCHEDULED and campaign.start_at is not None:
        return when(campaign.start_at)
    if campaign.state in (CampaignState.SENDING, CampaignState.RESTING, CampaignState.PREPARING):
        return tr("now")
    if campaign.state is CampaignState.DRAFT:
        return tr("edited {time}").format(time=when(campaign.changed_at))
    return when(campaign.finished_at or campaign.launched_at or campaign.changed_at)


def totals_words(counts: Counts) -> str:
    """Write the totals as a sum that adds up, leaving out what is nothing."""
    parts = [
        text.format(count=number(count))
        for text, count in (
            (tr("{count} sent"), counts.accepted),
            (tr("{count} rejected"), counts.rejected),
            (tr("{count} uncertain"), counts.uncertain),
            (tr("{count} skipped"), counts.skipped),
            (tr("{count} waiting"), counts.waiting),
        )
        if count
    ]
    total = counted(counts.planned, "%Ln person", "%Ln people")
    return f"{total} = {' + '.join(parts)}" if parts else total


def verdict_pill(verdict: Verdict) -> tuple[str, str]:
    """Give (words, meaning) of what a check of an address found."""
    return {
        Verdict.OK: (tr("Checked"), "good"),
        Verdict.TYPO: (tr("Typing mistake?"), "warning"),
        Verdict.DISPOSABLE: (tr("Disposable"), "warning"),
        Verdict.ROLE: (tr("Shared mailbox"), "info"),
        Verdict.NO_MAIL_SERVER: (tr("No mail server"), "warning"),
        Verdict.INVALID: (tr("Not an address"), "bad"),
        Verdict.NOT_CHECKED: (tr("Not checked"), "neutral"),
    }[verdict]
