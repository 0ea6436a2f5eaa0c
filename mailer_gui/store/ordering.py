"""All contacts in the order of a column, for tables of a million rows.

Columns have few different values beside the number of contacts: people are put into groups by value and only the values
are sorted, which takes a quarter of the time that SQLite needs to sort the people. Where that is not so, SQLite sorts.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, compress
from typing import Any

from mailer_gui.model.contacts import FieldType
from mailer_gui.store import id_sets, search, search_texts
from mailer_gui.store.codec import to_json
from mailer_gui.store.segment_fields import Stored
from mailer_gui.store.segment_members import PIECE, highest, in_order
from mailer_gui.store.segment_texts import Condition, Indexed
from mailer_gui.store.side_by_side import Reader

SUPPRESSED = (
    "SELECT id FROM contacts WHERE key IN (SELECT key FROM suppressions)"
    " UNION SELECT id FROM contacts"
    " WHERE substr(key, instr(key, '@')) IN (SELECT key FROM suppressions WHERE key >= '@' AND key < 'A')"
)
"""The ids of those who are never mailed, by their own address or by its domain."""
_COLUMNS = {
    "name": "c.name",
    "changed": "c.changed_at",
    "source": "c.source_origin",
    "consent": "c.consent",
    "check": "c.verdict",
}
_OWN_WAYS = ("address", "added", "mark", "lists")
"""Orders that are no order of values."""
_FIELD = "field:"
_MOST_VALUES = 250_000
_ENOUGH, _UNLIKE = 150_000, 0.7
"""A column with so many different values among so many contacts is left to SQLite."""
_BREAK, _PART = "\x1e", "\x1f"
_NOTHING = -1e308
"""What an empty value counts as among numbers."""
_ROUNDED = 1e-14
"""SQLite writes numbers with fifteen digits."""
_SAMPLE, _FEWEST = 2_000, 8
_MANY_ALIKE = 0.02
"""A value that so many have is looked for by itself: nobody needs to sort them."""
_REACH = 4
"""So many times as many are looked at for those who have a flag."""


class Order:
    """An order of contacts by name: address, added, mark (never mailed), lists, a column, or a field.

    A field is named by its name, or as field:NAME where the name could be one of these. A "-" before it turns it round.
    `types` are those of the fields. With `signs` fields are read in the search index (`contact_search_content AS s`).
    Fields are in the order of their folded texts: Évora comes before Faro.
    """

    def __init__(self, name: str, types: Mapping[str, FieldType], signs: Mapping[str, str] | None = None) -> None:
        self.turned = name.startswith("-")
        self.name = name.removeprefix("-")
        self.place, self.source = "c.id", "contacts AS c"
        self.key, self.values = _COLUMNS.get(self.name, ""), list[Any]()
        self.is_numeric = self.name == "changed"
        self._indexed: Indexed | None = None
        self._quick = self.key
        if self.name in (*_COLUMNS, *_OWN_WAYS):
            if self.key and not self.is_numeric:
                self.key, self._quick = f"lower({self.key})", f"{self.key} COLLATE NOCASE"  # the same order
            return
        field, self.name = self.name.removeprefix(_FIELD), _FIELD
        self.is_numeric = types.get(field) is FieldType.NUMBER
        if signs is not None:
            self.place, self.source = "s.id", "contact_search_content AS s"
            self._indexed = Indexed(field, signs)
        self.key, self.values = (self._indexed or Stored(field)).value
        if self.is_numeric:
            self.key = f"nullif({self.key}, '') + 0.0"
        self._quick = f"coalesce({self.key}, {_NOTHING})" if self.is_numeric else self.key

    def within(self, limit: Any, *, beyond: bool) -> Condition:
        """Say that a value is not beyond a limit, or with `beyond` that it comes before it; None is no limit."""
        if limit is None:
            return "TRUE", []
        if isinstance(limit, float) and not beyond:
            limit += abs(limit) * (-_ROUNDED if self.turned else _ROUNDED)
        if self._indexed is not None:
            return self._indexed.within(limit, below=not self.turned, beyond=beyond)
        sign = ("> ?" if self.turned else "< ?") if beyond else (">= ?" if self.turned else "<= ?")
        return f"{self._quick} {sign}", [*self.values, limit]

    def sql(self) -> str:
        """Give the order as SQL; its values are `values`."""
        way = "DESC" if self.turned else "ASC"
        keys = {"address": "c.key", "added": "c.id", "mark": f"c.id IN ({SUPPRESSED})", "lists": _FIRST_LIST}
        key = keys.get(self.name) or self.key
        return f"{key} {way}, {self.place} {way}"


def order_of(reader: Reader, name: str, types: Mapping[str, FieldType]) -> Order:
    """Give an order, by the search index when everybody is in it as they are now."""
    raw = reader.raw
    return Order(name, types, None if search.is_behind(raw) or search_texts.plain(raw) else search_texts.known(raw))


_FIRST_LIST = (
    "(SELECT min(l.name) COLLATE NOCASE FROM list_members AS m JOIN lists AS l ON l.id = m.list_id"
    " WHERE m.contact_id = c.id) COLLATE NOCASE"
)


def everybody(reader: Reader, order: Order) -> array[int]:
    """Give the ids of all contacts in an order."""
    found = _everybody(reader, order)
    if found is None:
        ids = f"SELECT {order.place} AS id FROM {order.source} ORDER BY {order.sql()} LIMIT -1"  # noqa: S608 - constants
        statement = f"SELECT group_concat(id) FROM ({ids})"  # noqa: S608 - constants
        return id_sets.numbers_of(reader.raw.execute(statement, order.values).fetchone()[0])
    if order.turned:
        found.reverse()
    return found


def _everybody(reader: Reader, order: Order) -> array[int] | None:
    """Give the ids as if the order were not turned round; None when SQLite should sort."""
    if order.name == "address":
        return in_order(reader.raw)
    if order.name == "added":
        return _as_added(reader)
    if order.name == "mark":
        return _suppressed_last(reader)
    if order.name == "lists":
        return _by_lists(reader)
    return _by_values(reader, order)


def _as_added(reader: Reader) -> array[int]:
    found: list[str] = []
    reader.each("SELECT group_concat(id) FROM contacts WHERE id BETWEEN ? AND ?", pieces(reader), found.append)
    return array("q", chain.from_iterable(map(id_sets.numbers_of, _sorted(found))))


def _sorted(texts: list[str]) -> list[str]:
    """Put pieces, which begin with an id, in the order of the ids; empty ones are left out."""
    return sorted(filter(None, texts), key=lambda text: int(text[:20].partition(_BREAK)[0].partition(",")[0]))


def pieces(reader: Reader) -> list[tuple[int, int]]:
    """Give the ranges of ids that are read at once."""
    return [(first, first + PIECE - 1) for first in range(0, highest(reader.raw) + 1, PIECE)]


def _by_values(reader: Reader, order: Order) -> array[int] | None:
    texts: list[str] = []
    statement = (
        f"SELECT group_concat({order.place}) || char(30) || group_concat(coalesce({order.key}, ''), char(31))"  # noqa: S608 - constants
        f" FROM {order.source} WHERE {order.place} BETWEEN ? AND ?"
    )
    reader.each(statement, [(*order.values, *piece) for piece in pieces(reader)], texts.append)
    groups: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
    seen = 0
    for text in _sorted(texts):
        ids, values = _cut(text)
        if len(values) != len(ids):  # a value has the mark in it
            return None
        for value, number in zip(values, ids, strict=True):
            groups[value].append(number)
        seen += len(ids)
        if len(groups) > _MOST_VALUES or (seen > _ENOUGH and len(groups) > _UNLIKE * seen):
            return None
    found = array("q")
    for value in sorted(groups, key=_as_number if order.is_numeric else None):
        found.extend(groups[value])
    return found


def first(reader: Reader, order: Order, flags: bytes | None, most: int) -> array[int] | None:
    """Give the first so many in the order of a column; with `flags` of those who have one there.

    None when it is the order of something else, or when too few have a flag.
    """
    if not order.key:
        return None
    reach = most if flags is None else most * _REACH
    limit, share = _limit(reader, order, reach)
    try:
        pairs = _best(reader, order, reach, limit, beyond=share > _MANY_ALIKE)
        if limit is not None and share > _MANY_ALIKE:
            pairs = [pair for pair in pairs if pair[0] != limit]
            pairs += _alike(reader, order, reach - len(pairs), limit)
        elif limit is not None and (len(pairs) < reach or _is_beyond(pairs[reach - 1][0], limit, order)):
            pairs = _best(reader, order, reach, None)  # the sample was no good
    except ValueError:  # a value has the mark in it that stands between values
        return None
    chosen = [number for _, number in pairs[:reach] if flags is None or flags[number]]
    return array("q", chosen[:most]) if flags is None or len(chosen) >= most else None


def _is_beyond(value: Any, limit: Any, order: Order) -> bool:
    return bool(value < limit if order.turned else value > limit)


def _limit(reader: Reader, order: Order, reach: int) -> tuple[Any, float]:
    """Guess from a sample up to which value some more than so many stand, and how many have just this text (0 to 1).

    None in small address books.
    """
    last = highest(reader.raw)
    if last < _SAMPLE * 2:
        return None, 0.0
    numbers = to_json(list(range(1, last + 1, last // _SAMPLE)))
    statement = (
        f"SELECT coalesce({order.key}, '') FROM json_each(?) AS wanted"  # noqa: S608 - constants
        f" CROSS JOIN {order.source} ON {order.place} = wanted.value"
    )
    found = [key for (key,) in reader.raw.execute(statement, (*order.values, numbers))]
    keys = sorted(map(_as_number, found) if order.is_numeric else found, reverse=order.turned)
    place = max(_FEWEST, 2 * reach * len(keys) // last)
    if place >= len(keys):
        return None, 0.0
    return keys[place], 0.0 if order.is_numeric else keys.count(keys[place]) / len(keys)


def _alike(reader: Reader, order: Order, most: int, value: Any) -> list[tuple[Any, int]]:
    """Give the first so many of many who have this value."""
    way = "DESC" if order.turned else "ASC"
    statement = (
        f"SELECT {order.place} FROM {order.source} WHERE {order.key} = ?"  # noqa: S608 - constants
        f" ORDER BY {order.place} {way} LIMIT ?"
    )
    rows = reader.raw.execute(statement, (*order.values, value, max(0, most)))
    return [(value, number) for (number,) in rows]


def _best(reader: Reader, order: Order, reach: int, limit: Any, *, beyond: bool = False) -> list[tuple[Any, int]]:
    """Give value and id of the first so many in the order of a column; with a limit of those that are not beyond it."""
    found: list[str] = []
    way = "DESC" if order.turned else "ASC"
    within, its = order.within(limit, beyond=beyond)
    best = (
        f"SELECT {order.place} AS id, {order.key} AS key FROM {order.source} WHERE {order.place} BETWEEN ? AND ?"  # noqa: S608 - constants
        f" AND {within} ORDER BY key {way}, id {way} LIMIT {reach}"
    )
    statement = f"SELECT group_concat(id) || char(30) || group_concat(coalesce(key, ''), char(31)) FROM ({best})"  # noqa: S608 - constants
    reader.each(statement, [(*order.values, *piece, *its) for piece in pieces(reader)], found.append)
    read = _as_number if order.is_numeric else str
    pairs = [
        (read(value), number)
        for ids, values in map(_cut, filter(None, found))
        for value, number in zip(values, ids, strict=True)
    ]
    return sorted(pairs, reverse=order.turned)


def _cut(text: str) -> tuple[array[int], list[str]]:
    """Cut what was read of a piece into ids and values."""
    numbers, _, keys = text.partition(_BREAK)
    return id_sets.numbers_of(numbers), keys.split(_PART)


def _as_number(text: str) -> float:
    return float(text) if text else _NOTHING  # without a value comes first


def suppressed(reader: Reader) -> int:
    """Give the set of those who are never mailed."""
    marks = id_sets.Marks(highest(reader.raw))
    marks.add(reader.raw.execute(f"SELECT group_concat(id) FROM ({SUPPRESSED})").fetchone()[0])  # noqa: S608 - constants
    return marks.done()


def _suppressed_last(reader: Reader) -> array[int]:
    flags = id_sets.flags_of(suppressed(reader), highest(reader.raw))
    ids = _as_added(reader)
    silent = [flags[number] for number in ids]
    return array("q", chain(compress(ids, (not one for one in silent)), compress(ids, silent)))


def _by_lists(reader: Reader) -> array[int]:
    """Give those on no list first, then by the first of the lists that each is on."""
    lists = [number for (number,) in reader.raw.execute("SELECT id FROM lists ORDER BY name COLLATE NOCASE, id")]
    place = array("q", bytes(8 * (highest(reader.raw) + 1)))
    for rank in range(len(lists), 0, -1):
        statement = "SELECT group_concat(contact_id) FROM list_members WHERE list_id = ?"
        for number in id_sets.numbers_of(reader.raw.execute(statement, (lists[rank - 1],)).fetchone()[0]):
            place[number] = rank
    groups = [array("q") for _ in range(len(lists) + 1)]
    for number in _as_added(reader):
        groups[place[number]].append(number)
    return array("q", chain.from_iterable(groups))
