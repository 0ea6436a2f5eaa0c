"""The short way for ordinary rows, a million times: from cells to the name and the fields of a person, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat

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

    The cells of some rows are joined by quotes and looked at once: all that would be trimmed, escaped or left out
    shows there. Then they are put together column by column, half of the work of row by row.
    """

    def __init__(self, places: Places, types: Mapping[int, tuple[FieldType, Habits]]) -> None:
        self._places = [index for index, _ in places]
        names = [name for _, name in places]
        self._starts = [f'"{name}":"' for name in names]
        self._can = all(map(_is_plain, names))
        self._before = [("{" if at == 0 else '",') + start for at, start in enumerate(self._starts)]
        self._full = names.index(FULL_NAME) if FULL_NAME in names else -1
        self._parts = [names.index(name) for name in (FIRST_NAME, LAST_NAME) if name in names]
        self._types = [(at, *types[index], dict[str, str]()) for at, (index, _) in enumerate(places) if index in types]

    def person(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Give the name and the fields as JSON; None when the row needs a closer look."""
        found = self.people([cells])
        return (found[0][0], found[1][0]) if found is not None else None

    def people(self, rows: Sequence[Sequence[str]]) -> tuple[list[str], list[str]] | None:
        """Give the names and the fields (JSON) of some rows, all as wide; None when one of them needs a closer look."""
        if not self._can:
            return None
        if not self._places or not rows:
            return [""] * len(rows), ["{}"] * len(rows)
        every = list(zip(*rows, strict=True))
        columns: list[Sequence[str]] = [every[place] for place in self._places]
        for at, kind, habits, known in self._types:
            columns[at] = _typed(columns[at], kind, habits, known)
        text = '"'.join(chain([""], *columns, [""]))
        if (
            text.count('"') != len(columns) * len(rows) + 1
            or "\\" in text
            or ' "' in text
            or '" ' in text
            or ("'" in text and "\"'" in text)
            or not text.isprintable()
            or len(text) > LONGEST_CELL
        ):
            return None
        texts = self._texts(columns)
        if '""' not in text:
            return self._names(columns), texts
        values = list(zip(*columns, strict=True))
        return list(map(self._name, values)), list(map(self._filled, texts, values))

    def _texts(self, columns: Sequence[Sequence[str]]) -> list[str]:
        pieces: list[Iterable[str]] = []
        for before, column in zip(self._before, columns, strict=True):
            pieces += repeat(before), column
        return list(map("".join, zip(*pieces, repeat('"}'), strict=False)))

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

    def _names(self, columns: Sequence[Sequence[str]]) -> list[str]:
        """Give the names of rows without empty cells."""
        if self._full >= 0:
            return list(columns[self._full])
        if not self._parts:
            return [""] * len(columns[0])
        return list(map(" ".join, zip(*[columns[at] for at in self._parts], strict=True)))


def _typed(values: Sequence[str], kind: FieldType, habits: Habits, known: dict[str, str]) -> list[str]:
    """Bring the values of a column into the form of its type; what does not fit makes its row unusual, by a quote."""
    found = list(map(known.get, values))
    stored = []
    for value, one in zip(values, found, strict=True):
        if one is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            one = known[value] = _stored(value, kind, habits)
        stored.append(one)
    return stored


def _stored(value: str, kind: FieldType, habits: Habits) -> str:
    if value != value.strip() or value.startswith("'"):
        return '"'
    stored = in_form(value, kind, habits)
    return '"' if stored is None else stored


def _is_plain(name: str) -> bool:
    return name.isprintable() and '"' not in name and "\\" not in name and name == name.strip(" '") and name != ""
