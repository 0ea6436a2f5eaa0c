"""Tables: every file of csv-spectrum against the cells that its JSON twin says."""

from __future__ import annotations

import json
from pathlib import Path

from mailer_gui.intake.tables import open_table

_WRONG_TWINS = {
    "location_coordinates": "its twin has another phone number than the file, and one object where others have a list"
}


def check(folder: Path) -> tuple[list[str], bool]:
    """Compare all files: lines for people, and whether every difference is explained."""
    lines: list[str] = []
    good = explained = 0
    files = sorted((folder / "csv-spectrum" / "csvs").glob("*.csv"))
    for file in files:
        wanted = json.loads((folder / "csv-spectrum" / "json" / f"{file.stem}.json").read_text(encoding="utf-8"))
        table = open_table(file)
        found = [dict(zip(table.columns, cells, strict=True)) for _, cells, _ in table.rows()]
        same = found == (wanted if isinstance(wanted, list) else [wanted])
        good += same
        if same:
            continue
        reason = _WRONG_TWINS.get(file.stem, "")
        if reason and not _same_but_for_phone(found, wanted):
            reason = ""
        explained += bool(reason)
        lines.append(f"  {file.name}: {reason or f'NOT EXPLAINED: {found!r}, not {wanted!r}'}")
    lines.insert(0, f"csv-spectrum: {len(files)} files, {good} have the expected cells, {len(files) - good} do not:")
    return lines, good + explained == len(files) > 0


def _same_but_for_phone(found: list[dict[str, str]], wanted: dict[str, str]) -> bool:
    phone = "Contact Phone Number"
    return len(found) == 1 and found[0] | {phone: ""} == wanted | {phone: ""}
