"""The short way for ordinary rows, a million times: from cells to the name and the fields of a person, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from mailer_gui.intake.value_types import in_form
from mailer_gui.intake.writing import plain
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
from mailer_gui.model.field_types import Habits

LONGEST_CELL = 100_000
"""In characters. What is longer is no field of a person."""
_MOST_KNOWN = 10_000

Places = Sequence[tuple[int, str]]
"""Place in the row -> name of the field."""


def to_json(fields: Mapping[str, str]) -> str:
    """Write the fields of a person as a JSON object."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def fields_in(cells: Sequence[str], places: Places) -> dict[str, str]:
    """Give the fields of a person: trimmed, without the empty ones."""
    fields = {}
    for index, target in places:
        value = cells[index].strip()
        if value:
            if value[0] == "'":
                value = plain(value)
            fields[target] = value.replace("\r\n", "\n") if "\r" in value else value
    return fields


class OrdinaryRows:
    """Makes name and fields of rows whose cells can go into JSON as they are; of others, nothing.

    The cells are put into JSON unseen, and the whole is looked at once: all that would be trimmed, escaped or left
    out shows there.
    """

    def __init__(self, places: Places, types: Mapping[int, tuple[FieldType, Habits]]) -> None:
        self._starts = [f'"{name}":"' if _is_plain(name) else "" for _, name in places]
        self._template = "{" + ",".join(start.replace("%", "%%") + '%s"' for start in self._starts) + "}"
        self._quotes = 4 * len(places)
        self._cells = _getter([index for index, _ in places])
        names = [name for _, name in places]
        self._full = names.index(FULL_NAME) if FULL_NAME in names else -1
        self._parts = [names.index(name) for name in (FIRST_NAME, LAST_NAME) if name in names]
        self._whole_name = self._name_maker()
        self._types = [(at, *types[index], dict[str, str]()) for at, (index, _) in enumerate(places) if index in types]
        self._can = all(self._starts)

    def person(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Give the name and the fields as JSON; None when the row needs a closer look."""
        found = self.people([cells])
        return (found[0][0], found[1][0]) if found is not None else None

    def people(self, rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]] | None:
        """Give the names and the fields (JSON) of some rows; None when one of them needs a closer look."""
        values = list(map(self._cells, rows))
        if self._types:
            values = list(map(self._typed, values))
        texts = list(map(self._template.__mod__, values))
        text = "".join(texts)
        if (
            text.count('"') != self._quotes * len(rows)
            or "\\" in text
            or ' "' in text
            or '" ' in text
            or "\"'" in text
            or not text.isprintable()
            or len(text) > LONGEST_CELL
            or not self._can
        ):
            return None
        if '""' not in text:
            return list(map(self._whole_name, values)), texts
        return list(map(self._name, values)), list(map(self._filled, texts, values))

    def _filled(self, text: str, values: Sequence[str]) -> str:
        """Leave out what is empty."""
        if '""' not in text:
            return text
        pairs = zip(self._starts, values, strict=True)
        return "{" + ",".join([f'{start}{value}"' for start, value in pairs if value]) + "}"

    def _name(self, values: Sequence[str]) -> str:
        if self._full >= 0 and values[self._full]:
            return values[self._full]
        return " ".join([values[at] for at in self._parts if values[at]])

    def _name_maker(self) -> Callable[[Sequence[str]], str]:
        """Give what makes the name of a row without empty cells."""
        if self._full >= 0:
            return itemgetter(self._full)
        if len(self._parts) == 2:
            first, last = self._parts
            return lambda values: f"{values[first]} {values[last]}"
        return itemgetter(self._parts[0]) if self._parts else lambda _: ""

    def _typed(self, values: Sequence[str]) -> tuple[str, ...]:
        """Bring values into the form of their types; one that does not fit makes the row unusual, by a quote."""
        found = list(values)
        for at, kind, habits, known in self._types:
            value = values[at]
            stored = known.get(value)
            if stored is None:
                if len(known) >= _MOST_KNOWN:
                    known.clear()
                stored = known[value] = _stored(value, kind, habits)
            found[at] = stored
        return tuple(found)


def _stored(value: str, kind: FieldType, habits: Habits) -> str:
    if value != value.strip() or value.startswith("'"):
        return '"'
    stored = in_form(value, kind, habits)
    return '"' if stored is None else stored


def _is_plain(name: str) -> bool:
    return name.isprintable() and '"' not in name and "\\" not in name and name == name.strip(" '") and name != ""


def _getter(indexes: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if not indexes:
        return lambda _: ()
    if len(indexes) == 1:
        only = indexes[0]
        return lambda cells: (cells[only],)
    return itemgetter(*indexes)
