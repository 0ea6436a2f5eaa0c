"""Writes where campaigns stand, and only when it changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable

from mailer_gui.model.campaigns import Campaign, CampaignState, Rest, Wanted
from mailer_gui.model.errors import MailerError
from mailer_gui.store.database import Store

SHORT_REST = 1.0
"""Shorter rests are the ordinary rhythm of a limit per second and are not shown."""
CANCELLED = "cancelled before sending"
SLICE = 0.08
"""Seconds for skipping people in each round."""
log = logging.getLogger(__name__)


class StateWriter:
    """Remembers what it wrote last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._written: dict[int, tuple[CampaignState, str, float]] = {}
        self._starts: dict[int, float] = {}

    @property
    def scheduled(self) -> bool:
        """True while a campaign waits for its time."""
        return bool(self._starts)

    def is_time(self, now: float) -> bool:
        """True when a scheduled campaign begins now."""
        return any(at <= now for at in self._starts.values())

    def must_wait(self, campaign: Campaign) -> bool:
        """True when a scheduled campaign's time has not come."""
        self._starts.pop(campaign.id, None)
        start_at = campaign.start_at or 0.0
        if campaign.state is not CampaignState.SCHEDULED or start_at <= time.time():
            return False
        self._starts[campaign.id] = start_at
        return True

    def keep_only(self, campaign_ids: Collection[int]) -> None:
        """Wait no longer for campaigns that somebody paused, cancelled or removed."""
        self._starts = {number: at for number, at in self._starts.items() if number in campaign_ids}

    def is_late(self, campaign: Campaign) -> str:
        """Say that a scheduled start was missed by too much to begin without asking; empty when it may begin."""
        if campaign.state is not CampaignState.SCHEDULED or campaign.start_at is None:
            return ""
        if time.time() - campaign.start_at <= campaign.plan.schedule.late_after:
            return ""
        at = time.strftime("%d %B, %H:%M", time.localtime(campaign.start_at)).lstrip("0")
        return f"It should have begun on {at}, but this computer was off or asleep. Go on, and it is sent now."

    def show(self, campaign_id: int, state: CampaignState, reason: str = "", rest: Rest | None = None) -> None:
        """Write a state."""
        self._written[campaign_id] = state, rest.why if rest else "", (rest.until or 0.0) if rest else 0.0
        self._store.campaigns.set_state(campaign_id, state, reason=reason, rest=rest)

    def show_rest(self, campaign_id: int, rest: Rest | None) -> None:
        """Write whether it sends or rests, and why and until when."""
        if rest is not None and rest.until is not None and rest.until - time.time() < SHORT_REST:
            rest = None
        state = CampaignState.SENDING if rest is None else CampaignState.RESTING
        why, until = ("", 0.0) if rest is None else (rest.why, rest.until or 0.0)
        was, was_why, was_until = self._written.get(campaign_id, (None, "", 0.0))
        if state is not was or why != was_why or abs(until - was_until) > SHORT_REST:
            self.show(campaign_id, state, rest=rest)

    def pause(self, campaign_id: int, reason: str) -> None:
        """The program pauses it: a person has to do something."""
        self._store.campaigns.request(campaign_id, Wanted.PAUSE)
        self.show(campaign_id, CampaignState.PAUSED, reason=reason)
        log.warning("campaign %d: paused: %s", campaign_id, reason)

    def cancel(self, campaign_id: int) -> bool:
        """End it, and skip everybody who is still waiting, also those who came back since; False when more are left.

        The rounds of other campaigns go on between two calls.
        """
        if self._store.campaigns.get(campaign_id).state is not CampaignState.CANCELLED:
            self.show(campaign_id, CampaignState.CANCELLED)
            log.info("campaign %d: cancelled", campaign_id)
        return not self._store.campaigns.skip_rest(campaign_id, CANCELLED, most_seconds=SLICE)

    def try_to_pause(self, campaign_ids: Iterable[int], failure: Exception) -> None:
        """The workspace could not be written; perhaps a few bytes still fit."""
        for campaign_id in campaign_ids:
            try:
                self.pause(campaign_id, str(failure))
            except MailerError as error:
                log.error("campaign %d could not be paused: %s", campaign_id, error)


class QuietWriter(StateWriter):
    """That of a further sender: the first one says where campaigns stand; this one only tells why it must pause one."""

    def show(self, campaign_id: int, state: CampaignState, reason: str = "", rest: Rest | None = None) -> None:
        """Write nothing, unless a person has to do something."""
        if reason:
            super().show(campaign_id, state, reason, rest)

    def show_rest(self, campaign_id: int, rest: Rest | None) -> None:
        """Write nothing."""

    def cancel(self, campaign_id: int) -> bool:  # noqa: ARG002 - the first sender does it
        """Leave it to the first sender."""
        return True
