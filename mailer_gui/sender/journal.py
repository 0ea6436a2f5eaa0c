"""The engine's journal: the flight log and the database transaction, in the order that the guarantee needs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import cast

from mailer_gui.sending.ports import Claimed, Job, Settlement, Wish
from mailer_gui.store.claiming import Row
from mailer_gui.store.dialogues import Said
from mailer_gui.store.dispatch import ACCEPTED, Accepted, Dispatch, Result
from mailer_gui.store.flight import Ended, FlightLog
from mailer_gui.store.waiting import asked_again

MOST_FAILED = 1_000
"""So many dialogues of failed deliveries are kept of each campaign."""
log = logging.getLogger(__name__)


class StoreJournal:
    """Implements `sending.ports.Journal`.

    The reply of n and the mark of n+1 go to the flight log in one write, with those of every other connection that
    came in the same turn of the loop; a synced log is then waited for by all of them together.
    """

    def __init__(self, dispatch: Dispatch, flight: FlightLog, failed: Callable[[OSError], None]) -> None:
        """`failed` is called when a mark could not be written: then nobody's content goes."""
        self._dispatch = dispatch
        self._flight = flight
        self._failed = failed
        self._results: list[Result] = []
        self._accepted: list[Accepted] = []
        self._released: list[int] = []
        self._parked: list[tuple[int, float]] = []
        self._dialogues: list[Said] = []
        self._waiting: list[Callable[[], None]] = []
        self._storing: list[Row] | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def pending(self) -> int:
        """Settlements that are in the flight log but not yet in the database."""
        return len(self._results) + len(self._accepted)

    @property
    def has_news(self) -> bool:
        """True when there is something to commit."""
        return bool(self._accepted or self._results or self._released or self._parked)

    @property
    def is_committing(self) -> bool:
        """True from `begin_commit` to `end_commit`."""
        return self._storing is not None

    def begin_commit(self, wishes: Sequence[Wish], done: Callable[[], object]) -> bool:
        """Commit without waiting for the disk; `done` is called when it has it, then ask `end_commit`.

        False when it must be a `commit` now: a full flight log can begin anew only when nothing is known to it alone.
        """
        if self._flight.is_full:
            return False
        loop = self._loop
        self._storing = self._dispatch.begin_step(
            self._results,
            self._released,
            [(wish.campaign_id, wish.count) for wish in wishes],
            self._accepted,
            self._parked,
            self._dialogues,
            lambda: loop.call_soon_threadsafe(done),
        )
        # Until the disk has it, it is in the flight log, which does not begin anew before that.
        self._results, self._accepted, self._released, self._parked, self._dialogues = [], [], [], [], []
        return True

    def end_commit(self) -> list[Claimed]:
        """Give what the commit that was begun has claimed; waits for the disk if it must."""
        self._dispatch.end_step()
        rows, self._storing = self._storing, None
        return cast("list[Claimed]", rows or [])  # both name the same things in one order

    def commit(self, wishes: Sequence[Wish] = ()) -> list[Claimed]:
        """Store all settlements and releases, and claim what is wished, in one synced transaction."""
        if self._storing is not None:
            self._dispatch.end_step()
        if not (wishes or self.has_news or self._flight.is_full):
            return []
        rows = self._dispatch.step(
            self._results,
            self._released,
            [(wish.campaign_id, wish.count) for wish in wishes],
            accepted=self._accepted,
            parked=self._parked,
            dialogues=self._dialogues,
        )
        # Only now: what was not stored is still known.
        self._results, self._accepted, self._released, self._parked, self._dialogues = [], [], [], [], []
        if self._flight.is_full:
            self._flight.put()
            self._flight.rotate()
        return cast("list[Claimed]", rows)  # both name the same things in one order

    def next_due(self, campaign_id: int) -> float | None:
        """Give when the earliest waiting delivery is due, None when none waits."""
        return self._dispatch.next_due(campaign_id)

    def asked_again(self, job: Job) -> tuple[float, int] | None:
        """Give when a person wanted it to be sent again and after how many tries, None if nobody did."""
        return asked_again(self._dispatch, job.id)

    def mark(self, job: Job, account_id: int, go: Callable[[], None]) -> None:
        """Write the in-flight mark; `go` is called once it is where it must be."""
        self._flight.mark(job.id, job.number, account_id)
        if not self._waiting:
            self._loop.call_soon(self._group)
        self._waiting.append(go)

    def _group(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            self._flight.put()
            if self._flight.synced:
                self._flight.sync()
        except OSError as error:
            self._failed(error)
            return
        self._let_go(waiting)

    def _let_go(self, waiting: list[Callable[[], None]]) -> None:
        for place, go in enumerate(waiting, start=1):
            try:
                go()
            except BaseException:
                self._loop.call_soon(self._let_go, waiting[place:])  # the others have nothing to do with it
                raise

    def unmark(self, job: Job) -> None:
        """The mark was written, but no byte that could complete the message."""
        self._flight.void(job.id, job.number)

    def settle(self, job: Job, settlement: Settlement) -> None:
        """Note how the attempt ended; it is in the flight log before the next mark is."""
        s = settlement
        self._flight.end(job.id, Ended(job.number, s.at, s.status, s.code, s.due, s.account_id, s.reply, s.reason))
        self._results.append(Result(job.id, job.campaign.id, job.number, *s))  # both name the same things in one order

    def accepted(self, job: Job, at: float, account_id: int, code: int, reply: str) -> int:
        """Note that the server took it, which is how nearly every attempt ends; gives how many are `pending`."""
        number, attempt = job.id, job.number
        self._flight.accepted(number, attempt, at, code, account_id, reply)
        self._accepted.append((number, job.campaign.id, account_id, attempt, at, ACCEPTED, code, reply))
        return len(self._accepted) + len(self._results)

    def release(self, job: Job, due: float = 0.0) -> None:
        """Back to the queue as if it had never been claimed; it is due then, or at once."""
        if due:
            self._parked.append((job.id, due))
        else:
            self._released.append(job.id)

    def keep_dialogue(self, job: Job, at: float, text: str, *, failed: bool) -> None:
        """Keep what was said about this message; a crash may lose it, the settlement it may not."""
        kept = MOST_FAILED if failed else job.campaign.keep_dialogues
        self._dialogues.append(Said(job.id, job.campaign.id, job.number, at, failed, text, kept))

    def flush(self) -> None:
        """Hand what is noted to the kernel."""
        self._flight.put()

    def set_synced(self, synced: bool) -> None:
        """Wait for the disk from now on, or no longer; everything known is committed before."""
        if synced != self._flight.synced:
            self.commit()
            self._flight.put()
            self._flight.rotate(synced=synced)
