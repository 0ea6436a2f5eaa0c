"""Who is in a segment: each rule is answered by what is quickest for it, so that a million people are counted at once.

What a contact has itself (fields, dates, verdict) is asked in one reading of a table. Lists and campaigns become sets
of ids. Sets are put together as whole numbers (`id_sets`).
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from mailer_gui.model.contacts import SuppressionReason
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.segments import DateRule, FieldRule, Group, HistoryKind, HistoryRule, ListRule, Rule
from mailer_gui.store import id_sets, removals, search_ahead, search_texts, segment_rules
from mailer_gui.store.codec import to_json
from mailer_gui.store.side_by_side import Reader

PIECE = 32_768
"""Ids that are read at once."""
_SAMPLE = 4_096
"""So many contacts are looked at to guess how many a condition holds for."""
_FEW = 20_000
"""So many members are put in order by sorting; more are picked out of everybody in order."""
_PENDING = "SELECT contact_id FROM contact_search_pending"


class Members:
    """Answers rules inside one read of the database, at one time (`now`)."""

    def __init__(self, reader: Reader, now: float) -> None:
        self._reader = reader
        self._raw = reader.raw
        self._now = now
        self._last = highest(reader.raw)
        self._signs = search_texts.known(reader.raw)

    def count(self, rules: Group) -> int:
        """Count the members of a segment."""
        if not rules.rules:
            return self._everybody
        if _is_own(rules):
            found: list[int] = []
            for part in self._own(rules):
                self._read("count(*)", part, found.append)
            return sum(found)
        members = self.set_of(rules)
        return members.bit_count() if members >= 0 else self._everybody - (~members).bit_count()

    def ids(self, rules: Group, most: int = -1) -> array[int]:
        """Give the members (the first so many) in the order of their addresses."""
        members = self.set_of(rules)
        if members >= 0 and members.bit_count() <= _FEW:
            numbers = id_sets.members_of(id_sets.flags_of(members, self._last))
            statement = "SELECT id FROM contacts WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key LIMIT ?"
            rows = self._raw.execute(statement, (to_json(list(numbers)), most))
            return array("q", (number for (number,) in rows))
        flags = id_sets.flags_of(members, self._last)
        if most >= 0:
            rows = self._raw.execute("SELECT id FROM contacts ORDER BY key")
            return array("q", islice((number for (number,) in rows if flags[number]), most))
        return id_sets.chosen(in_order(self._raw), flags)

    def flags(self, rules: Group) -> bytes:
        """Give a byte for each id up to the highest: 1 for members, 0 for others; where nobody is it may be either."""
        return id_sets.flags_of(self.set_of(rules), self._last)

    def set_of(self, rules: Rule | Group) -> int:
        """Give the set of those for whom rules hold; below zero it is everybody without the set `~members`."""
        if isinstance(rules, ListRule):
            return self._list(rules.list_id) if rules.member else ~self._list(rules.list_id)
        if isinstance(rules, HistoryRule):
            return self._history(rules)
        if not isinstance(rules, Group) or _is_own(rules):
            return self._own_set(rules if isinstance(rules, Group) else Group(rules=(rules,)))
        own = tuple(rule for rule in rules.rules if _is_own(rule))
        parts: list[Rule | Group] = [rule for rule in rules.rules if not _is_own(rule)]
        if own:
            parts.append(Group(rules.every, own))
        found = -1 if rules.every else 0
        for part in sorted(parts, key=_effort):
            found = found & self.set_of(part) if rules.every else found | self.set_of(part)
            if found == (0 if rules.every else -1):
                break
        return found

    @cached_property
    def _everybody(self) -> int:
        return self._reader.number("SELECT count(*) FROM contacts")

    def _own(self, rules: Group) -> list[_Part]:
        """Give where to look for the members that rules about their own values have.

        Fields are looked up in the search index; contacts that are not in it as they are now are asked themselves.
        """
        by_fields, values = segment_rules.condition(rules, self._now)
        if self._signs is None or not any(map(_is_indexed, rules.walk())):
            return [_Part("c.id", "contacts AS c", "TRUE", by_fields, values)]
        by_texts, its_values = segment_rules.condition(rules, self._now, self._signs)
        plain, reached = search_texts.plain(self._raw), search_ahead.reached(self._raw)
        is_pending = self._reader.number(f"SELECT EXISTS ({_PENDING})")
        source, place = "contact_search_content AS s", "s.id"
        if not all(map(_is_indexed, rules.walk())):
            source += " CROSS JOIN contacts AS c ON c.id = s.id"
        current = f"s.id > {plain}" + (f" AND s.id NOT IN ({_PENDING})" if is_pending else "")
        parts = [_Part(place, source, current, by_texts, its_values)]
        others = [f"c.id <= {plain}"] if plain else []
        if reached < self._last:
            others.append(f"c.id > {max(plain, reached)}")
        if is_pending:
            others.append(f"c.id IN ({_PENDING}) AND c.id > {plain} AND c.id <= {reached}")
        return parts + [_Part("c.id", "contacts AS c", which, by_fields, values) for which in others]

    def _own_set(self, rules: Group) -> int:
        """Give the members that rules about their own values have, by reading the fewer: those, or all others."""
        parts = self._own(rules)
        if self._are_most(parts[0]):
            return ~self._set_at([replace(part, condition=f"NOT {part.condition}") for part in parts])
        return self._set_at(parts)

    def _are_most(self, part: _Part) -> bool:
        """Look at some contacts in the middle: do conditions hold for most?"""
        middle = self._last // 2
        found = self._reader.number(part.statement("count(*)"), *part.values, middle, middle + _SAMPLE)
        return found > _SAMPLE // 2

    def _set_at(self, parts: Sequence[_Part]) -> int:
        marks = id_sets.Marks(self._last)
        for part in parts:
            self._read(f"group_concat({part.place})", part, marks.add)
        return marks.done()

    def _read(self, what: str, part: _Part, use: Callable[[Any], object]) -> None:
        pieces = ((*part.values, first, first + PIECE - 1) for first in range(0, self._last + 1, PIECE))
        self._reader.each(part.statement(what), pieces, use)

    def _list(self, list_id: int) -> int:
        if not self._reader.number("SELECT EXISTS (SELECT 1 FROM lists WHERE id = ?)", list_id):
            return 0
        if self._reader.number("SELECT count(*) FROM list_members WHERE list_id = ?", list_id) == self._everybody:
            return -1
        return self._set_at([_Part("contact_id", "list_members", "list_id = ?", "TRUE", [list_id])])

    def _history(self, rule: HistoryRule) -> int:
        """Give whom something happened to, or whom not."""
        status = segment_rules.STATUS[rule.kind]
        terms, values = segment_rules.happened(rule, self._now)
        marks = id_sets.Marks(self._last)
        if status is DeliveryStatus.ACCEPTED:
            self._read_sent(rule.campaign_id, terms, values, marks.add)
        else:
            unusual = "deliveries AS d INDEXED BY ix_deliveries_unusual WHERE d.status IN (3, 4, 5, 6)"
            statement = f"SELECT group_concat(d.contact_id) FROM {unusual} AND {terms}"  # noqa: S608 - constants
            marks.add(self._raw.execute(statement, values).fetchone()[0])
        found = marks.done()
        if removals.count(self._raw) != 0:  # some of them may be gone
            found &= self._set_at([_Part("id", "contacts", "TRUE", "TRUE", [])])
        if rule.kind is HistoryKind.NOT_SENT:
            return ~found
        return found & self._bounced() if rule.kind is HistoryKind.BOUNCED else found

    def _read_sent(
        self, campaign_id: int | None, terms: str, values: list[Any], use: Callable[[str | None], object]
    ) -> None:
        """Read deliveries as they stand in the table: those of a campaign stand together."""
        ends = "SELECT (SELECT min(id) FROM deliveries WHERE {0}), (SELECT max(id) FROM deliveries WHERE {0})"
        which, its = ("TRUE", []) if campaign_id is None else ("campaign_id = ?", [campaign_id] * 2)
        first, last = self._raw.execute(ends.format(which), its).fetchone()
        part = _Part("d.id", "deliveries AS d NOT INDEXED", terms, "TRUE", values)
        pieces = ((*values, start, min(start + PIECE - 1, last)) for start in range(first or 1, (last or 0) + 1, PIECE))
        self._reader.each(part.statement("group_concat(d.contact_id)"), pieces, use)

    def _bounced(self) -> int:
        marks = id_sets.Marks(self._last)
        statement = (
            "SELECT group_concat(c.id) FROM suppressions AS b CROSS JOIN contacts AS c ON c.key = b.key"
            " WHERE b.reason = ?"
        )
        marks.add(self._raw.execute(statement, (SuppressionReason.BOUNCED.value,)).fetchone()[0])
        return marks.done()


@dataclass(frozen=True, slots=True)
class _Part:
    """Where ids stand: column, table, which rows of it, the condition, and the values of both."""

    place: str
    source: str
    which: str
    condition: str
    values: list[Any]

    def statement(self, what: str) -> str:
        """Give the statement that reads a piece: its first and its last id come after the values."""
        return (
            f"SELECT {what} FROM {self.source} WHERE {self.which} AND {self.condition} AND {self.place} BETWEEN ? AND ?"  # noqa: S608 - constants
        )


def highest(raw: sqlite3.Connection) -> int:
    """Give the highest id that a contact ever had."""
    found = raw.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'contacts'")
    return int(found.fetchone()[0])


def is_large(raw: sqlite3.Connection) -> bool:
    """Say whether there are so many contacts that they are read side by side."""
    return highest(raw) > 2 * PIECE


def in_order(raw: sqlite3.Connection) -> array[int]:
    """Give all contacts in the order of their addresses."""
    return id_sets.numbers_of(
        raw.execute("SELECT group_concat(id) FROM (SELECT id FROM contacts ORDER BY key)").fetchone()[0]
    )


def _is_own(rule: Rule | Group) -> bool:
    """Say whether a rule is about what a contact has itself."""
    if isinstance(rule, Group):
        return all(_is_own(inner) for inner in rule.rules)
    return not isinstance(rule, ListRule | HistoryRule)


def _is_indexed(rule: Rule) -> bool:
    """Say whether the search index has what a rule is about."""
    return isinstance(rule, FieldRule) or (isinstance(rule, DateRule) and rule.custom)


def _effort(rule: Rule | Group) -> int:
    """Say how much work a rule is beside others: what is answered at once may answer the whole group."""
    if isinstance(rule, ListRule):
        return 0
    if isinstance(rule, Group) and not _is_own(rule):
        return 3
    return 2 if isinstance(rule, HistoryRule) else 1
