"""Watching a campaign: one cheap look at a time, a few times a second, without disturbing the sender."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import LearnedPace
from mailer_gui.model.campaigns import Campaign, CampaignState, Counts, Wanted
from mailer_gui.model.live import Asks, CampaignStatus, Snapshot, Stage, StoppedAccount
from mailer_gui.processes import is_held

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

NEWEST = 50
RATE_SECONDS = 10.0
"""The rate shown is the mean of so many seconds: long enough not to jump, short enough to be now."""
QUIET_SECONDS = 1.0
HISTORY = 240


class LiveFeed:
    """Looks at one campaign. `poll` gives None while nothing changed, at most a second long."""

    def __init__(self, ws: Workspace, campaign_id: int, clock: Callable[[], float] = time.time) -> None:
        self._ws = ws
        self._id = campaign_id
        self._clock = clock
        self._watch = ws.watch()
        self._looks: deque[tuple[float, int]] = deque()
        self._rates: deque[tuple[float, float]] = deque(maxlen=HISTORY)
        self._last = float("-inf")

    def poll(self) -> Snapshot | None:
        """Look once: a snapshot when something changed or a second went by, else None."""
        now = self._clock()
        if not self._watch.changed() and now - self._last < QUIET_SECONDS:
            return None
        self._last = now
        status = read_status(self._ws, self._id)
        rate = 0.0 if status.state.is_over else self._rate(now, status.counts)
        running = status.state is CampaignState.SENDING
        return Snapshot(
            status=status,
            at=now,
            rate=rate if running else 0.0,
            seconds_left=status.counts.waiting / rate * 60.0 if running and rate > 0 else None,
            newest=tuple(self._ws.deliveries.newest(self._id, NEWEST)),
            rates=tuple(self._rates),
            sender_alive=is_held(self._ws.paths.sender_lock()),
        )

    def close(self) -> None:
        """Let go of the database."""
        self._watch.close()

    def _rate(self, now: float, counts: Counts) -> float:
        """Give deliveries settled per minute, over the last seconds."""
        looks = self._looks
        looks.append((now, counts.settled - counts.skipped))
        while len(looks) > 2 and now - looks[1][0] >= RATE_SECONDS:
            looks.popleft()
        then, settled = looks[0]
        rate = (looks[-1][1] - settled) / (now - then) * 60.0 if now > then else 0.0
        if now > then:
            self._rates.append((now, max(rate, 0.0)))
        return max(rate, 0.0)


def read_status(ws: Workspace, campaign_id: int) -> CampaignStatus:
    """Read where a campaign stands: its row, its counters and the times of its first and last attempt."""
    campaign = ws.campaigns.get(campaign_id)
    first, last = ws.deliveries.times(campaign_id)
    state = CampaignState.PAUSED if _is_left_pausing(ws, campaign) else campaign.state
    stopped = () if state.is_over or not state.is_launched else _stopped(ws, campaign)
    return CampaignStatus(
        id=campaign.id,
        name=campaign.name,
        state=state,
        counts=campaign.counts,
        reason=campaign.reason,
        rest=campaign.rest,
        first_at=first,
        last_at=last,
        start_at=campaign.start_at,
        asks=_question(campaign, stopped, begun=first is not None),
        stage=_stage(campaign),
        undecided=ws.deliveries.undecided(campaign_id) if campaign.counts.uncertain else 0,
        slowed=_slowed(ws, campaign) if state is CampaignState.SENDING else None,
        stopped=stopped,
    )


def _question(campaign: Campaign, stopped: tuple[StoppedAccount, ...], *, begun: bool) -> Asks:
    """Tell what the program paused it for."""
    if campaign.state is not CampaignState.PAUSED or not campaign.reason:
        return Asks.NOTHING
    if campaign.guard.asks:
        return Asks.REFUSALS
    if stopped:
        return Asks.ACCOUNT
    late = campaign.start_at is not None and time.time() - campaign.start_at > campaign.plan.schedule.late_after
    return Asks.LATE if late and not begun else Asks.OTHER


def _stage(campaign: Campaign) -> Stage | None:
    """Give the staged start while it holds back the rest."""
    plan, guard, counts = campaign.plan, campaign.guard, campaign.counts
    begun = counts.settled - counts.skipped + counts.deferred
    waits = campaign.state is CampaignState.RESTING and plan.first > 0 and not guard.stage_over
    return Stage(plan.first, guard.stage_until) if waits and begun >= plan.first else None


def _stopped(ws: Workspace, campaign: Campaign) -> tuple[StoppedAccount, ...]:
    found = tuple(
        StoppedAccount(account.id, account.name, account.stopped_reason)
        for account in ws.accounts.chosen(campaign.plan.account_ids)
        if account.stopped_reason
    )
    others = len(campaign.plan.account_ids) > len(found)
    return found if others or campaign.state is CampaignState.PAUSED else ()  # else the sender is about to pause it


def _slowed(ws: Workspace, campaign: Campaign) -> LearnedPace | None:
    for account_id in campaign.plan.account_ids:
        known = LearnedPace.of(ws.accounts.quirks(account_id))
        if known is not None:
            return known
    return None


def _is_left_pausing(ws: Workspace, campaign: Campaign) -> bool:
    """Tell whether the sender died before it could carry out a pause: nothing more is sent, so it is paused."""
    pausing = campaign.wanted is Wanted.PAUSE and campaign.state in (CampaignState.SENDING, CampaignState.RESTING)
    return pausing and not is_held(ws.paths.sender_lock())
