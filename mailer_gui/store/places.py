"""Those who stand at a place of a long order, be it its end or its middle, while the whole order is not known yet.

A sample says between which two values they stand. One reading of the table counts who comes before them and gives
those in between, who are then sorted. A value that many people have is counted piece by piece: nobody needs to sort
those. What the sample says is checked; where it was wrong the next values are looked at.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailer_gui.model.contacts import FieldType
from mailer_gui.store import id_sets, ordering
from mailer_gui.store.codec import to_json
from mailer_gui.store.ordering import Order, as_number, pieces
from mailer_gui.store.segment_members import highest
from mailer_gui.store.segment_texts import NOTHING, Condition
from mailer_gui.store.side_by_side import Reader

_SAMPLE = 6_000
_MANY_ALIKE = 0.01
"""A value that so many have is counted by itself."""
_DEVIATIONS, _SPARE = 2.6, 6
"""How far from its guess a place is looked for: in standard deviations, and in people of the sample."""
_TRIES = 6
_MOST_LOOKED_AT = 60_000
"""So many ids are looked at for the sample, when few of all are meant."""
_UNEVEN = 7919
_FILE, _GROUP = "\x1d", "\x1e"
_PART = "\x1f"
_TRUE: Condition = ("TRUE", [])


@dataclass(frozen=True, slots=True)
class _Bound:
    """An end of a window of values: the value belongs to it, or not."""

    value: Any
    inside: bool


@dataclass(frozen=True, slots=True)
class _Window:
    """Values from one to another (None is no limit) in the direction of a side; places of the sample around it."""

    low: _Bound | None
    high: _Bound | None
    before: int
    after: int
    alike: bool = False


@dataclass(frozen=True)
class Look:
    """The first look at a long table: how many rows it has (None: not known yet), and the ids of the first ones.

    The rest is what `rows_at` needs to give those at any place.
    """

    total: int | None
    ids: array[int]
    order: str = "address"
    types: Mapping[str, FieldType] = field(default_factory=dict)
    flags: bytes | None = None
    keyed: Order | None = None
    sample: list[Any] | None = None


def rows_at(reader: Reader, look: Look, start: int, most: int) -> array[int] | None:
    """Give the ids of the rows from `start` on; None when they are not found quickly."""
    if look.total is None:
        return None
    order = look.keyed or ordering.keyed(reader, look.order, look.types)
    return Places(reader, order, look.flags, look.total, look.sample).rows(start, most)


class Places:
    """The places of an order. `flags` says who is meant (None: everybody), `total` how many those are."""

    def __init__(
        self, reader: Reader, order: Order, flags: bytes | None, total: int, sample: list[Any] | None = None
    ) -> None:
        self._reader, self._flags = reader, flags
        self.order, self.total = order, total
        self.sample = self._take_sample() if sample is None else sample

    def rows(self, start: int, most: int) -> array[int] | None:
        """Give the ids of the rows from `start` on; None when they are not found quickly."""
        most = min(most, self.total - start)
        if most <= 0 or not self.sample:
            return array("q")
        from_end = start + most // 2 > self.total // 2
        side = _Side(self, from_end != self.order.turned)
        try:
            found = side.rows(self.total - start - most if from_end else start, most)
        except ValueError:  # a value has a mark in it that stands between values
            return None
        if found is not None and from_end:
            found.reverse()
        return found

    def _take_sample(self) -> list[Any]:
        """Give the values of some who stand far apart, the smallest first."""
        order, last = self.order, highest(self._reader.raw)
        step = max(1, self.total // _SAMPLE, last // _MOST_LOOKED_AT)
        numbers = apart(last, step)
        if self._flags is not None:
            numbers = [number for number in numbers if self._flags[number]]
        statement = (
            f"SELECT {order.key} FROM json_each(?) AS wanted"  # noqa: S608 - constants
            f" CROSS JOIN {order.source} ON {order.place} = wanted.value"
        )
        rows = self._reader.raw.execute(statement, (*order.values, to_json(numbers)))
        nothing: Any = NOTHING if order.is_numeric else ""
        return sorted(nothing if key is None else key for (key,) in rows)

    def scan(self, what: str, values: list[Any], condition: Condition) -> list[str]:
        """Ask for something about those who are meant and fulfil a condition, piece by piece."""
        order, found = self.order, list[str]()
        chosen, flags = self._chosen()
        sql, its = condition
        statement = (
            f"SELECT ? || '{_FILE}' || {what} FROM {order.source}"  # noqa: S608 - constants
            f" WHERE {order.place} BETWEEN ? AND ? AND {chosen} AND {sql}"
        )
        every = [(piece[0], *values, *piece, *flags, *its) for piece in pieces(self._reader)]
        self._reader.each(statement, every, found.append)
        return found

    def ids_of(self, first: int, within: Condition, without: Condition) -> array[int]:
        """Give the ids of a piece for which one condition holds and not the other."""
        order = self.order
        chosen, flags = self._chosen()
        statement = (
            f"SELECT group_concat({order.place}) FROM {order.source} WHERE {order.place} BETWEEN ? AND ?"  # noqa: S608 - constants
            f" AND {chosen} AND {within[0]} AND NOT ({without[0]})"
        )
        piece = next(piece for piece in pieces(self._reader) if piece[0] == first)
        row = self._reader.raw.execute(statement, (*piece, *flags, *within[1], *without[1])).fetchone()
        return id_sets.numbers_of(row[0])

    def _chosen(self) -> Condition:
        if self._flags is None:
            return _TRUE
        return f"substr(?, {self.order.place} + 1, 1) = x'01'", [self._flags]


def apart(last: int, step: int) -> list[int]:
    """Give ids that stand apart, but not evenly: what people have may come again every so many."""
    places = range(0, last - step + 1, step)
    return [number + place * _UNEVEN % step + 1 for place, number in enumerate(places)]


class _Side:
    """The order read from one of its ends: from the smallest value, or `down` from the largest."""

    def __init__(self, places: Places, down: bool) -> None:
        self._places, self._order, self._down = places, places.order, down
        self._rising = places.sample
        self._sample = self._rising[::-1] if down else self._rising

    def rows(self, start: int, most: int) -> array[int] | None:
        """Give the ids from a place on."""
        size, found = len(self._sample), array("q")
        at = min(size - 1, start * size // self._places.total)
        for _ in range(_TRIES):
            window = self._window(at, most)
            before, ids = self._read(window, start, most)
            if ids:
                found += ids
                start, most = start + len(ids), most - len(ids)
            if not most:
                return found
            at = window.before if start < before else window.after
        return None

    def _share(self, value: Any) -> float:
        return (bisect_right(self._rising, value) - bisect_left(self._rising, value)) / len(self._rising)

    def _window(self, at: int, most: int) -> _Window:
        """Choose the values around a place of the sample: one that many have, or some that fewer have."""
        sample, size = self._sample, len(self._sample)
        if 0 <= at < size and self._share(sample[at]) > _MANY_ALIKE:
            bound, first, last = _Bound(sample[at], inside=True), at, at
            while first > 0 and sample[first - 1] == sample[at]:
                first -= 1
            while last < size - 1 and sample[last + 1] == sample[at]:
                last += 1
            return _Window(bound, bound, first - 1, last + 1, alike=True)
        part = min(1.0, max(0.0, (at + 0.5) / size))
        margin = _SPARE + math.ceil(_DEVIATIONS * math.sqrt(size * part * (1 - part)))
        first, low = self._bound(at, -1, margin)
        last, high = self._bound(at, 1, margin + math.ceil(most * size / self._places.total))
        return _Window(low, high, first, last)

    def _bound(self, at: int, step: int, margin: int) -> tuple[int, _Bound | None]:
        """Go from a place of the sample so far, or to a value that many have; gives the place beyond, and the limit."""
        sample = self._sample
        for place in range(at, at + step * margin, step):
            if 0 <= place < len(sample) and self._share(sample[place]) > _MANY_ALIKE:
                return place, _Bound(sample[place], inside=False)
        end = at + step * margin
        if not 0 <= end < len(sample):
            return end, None
        return end, _Bound(sample[end], inside=True)

    def _read(self, window: _Window, start: int, most: int) -> tuple[int, array[int]]:
        """Say how many come before a window, and give the ids from a place on that are in it."""
        high, low = self._until(window.high, with_it=True), self._until(window.low, with_it=False)
        within = f"FILTER (WHERE NOT ({low[0]}))" if window.low else ""
        its = low[1] if window.low else []
        if window.alike:
            return self._counted(
                self._places.scan(f"count(*) || ',' || count(*) {within}", its, high), window, start, most
            )
        place, order = self._order.place, self._order
        value = f"hex({order.key})" if order.is_ranked else f"coalesce({order.key}, '')"
        pairs = f"group_concat({place} || '{_GROUP}' || {value}, '{_PART}') {within}"
        what = f"count(*) || '{_FILE}' || coalesce({pairs}, '')"
        return self._sorted(self._places.scan(what, [*order.values, *its], high), start, most)

    def _sorted(self, texts: list[str], start: int, most: int) -> tuple[int, array[int]]:
        total, pairs = 0, list[tuple[Any, int]]()
        for text in texts:
            _, count, found = text.split(_FILE)
            total += int(count)
            for pair in found.split(_PART) if found else ():
                number, _, value = pair.partition(_GROUP)
                pairs.append((as_number(value) if self._order.is_numeric else value, int(number)))
        before = total - len(pairs)
        pairs.sort(reverse=self._down)
        ids = [number for _, number in pairs[max(0, start - before) : start - before + most]] if start >= before else []
        return before, array("q", ids)

    def _counted(self, texts: list[str], window: _Window, start: int, most: int) -> tuple[int, array[int]]:
        counts: dict[int, int] = {}
        before = 0
        for text in texts:
            number, _, both = text.partition(_FILE)
            until, inside = map(int, both.split(","))
            counts[int(number)] = inside
            before += until - inside
        skip, ids = start - before, array("q")
        if skip < 0:
            return before, ids
        for first, count in sorted(counts.items(), reverse=self._down):
            if skip >= count:
                skip -= count
                continue
            ids += self._of_piece(window, first)[skip : skip + most - len(ids)]
            skip = 0
            if len(ids) >= most:
                break
        return before, ids

    def _of_piece(self, window: _Window, first: int) -> array[int]:
        """Give the ids of a piece that have the window's only value, in the order of the side."""
        assert window.high is not None
        found = self._places.ids_of(
            first, self._until(window.high, with_it=True), self._until(window.low, with_it=False)
        )
        return array("q", sorted(found, reverse=self._down))

    def _until(self, bound: _Bound | None, *, with_it: bool) -> Condition:
        """Say that a value comes before an end of a window, or with `with_it` that it is in it or before it."""
        if bound is None:
            return _TRUE
        return self._order.until(bound.value, down=self._down, beyond=bound.inside != with_it)
