"""Brings people in on a thread of its own while the next ones are read: SQLite works without Python's lock."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from mailer_gui.model.work import Cancel

if TYPE_CHECKING:
    from mailer_gui.intake.people import Batch, Person
    from mailer_gui.store.file_import import FileImport
    from mailer_gui.store.imports import Unfinished
    from mailer_gui.store.meeting import Found

_LOOK_SECONDS = 0.05
"""So often somebody who waits is asked whether to stop."""
_SWITCH_SECONDS = 0.0001
_UNCOLLECTED = 200_000


class Writer:
    """Writes one lot of batches at a time, in order. Leaving it waits for the one under way."""

    def __init__(self, into: FileImport, begun: Unfinished, names: Sequence[str]) -> None:
        self._into = into
        self._begun = begun
        self._names = names
        self._thread = ThreadPoolExecutor(1, "import")
        self._stop = threading.Event()
        self._under_way: tuple[Sequence[Batch], Future[Found]] | None = None
        self.is_short = False
        """A lot was stopped in its middle."""

    def wants(self, lot: Sequence[Batch]) -> bool:
        """Say whether more batches should be added to a lot before it is written."""
        return lot[-1].line > self._begun.until and sum(len(batch.people) for batch in lot) < self._into.together

    def begin(self, lot: Sequence[Batch]) -> None:
        """Write a lot; the one before must have been waited for."""
        self._under_way = lot, self._thread.submit(self._bring, lot)

    def finish(self, look: Cancel) -> None:
        """Let the database rest after the last lot; somebody who waits is asked, though nothing can be stopped."""
        future = self._thread.submit(self._into.finish)
        while not wait([future], _LOOK_SECONDS).done:
            look()
        future.result()

    def stop(self) -> None:
        """Write nothing after the transaction that is under way."""
        self._stop.set()

    def wait(self, cancel: Cancel) -> Iterator[tuple[Batch, Found]]:
        """Wait for the lot under way and give what became of it; stop it when `cancel` says so."""
        if self._under_way is None:
            return
        lot, future = self._under_way
        while not wait([future], _LOOK_SECONDS).done:
            if cancel():
                self.stop()
        found = future.result()
        self._under_way = None
        if found.left_out:
            self.is_short = True
            return
        start = 0
        for batch in lot:
            end = start + len(batch.people)
            firsts = {place - start: line for place, line in found.firsts.items() if start <= place < end}
            yield batch, replace(found, kinds=found.kinds[start:end], firsts=firsts)
            start = end

    def _bring(self, lot: Sequence[Batch]) -> Found:
        """Bring a lot in; who came in before an interruption is known again, whatever the batches were then."""
        people = [person for batch in lot for person in batch.people]
        begun, into = self._begun, self._into
        if lot[-1].line <= begun.line:
            return into.remember(people)
        places = _places_of(people, begun)
        mark = begun.id, lot[-1].line
        if not places:
            return into.write(people, self._names, mark, self._stop.is_set)
        before = into.remember([people[place] for place in places])
        others = sorted(set(range(len(people))) - set(places))
        after = into.write([people[place] for place in others], self._names, mark, self._stop.is_set)
        kinds = bytearray(len(people))
        for found, those in ((before, places), (after, others)):
            for place, kind in zip(those, found.kinds, strict=True):
                kinds[place] = kind
        firsts = {
            those[at]: line for found, those in ((before, places), (after, others)) for at, line in found.firsts.items()
        }
        return replace(after, kinds=bytes(kinds), firsts=firsts)

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.stop()
        self._thread.shutdown()


def _places_of(people: Sequence[Person], begun: Unfinished) -> list[int]:
    """Give the places of those who are in already."""
    if not people or people[0][4] > max(begun.line, begun.until):
        return []
    return [place for place, (key, *_, line) in enumerate(people) if begun.has(line, key)]


@contextmanager
def hurried() -> Iterator[None]:
    """Let two threads that both work pass Python's lock on quickly, and look for garbage seldom: rows make none."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.set_threshold(_UNCOLLECTED, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)
