"""Rows above a table that are not of it: a title, the date of a report, a line of notes."""

from __future__ import annotations

from collections.abc import Sequence

from mailer_gui.intake.dialects import most_frequent
from mailer_gui.intake.headers import is_address_name, is_known_name

_MOST = 20


def count_titles(rows: Sequence[Sequence[str]]) -> int:
    """Count the rows before the header (or, without one, before the first row of the table)."""
    widths = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    person = next((place for place, cells in enumerate(rows) if any("@" in cell for cell in cells)), len(rows))
    top = range(min(person, _MOST))
    named = [place for place in top if any(is_address_name(cell) for cell in rows[place])]
    if named:
        known = {place: sum(map(is_known_name, rows[place])) for place in named}
        # The first row that names several columns is the header, whatever words stand in cells below it.
        return next((place for place in named if known[place] > 1), named[0])
    header = person - 1
    if (
        0 < header < min(_MOST, len(rows) - 1)
        and widths[header] > max(1, *widths[:header])
        and widths[header] >= most_frequent(widths[person:])
    ):
        return header
    if most_frequent(widths) < 3:
        return 0
    return next((place for place in top if widths[place] != 1), len(top))
