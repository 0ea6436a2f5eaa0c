"""All contacts in the order of a column, for tables of a million rows.

Columns have few different values beside the number of contacts: people are put into groups by value and only the values
are sorted, which takes a quarter of the time that SQLite needs to sort the people. Where that is not so, SQLite sorts.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, compress
from typing import Any

from mailer_gui.model.contacts import FieldType
from mailer_gui.store import id_sets, search, search_ahead, search_texts
from mailer_gui.store.segment_fields import Stored
from mailer_gui.store.segment_members import PIECE, highest, in_order
from mailer_gui.store.segment_texts import NOTHING, Condition, Indexed
from mailer_gui.store.side_by_side import Reader

SUPPRESSED = (
    "SELECT id FROM contacts WHERE key IN (SELECT key FROM suppressions)"
    " UNION SELECT id FROM (SELECT 1 FROM suppressions WHERE key >= '@' AND key < 'A' LIMIT 1) CROSS JOIN contacts"
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
_FEW_CHANGED = 2_000
"""So many are indexed in a twentieth of a second."""
_BREAK, _PART = "\x1e", "\x1f"
_RANK, _LAST_RANK = 2, 65_535
"""Bytes of a rank."""


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
        self.is_ranked = False
        """True when values are ranks, some bytes for each id: those of `ranked`."""
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
        self._quick = f"coalesce({self.key}, {NOTHING})" if self.is_numeric else self.key

    def until(self, limit: Any, *, down: bool, beyond: bool) -> Condition:
        """Say that a value is at most a limit (`down`: at least), or with `beyond` that it comes before it.

        It is exact for texts without control characters.
        """
        if self._indexed is not None:
            return self._indexed.until(limit, down=down, beyond=beyond)
        sign = (">" if down else "<") + ("" if beyond else "=")
        return f"{self._quick} {sign} ?", [*self.values, limit]

    def ranked(self, ranks: bytes, width: int) -> None:
        """Order by ranks, so many bytes for each id from 0 on."""
        self.key = self._quick = f"substr(?, c.id * {width} + 1, {width})"
        self.values, self.is_ranked = [ranks], True

    def by_key(self, key: str) -> None:
        """Order by a column that is compared as it is, or by nothing but the ids."""
        self.key = self._quick = key

    def sql(self) -> str:
        """Give the order as SQL; its values are `values`."""
        way = "DESC" if self.turned else "ASC"
        keys = {"address": "c.key", "added": "c.id", "mark": f"c.id IN ({SUPPRESSED})", "lists": _FIRST_LIST}
        key = keys.get(self.name) or self.key
        return f"{key} {way}, {self.place} {way}"


def is_field(name: str) -> bool:
    """Say whether it is the order of a field."""
    return name.removeprefix("-") not in (*_COLUMNS, *_OWN_WAYS)


def have_few_changed(raw: sqlite3.Connection) -> bool:
    """Say whether the search index is behind by so few that it is quickly brought up to date."""
    statement = (
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM contact_search_pending LIMIT ?1))"
        " + (SELECT count(*) FROM (SELECT 1 FROM contacts WHERE id > ?2 LIMIT ?1))"
    )
    found = raw.execute(statement, (_FEW_CHANGED, search_ahead.reached(raw))).fetchone()[0]
    return 0 < int(found) < _FEW_CHANGED


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
        reader.go_on()
        ids, values = _cut(text)
        if len(values) != len(ids):  # a value has the mark in it
            return None
        for value, number in zip(values, ids, strict=True):
            groups[value].append(number)
        seen += len(ids)
        if len(groups) > _MOST_VALUES or (seen > _ENOUGH and len(groups) > _UNLIKE * seen):
            return None
    found = array("q")
    for value in sorted(groups, key=as_number if order.is_numeric else None):
        found.extend(groups[value])
    return found


def _cut(text: str) -> tuple[array[int], list[str]]:
    """Cut what was read of a piece into ids and values."""
    numbers, _, keys = text.partition(_BREAK)
    return id_sets.numbers_of(numbers), keys.split(_PART)


def as_number(text: str) -> float:
    """Read a number that SQLite has written; nothing comes first."""
    return float(text) if text else NOTHING


def suppressed(reader: Reader) -> int:
    """Give the set of those who are never mailed."""
    marks = id_sets.Marks(highest(reader.raw))
    marks.add(reader.raw.execute(f"SELECT group_concat(id) FROM ({SUPPRESSED})").fetchone()[0])  # noqa: S608 - constants
    return marks.done()


def keyed(reader: Reader, name: str, types: Mapping[str, FieldType]) -> Order:
    """Give an order that has a value for everybody: `Places` finds its way in it."""
    order = order_of(reader, name, types)
    if order.name == "address":
        order.by_key("c.key")
    elif order.name == "added":
        order.by_key("''")
    elif order.name == "mark":
        order.ranked(id_sets.flags_of(suppressed(reader), highest(reader.raw)), 1)
    elif order.name == "lists":
        order.ranked(_ranks(reader), _RANK)
    return order


def _ranks(reader: Reader) -> bytes:
    """Give the rank of the first list that each is on, 0 for those on none; two bytes for each id."""
    lists = [number for (number,) in reader.raw.execute("SELECT id FROM lists ORDER BY name COLLATE NOCASE, id")]
    ranks = array("H", bytes(_RANK * (highest(reader.raw) + 1)))
    for rank in range(len(lists), 0, -1):
        statement = "SELECT group_concat(contact_id) FROM list_members WHERE list_id = ?"
        for number in id_sets.numbers_of(reader.raw.execute(statement, (lists[rank - 1],)).fetchone()[0]):
            ranks[number] = min(rank, _LAST_RANK)
    if sys.byteorder == "little":
        ranks.byteswap()  # bytes are compared from the first one on
    return ranks.tobytes()


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
