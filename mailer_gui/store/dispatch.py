"""The sender's one transaction: results, attempts, counters and the next claim, on sqlite3 itself.

A thread or SQLAlchemy's Core would cost 20 to 30 microseconds a message here; so this runs on the sender's loop, and
only the disk is waited for elsewhere (see `committing`).
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import StoreError
from mailer_gui.paths import WorkspacePaths
from mailer_gui.store.claiming import Row, claim
from mailer_gui.store.committing import Committer
from mailer_gui.store.connection import begin_immediate, connect
from mailer_gui.store.dialogues import DialogueKeeper, Said
from mailer_gui.store.errors import store_error, translated
from mailer_gui.store.lease import Leases
from mailer_gui.store.tally import Tally

MOST_UNPARKED = 5_000
"""One short transaction; who is left comes when it is due."""
ACCEPTED = int(DeliveryStatus.ACCEPTED)
_Q, _C, _D = int(DeliveryStatus.QUEUED), int(DeliveryStatus.CLAIMED), int(DeliveryStatus.DEFERRED)
# Those who were accepted are updated from the attempts just added, all at once: half the work of one by one. The plus
# signs keep SQLite from beginning with everything that is claimed.
_ACCEPT = f"""
UPDATE deliveries SET status = {ACCEPTED}, due = 0, at = a.at, account_id = a.account_id, code = a.code,
    reply = a.reply, reason = ''
FROM attempts AS a
WHERE a.id > ? AND deliveries.id = a.delivery_id AND +deliveries.status = {_C} AND +deliveries.epoch = ?
"""  # noqa: S608 - only our own numbers
_NEWEST = "SELECT coalesce(max(id), 0) FROM attempts"
_RESULT = f"""
UPDATE deliveries SET status = ?, due = ?, at = ?, account_id = ?, code = ?, reply = ?, reason = ?
WHERE id = ? AND status = {_C} AND epoch = ?
"""  # noqa: S608 - only our own numbers
_SKIP = f"""
UPDATE deliveries SET status = ?, at = ?, reason = ?, attempts = attempts - 1
WHERE id = ? AND status = {_C} AND epoch = ?
"""  # noqa: S608 - only our own numbers
_RELEASE = f"""
UPDATE deliveries SET status = {_Q}, due = 0, attempts = attempts - 1 WHERE id = ? AND status = {_C} AND epoch = ?
"""  # noqa: S608 - only our own numbers
_PARK = _RELEASE.replace("due = 0", "due = ?")
_UNPARK = f"""
UPDATE deliveries SET due = 0 WHERE id IN (
    SELECT id FROM deliveries WHERE campaign_id = ? AND status IN ({_Q}, {_D}) AND due > ? AND status = {_Q} LIMIT ?
)
"""  # noqa: S608 - only our own numbers
_NEXT_DUE = f"""
SELECT due FROM deliveries WHERE campaign_id = ? AND status IN ({_Q}, {_D}) ORDER BY due LIMIT 1
"""  # noqa: S608 - only our own numbers
_ATTEMPT = """
INSERT INTO attempts (delivery_id, campaign_id, account_id, number, at, status, code, reply)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
_AT_ONCE = 100
_ATTEMPTS = _ATTEMPT + ", (?, ?, ?, ?, ?, ?, ?, ?)" * (_AT_ONCE - 1)
"""A hundred rows in one statement take less than half of the time that they take one by one."""


class Result(NamedTuple):
    """How one claimed delivery ended; with `attempted` False it was skipped without a try."""

    id: int
    campaign_id: int
    number: int
    status: DeliveryStatus
    at: float
    account_id: int = 0
    code: int = 0
    reply: str = ""
    due: float = 0.0
    reason: str = ""
    attempted: bool = True
    recorded_as: DeliveryStatus | None = None
    """What the attempt's row says, when it is not the delivery's status: uncertain, but sent again by itself."""


Accepted = tuple[int, int, int, int, float, int, int, str]
"""One claimed delivery that its server took, as the row of its attempt: delivery, campaign, account, number of the
attempt, time, `ACCEPTED`, code and reply."""


class LeaseLost(StoreError):  # noqa: N818 - named for what happened
    """Claimed deliveries changed under us: somebody else works on this campaign."""


class Dispatch:
    """The sender's own connection. Every claim and result carries the epoch of its lease."""

    def __init__(self, paths: WorkspacePaths, clock: Callable[[], float] = time.time) -> None:
        self._db = connect(paths.database)
        self._commits = Committer(self._db)
        self.epoch = 0
        self._dialogues = DialogueKeeper(self._db)
        self.root = self._root = paths.root
        self.leases = Leases(lambda: self.db, paths.root)
        self._clock = clock
        self._db.execute("PRAGMA wal_autocheckpoint = 4000")

    @property
    def db(self) -> sqlite3.Connection:
        """The sender's own connection, as soon as no commit is under way on it."""
        self._commits.wait()
        return self._db

    def begin(self, slot: int, boot_id: str, host: str) -> None:
        """Write a new lease: its epoch is ours from now on."""
        self.epoch = self.leases.begin(slot, boot_id, host)

    def end(self) -> None:
        """Write that we went in order."""
        self._commits.wait()
        with translated(self._root):
            self._dialogues.trim()
        self.leases.end(self.epoch)

    def others_hold(self, campaign_id: int) -> bool:
        """True while another sender has claimed deliveries of this campaign."""
        statement = f"SELECT 1 FROM deliveries WHERE status = {_C} AND epoch <> ? AND campaign_id = ? LIMIT 1"  # noqa: S608 - only our own number
        with translated(self._root):
            return self.db.execute(statement, (self.epoch, campaign_id)).fetchone() is not None

    # The transaction

    def step(
        self,
        results: Sequence[Result] = (),
        released: Sequence[int] = (),
        wishes: Iterable[tuple[int, int]] = (),
        *,
        accepted: Sequence[Accepted] = (),
        parked: Sequence[tuple[int, float]] = (),
        dialogues: Sequence[Said] = (),
    ) -> list[Row]:
        """Store results and releases, then claim for each (campaign, count): one synced transaction.

        `parked` are released too, each with the time it is due.
        """
        rows = self._write(results, released, wishes, accepted, parked, dialogues)
        with translated(self._root):
            self._commits.commit()
        return rows

    def begin_step(
        self,
        results: Sequence[Result],
        released: Sequence[int],
        wishes: Iterable[tuple[int, int]],
        accepted: Sequence[Accepted],
        parked: Sequence[tuple[int, float]],
        dialogues: Sequence[Said],
        done: Callable[[], object],
    ) -> list[Row]:
        """Do what `step` does, but let a thread wait for the disk; `done` is called there afterwards.

        What it gives is claimed only when `end_step` has returned.
        """
        rows = self._write(results, released, wishes, accepted, parked, dialogues)
        self._commits.begin(done)
        return rows

    def end_step(self) -> None:
        """Wait for the step that was begun last. Raises what `step` would have raised."""
        with translated(self._root):
            self._commits.check()

    def _write(
        self,
        results: Sequence[Result],
        released: Sequence[int],
        wishes: Iterable[tuple[int, int]],
        accepted: Sequence[Accepted],
        parked: Sequence[tuple[int, float]],
        dialogues: Sequence[Said],
    ) -> list[Row]:
        """Do everything of a step but its commit."""
        self.end_step()  # after one that failed there is no other
        tally = Tally()
        rows: list[Row] = []
        db = self._db
        try:
            begin_immediate(db)
            try:
                if accepted:
                    self._accept(accepted, tally)
                if results:
                    self._store(results, tally)
                if released:
                    self._changed(db.executemany(_RELEASE, [(i, self.epoch) for i in released]), len(released))
                if parked:
                    values = [(due, number, self.epoch) for number, due in parked]
                    self._changed(db.executemany(_PARK, values), len(parked))
                if dialogues:
                    self._dialogues.keep(dialogues)
                for campaign_id, count in wishes:
                    self._claim(campaign_id, count, tally, rows)
                tally.write(db)
            except BaseException:
                self._commits.roll_back()
                raise
        except sqlite3.Error as error:
            raise store_error(error, self._root) from error
        return rows

    def adopt(self, delivery_ids: Sequence[int]) -> None:
        """Take over claims of a dead epoch."""
        adopt = f"UPDATE deliveries SET epoch = ? WHERE id = ? AND status = {_C}"  # noqa: S608 - only our own number
        with translated(self._root):
            begin_immediate(self.db)
            self.db.executemany(adopt, [(self.epoch, delivery_id) for delivery_id in delivery_ids])
            self.db.execute("COMMIT")

    def _accept(self, accepted: Sequence[Accepted], tally: Tally) -> None:
        """Nothing else may be added to the attempts of this transaction before it."""
        db = self._db
        (newest,) = db.execute(_NEWEST).fetchone()
        whole = len(accepted) - len(accepted) % _AT_ONCE
        for start in range(0, whole, _AT_ONCE):
            db.execute(_ATTEMPTS, tuple(chain.from_iterable(accepted[start : start + _AT_ONCE])))
        db.executemany(_ATTEMPT, accepted[whole:])
        self._changed(db.execute(_ACCEPT, (newest, self.epoch)), len(accepted))
        for campaign_id, count in Counter(map(itemgetter(1), accepted)).items():
            tally.add(campaign_id, DeliveryStatus.ACCEPTED, count)
            times = [one[4] for one in accepted if one[1] == campaign_id]
            tally.tried(campaign_id, min(times))
            tally.tried(campaign_id, max(times))

    def _store(self, results: Sequence[Result], tally: Tally) -> None:
        updates, skips, attempts = [], [], []
        epoch = self.epoch
        for key, campaign, number, status, at, account, code, reply, due, reason, attempted, said in results:
            tally.add(campaign, status)
            if attempted:
                updates.append((status, due, at, account, code, reply, reason, key, epoch))
                attempts.append((key, campaign, account, number, at, status if said is None else said, code, reply))
                tally.tried(campaign, at)
            else:
                skips.append((status, at, reason, key, epoch))
        if updates:
            self._changed(self._db.executemany(_RESULT, updates), len(updates))
            self._db.executemany(_ATTEMPT, attempts)
        if skips:
            self._changed(self._db.executemany(_SKIP, skips), len(skips))

    @staticmethod
    def _changed(done: sqlite3.Cursor, expected: int) -> None:
        if done.rowcount != expected:
            raise LeaseLost(f"{expected - done.rowcount} of {expected} deliveries were changed by somebody else.")

    def _claim(self, campaign_id: int, count: int, tally: Tally, rows: list[Row]) -> None:
        found = claim(self._db, campaign_id, count, self._clock(), self.epoch)
        rows += found.rows
        if found.deferred or found.skipped:
            tally.add(campaign_id, DeliveryStatus.DEFERRED, -found.deferred)
            tally.add(campaign_id, DeliveryStatus.SKIPPED, found.skipped)

    def next_due(self, campaign_id: int) -> float | None:
        """Give when the earliest waiting delivery of a campaign is due, None when none waits."""
        with translated(self._root):
            row = self.db.execute(_NEXT_DUE, (campaign_id,)).fetchone()
        return None if row is None else float(row[0])

    def unpark(self, campaign_id: int) -> None:
        """Those who wait for a turn of their domain may come at once: its limits may have changed."""
        with translated(self._root):
            self.db.execute(_UNPARK, (campaign_id, self._clock(), MOST_UNPARKED))

    def data_version(self) -> int:
        """Give a number that changes when another connection commits."""
        with translated(self._root):
            return self._commits.data_version()

    def close(self) -> None:
        """Let go of the database."""
        self._commits.close()
        self._db.close()
