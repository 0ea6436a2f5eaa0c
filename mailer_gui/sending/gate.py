"""Whether a campaign may begin messages now: its hours, its staged start, and the share of refusals that stops it."""

from __future__ import annotations

from dataclasses import replace

from mailer_gui.model.campaigns import ENOUGH_TRIED, Counts, DeliveryPlan, Guard, Rest

FEW = 2
"""One refusal in a small staged start is bad luck."""


class Gate:
    """Asked many times a second with the time; told of every message. `guard` is what has to be remembered."""

    def __init__(
        self,
        plan: DeliveryPlan | None = None,
        guard: Guard | None = None,
        counts: Counts | None = None,
        share: float = 0.0,
    ) -> None:
        self.plan = plan or DeliveryPlan()
        self._share = share if self.plan.stop_at_rejected is None else self.plan.stop_at_rejected
        self._under_way = 0
        self.renew(guard or Guard(), counts or Counts())

    def renew(self, guard: Guard, known: Counts) -> None:
        """Begin with what is known now: a person may have agreed to something."""
        self.guard = guard
        begun = known.accepted + known.rejected + known.uncertain + known.deferred
        self._tried = max(0, begun - self.guard.tried)
        self._rejected = max(0, known.rejected - self.guard.rejected)
        staged = self.plan.first > 0 and not self.guard.stage_over
        self.left = max(0, self.plan.first - begun) if staged else -1
        """How many of the first stage have not begun; -1 when there is no stage."""
        self._all = begun
        self._all_rejected = known.rejected

    def begin(self, number: int) -> None:
        """A message begins, with its attempt number."""
        self._under_way += 1
        if self.left > 0 and number == 1:
            self.left -= 1

    def take_back(self, number: int) -> None:
        """It did not go after all."""
        self._under_way -= 1
        if self.left >= 0 and number == 1:
            self.left += 1

    def end(self) -> None:
        """Its answer came, or will never come."""
        self._under_way -= 1
        self._tried += 1
        self._all += 1

    def refused(self) -> str:
        """It was refused for good; gives the reason to stop and ask, empty when there is none."""
        self._rejected += 1
        self._all_rejected += 1
        if self._share and self._tried >= ENOUGH_TRIED and self._rejected > self._share * self._tried:
            return self._warning()
        return ""

    def rest(self, now: float) -> Rest | None:
        """Say why no message may begin now, and until when."""
        if not self.plan.schedule.is_open(now):
            return Rest(self._hours(), self.plan.schedule.opens_at(now))
        if self.left != 0:
            return None
        if self.guard.stage_until is None:
            if self._under_way:
                return Rest(self._stage())
            self.guard = replace(self.guard, stage_until=now + self.plan.first_wait)
        until = self.guard.stage_until
        return Rest(self._stage(), until) if until is not None and now < until else None

    def unhealthy(self, now: float) -> str:
        """Once the wait of the staged start is over, say why it does not go on; empty when it does."""
        until = self.guard.stage_until
        if self.left != 0 or until is None or now < until:
            return ""
        self.left = -1
        self.guard = replace(self.guard, stage_over=True, stage_until=None)
        if self._share and self._all_rejected >= FEW and self._all_rejected > self._share * self._all:
            return self._warning()
        return ""

    def agreed(self) -> Guard:
        """Give what is remembered when a person says go on."""
        return Guard(self._all, self._all_rejected, None, self.guard.stage_over)

    def _warning(self) -> str:
        return (
            f"{self._rejected:,} of {self._tried:,} people were refused for good, which can spoil your reputation. "
            "Look at the reasons in the report, clean the list, and go on only if you are sure."
        )

    def _stage(self) -> str:
        people = "person" if self.plan.first == 1 else "people"
        return f"The first {self.plan.first:,} {people} got it. The rest follows when all is well."

    def _hours(self) -> str:
        schedule = self.plan.schedule
        if not schedule.opens:
            return "Sending is not allowed today."
        return f"Sending is allowed {schedule.hours}."
