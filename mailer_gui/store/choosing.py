"""Which contacts a table shows, and in which order: on a list, in a segment, with a verdict, that match a search."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.segments import Group, ListRule, Rule, VerdictRule
from mailer_gui.model.verification import Verdict
from mailer_gui.store import id_sets, ordering, search
from mailer_gui.store.codec import to_json
from mailer_gui.store.ordering import Order
from mailer_gui.store.places import Look, Places
from mailer_gui.store.segment_members import Members, highest
from mailer_gui.store.side_by_side import Reader

_FEW = 20_000
"""So many contacts are put in order by sorting them; more are picked out of everybody in order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What must all hold for a contact to be shown; without anything all are."""

    list_id: int | None = None
    segment: Group | None = None
    verdicts: tuple[Verdict, ...] = ()
    suppressed: bool = False
    search: str = ""

    @property
    def rules(self) -> tuple[Rule | Group, ...]:
        """What of it is the same as rules of a segment."""
        found: list[Rule | Group] = [] if self.list_id is None else [ListRule(self.list_id)]
        if self.segment is not None:
            found.append(self.segment)
        return (*found, VerdictRule(self.verdicts)) if self.verdicts else tuple(found)


def count(reader: Reader, choice: Choice, now: float) -> int:
    """Count those who are chosen."""
    if not choice.search.strip() and not choice.suppressed:
        return Members(reader, now).count(Group(rules=choice.rules))
    members = set_of(reader, choice, now)
    if members < 0:
        return reader.number("SELECT count(*) FROM contacts") - (~members).bit_count()
    return members.bit_count()


def ids(reader: Reader, choice: Choice, order: str, types: Mapping[str, FieldType], now: float) -> array[int]:
    """Give those who are chosen in an order (see `Order`); `types` are those of the fields."""
    members = set_of(reader, choice, now)
    if members >= 0 and members.bit_count() <= _FEW:
        return _sorted(reader, members, order, types)
    everybody = ordering.everybody(reader, ordering.order_of(reader, order, types))
    if members == -1:
        return everybody
    return id_sets.chosen(everybody, id_sets.flags_of(members, highest(reader.raw)))


def _sorted(reader: Reader, members: int, order: str, types: Mapping[str, FieldType]) -> array[int]:
    by = Order(order, types)
    flags = id_sets.flags_of(members, highest(reader.raw))
    statement = f"SELECT c.id FROM contacts AS c WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY {by.sql()}"  # noqa: S608 - constants
    rows = reader.raw.execute(statement, (to_json(list(id_sets.members_of(flags))), *by.values))
    return array("q", (number for (number,) in rows))


def set_of(reader: Reader, choice: Choice, now: float) -> int:
    """Give the set of those who are chosen; below zero it is everybody without the set `~members`."""
    found = -1
    if choice.rules:
        found = Members(reader, now).set_of(Group(rules=choice.rules))
    if choice.suppressed and found:
        found &= ordering.suppressed(reader)
    if choice.search.strip() and found:
        found &= _found(reader, choice.search)
    return found


def _found(reader: Reader, words: str) -> int:
    """Give those who match a search: by the index, or by reading all texts where that is quicker."""
    marks = id_sets.Marks(highest(reader.raw))
    share = search.share(reader.raw, words)
    if share < search.MANY and search.known_to_index(search.words_of(words)):
        matches, its = search.matches(words)
        marks.add(reader.raw.execute(f"SELECT group_concat(number) FROM ({matches})", its).fetchone()[0])  # noqa: S608 - constants
        return marks.done()
    condition, its = search.read_through(words)
    are_most = share > 0.5
    statement = (
        f"SELECT group_concat(id) FROM contact_search_content WHERE {'NOT ' if are_most else ''}({condition})"  # noqa: S608 - constants
        " AND id BETWEEN ? AND ?"
    )
    reader.each(statement, [(*its, *piece) for piece in ordering.pieces(reader)], marks.add)
    return ~marks.done() if are_most else marks.done()


def counted(reader: Reader, members: int) -> tuple[int, bytes | None]:
    """Say how many a set has, and give a byte for each id, 1 for its members; None when it is everybody."""
    if members >= 0:
        total = members.bit_count()
    else:
        total = reader.number("SELECT count(*) FROM contacts") - (~members).bit_count()
    return total, None if members == -1 else id_sets.flags_of(members, highest(reader.raw))


def look(
    reader: Reader, choice: Choice, order: str, types: Mapping[str, FieldType], most: int, now: float
) -> Look | None:
    """Give how many are chosen, and the first so many; None when all of them are had as quickly."""
    if choice.search.strip() and search.is_behind(reader.raw):
        return None
    members = set_of(reader, choice, now)
    if members >= 0 and members.bit_count() <= _FEW:
        found = _sorted(reader, members, order, types)
        return Look(None, found[:most]) if len(found) >= most else None
    total, flags = counted(reader, members)
    keyed = ordering.keyed(reader, order, types)
    places = Places(reader, keyed, flags, total)
    ids = places.rows(0, most)
    return None if ids is None else Look(total, ids, order, types, flags, keyed, places.sample)
