"""Rows with more cells than the table has columns: mostly a delimiter inside of a cell that has no quotes."""

from __future__ import annotations

from collections.abc import Sequence

from mailer_gui.intake.dialects import ADDRESS_CELL


def straightened(cells: list[str], width: int, address: int, delimiter: str | None) -> tuple[list[str], str]:
    """Bring a row to the width of its table: (cells, what was done in words).

    The address says how much too much stands before it and how much behind. Of a text the cells are put together with
    its delimiter, those of a sheet stand beside the table and are left out. Nothing is done, and said, when the row is
    not too long, or when no address stands where it may stand.
    """
    filled = len(cells)
    while filled > width and not cells[filled - 1].strip():
        filled -= 1
    surplus = filled - width
    if surplus <= 0:
        return cells, ""
    last = address + (surplus if delimiter else 0)
    place = next((at for at in range(address, last + 1) if ADDRESS_CELL.match(cells[at])), None)
    if place is None:
        return cells, ""
    if delimiter is None:
        return cells[:width], f"Left out, because it stands beside the table: {_quoted(cells[width:filled])}"
    before, dropped = _together(cells[:place], address, delimiter)
    behind, more = _together(cells[place + 1 : filled], width - address - 1, delimiter)
    found = [*before, cells[place], *behind]
    left_out = [*dropped, *more]
    if left_out:
        return found, f"Left out, because no column is for it: {_quoted(left_out)}"
    joined = [cell for cell in found if cell not in cells]
    return found, f"A cell had the delimiter in it and was put together again: {_quoted(joined)}"


def _together(cells: Sequence[str], count: int, delimiter: str) -> tuple[list[str], list[str]]:
    """Make so many cells of some more; also give those for which there is no room.

    Behind a delimiter that belongs to the text there is mostly a space; else the last cell is taken for the long one.
    """
    surplus = len(cells) - count
    if not surplus or not count:
        return list(cells[:count]), [cell for cell in cells[count:] if cell.strip()]
    spaced = {at for at in range(1, len(cells)) if cells[at].startswith(" ") and delimiter != " "}
    if len(spaced) != surplus:
        spaced = set(range(count, len(cells)))
    found: list[str] = []
    for at, cell in enumerate(cells):
        if at in spaced:
            found[-1] += delimiter + cell
        else:
            found.append(cell)
    return found, []


def _quoted(cells: Sequence[str]) -> str:
    text = ", ".join(f"“{cell.strip()}”" for cell in cells if cell.strip())
    return text if len(text) <= 200 else text[:200] + "…"
