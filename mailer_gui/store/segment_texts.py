"""Fields as the search index has them (`contact_search_content AS s`): folded, and quicker to read than out of JSON.

The text of a contact is made by `search_texts`: address, then fields, each between its sign and a mark. How a condition
is written was measured; GLOB looks at bytes and is the quickest to say that something is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailer_gui.model.segments import ADDRESS, Operator
from mailer_gui.store.folding import PART

Condition = tuple[str, list[Any]]
"""SQL, and the values of its question marks."""
NOTHING = -1e308
"""What an empty value counts as among numbers."""
_LIMITS = {(True, False): " ", (True, True): PART, (False, False): "", (False, True): " "}
"""What follows a limit (below or above it, only beyond it), so that values with a mark after them compare right."""
_DAY = f"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]{PART}"
_SHORT, _LONGEST = 3, 1_000
"""Characters that are looked for with GLOB: what is shorter stands in most texts, and SQLite refuses long patterns."""


class Indexed:
    """A field (or the address) in the search index."""

    def __init__(self, field: str, signs: Mapping[str, str]) -> None:
        self._start = "" if field == ADDRESS else PART + signs.get(field, PART)  # two marks stand together nowhere
        self._anywhere = f"*{self._start}" if self._start else ""
        self._found = "> 0" if self._start else "= 1"
        self._rest, self._its = ("substr(s.c0, instr(s.c0, ?) + 2)", [self._start]) if self._start else ("s.c0", [])
        self._end: Condition = (f"instr({self._rest}, ?)", [*self._its, PART])
        self.number: Condition = (f"{self._rest} + 0.0", self._its)  # what comes after the number does not matter
        self.day = self._first(len("2000-01-01"))

    @property
    def value(self) -> Condition:
        """The whole value; empty when there is none."""
        value = f"substr({self._rest}, 1, {self._end[0]} - 1)"
        its = [*self._its, *self._end[1]]
        if not self._start:
            return value, its
        return f"CASE WHEN instr(s.c0, ?) THEN {value} ELSE '' END", [self._start, *its]

    def until(self, limit: str | float, *, down: bool, beyond: bool) -> Condition:
        """Say that the value is at most a limit (`down`: at least), or with `beyond` that it comes before it.

        The value is not cut off at its end, and what follows is compared with it: that costs little. Control characters
        in a value count as its end.
        """
        empty, its_start = self.is_empty()
        if limit in ("", NOTHING) and down != beyond:  # those without a value come first, and nobody before them
            return ("TRUE" if down else "FALSE"), []
        if isinstance(limit, float):
            value, its = self.number
            found = f"{value} {'>' if down else '<'}{'' if beyond else '='} ?"
        else:
            value, its = self._rest, self._its
            found = f"{value} {'>=' if down else '<'} ?"
            limit += _LIMITS[not down, beyond]
        if not down:
            return f"({found} OR {empty})", [*its, limit, *its_start]
        return f"({found} AND NOT ({empty}))", [*its, limit, *its_start]

    def is_empty(self) -> Condition:
        """Say that nothing stands there. (A field without a value is not in the text.)"""
        return ("instr(s.c0, ?) = 0", [self._start]) if self._start else ("FALSE", [])

    def is_number(self) -> Condition:
        """Say that a number stands there: a whole one, one with cents, or what else begins like one and is JSON."""
        whole = f"CAST({self._rest} AS INTEGER)"
        value, its = self.value
        return (
            f"CASE WHEN {self.is_day()[0]} THEN FALSE WHEN instr(s.c0, ? || {whole} || ?) {self._found} THEN TRUE"
            f" WHEN s.c0 GLOB ? || {whole} || ? THEN TRUE"
            f" ELSE s.c0 GLOB ? AND json_valid({value}) END",
            [
                *self.is_day()[1],
                *(self._start, *self._its, PART),
                *(self._anywhere, *self._its, f".[0-9][0-9]{PART}*"),
                *(f"{self._anywhere}[0-9-]*", *its),
            ],
        )

    def is_day(self) -> Condition:
        """Say that a date stands there, and nothing more."""
        return "s.c0 GLOB ?", [f"{self._anywhere}{_DAY}*"]

    def text(self, operator: Operator, wanted: str) -> Condition:
        """Compare it with a folded text that is not empty."""
        if operator in (Operator.IS, Operator.BEGINS):
            sought = self._start + wanted + (PART if operator is Operator.IS else "")
            return f"instr(s.c0, ?) {self._found}", [sought]
        sought = wanted + PART if operator is Operator.ENDS else wanted
        place, its = f"instr({self._rest}, ?)", [*self._its, sought]
        if operator is Operator.ENDS:
            exact = f"{place} > 0 AND {place} + ? = {self._end[0]}", [*its, *its, len(wanted), *self._end[1]]
        else:
            exact = f"{place} BETWEEN 1 AND {self._end[0]} - 1", [*its, *self._end[1]]
        if len(sought) < _SHORT or len(sought) > _LONGEST:
            return f"({exact[0]} AND instr(s.c0, ?))", [*exact[1], self._start]
        escaped = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in sought)
        there, later = f"{self._anywhere}*{escaped}*", f"{self._anywhere}*{PART}*{escaped}*"
        # It stands somewhere after the beginning of the value; if not after its end, then in it.
        return (
            f"(s.c0 GLOB ? AND CASE WHEN s.c0 GLOB ? THEN {exact[0]} ELSE TRUE END)",
            [there, later, *exact[1]],
        )

    def _first(self, length: int) -> Condition:
        """Give the first characters of the value, and of what follows it; of something else when there is no value."""
        if not self._start:
            return "substr(s.c0, 1, ?)", [length]
        return "substr(s.c0, instr(s.c0, ?) + 2, ?)", [self._start, length]
