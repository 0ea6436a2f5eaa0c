"""Contact cards of real programs: each gives a name and an address, unless the card itself has none."""

from __future__ import annotations

import re
from pathlib import Path

from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.intake.tables import open_table

_CARD = re.compile(rb"^BEGIN:VCARD.*?^END:VCARD", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_HAS_ADDRESS = re.compile(rb"^(?:[\w-]+\.)?EMAIL[;:][^\r\n]*@", re.MULTILINE | re.IGNORECASE)
_HAS_NAME = re.compile(rb"^(?:[\w-]+\.)?F?N[;:][^\r\n]*?[^;:\r\n]\s*$", re.MULTILINE | re.IGNORECASE)


def check(folder: Path) -> tuple[list[str], bool]:
    """Read all cards: lines for people, and whether every missing name or address is explained."""
    checker = AddressChecker()
    lines: list[str] = []
    all_good = True
    total = named = addressed = 0
    for file in sorted((folder / "vcard").glob("*.vcf")):
        table = open_table(file)
        name, address = table.columns.index("Name") if "Name" in table.columns else -1, table.address_column
        raw = _CARD.findall(file.read_bytes())
        rows = [cells for _, cells, _ in table.rows()]
        if len(rows) != len(raw):
            all_good = False
            lines.append(f"  {file.name}: NOT EXPLAINED: {len(raw)} cards, {len(rows)} rows")
            continue
        for number, (cells, card) in enumerate(zip(rows, raw, strict=True), 1):
            has_name = name >= 0 and bool(cells[name])
            has_address = address is not None and not checker.check(cells[address]).reason
            total, named, addressed = total + 1, named + has_name, addressed + has_address
            for has, there, what in (
                (has_name, _HAS_NAME.search(card), "name"),
                (has_address, _HAS_ADDRESS.search(card), "address"),
            ):
                if not has:
                    all_good = all_good and not there
                    why = f"NOT EXPLAINED: no {what} was found" if there else f"the card itself has no {what}"
                    lines.append(f"  {file.name}, card {number}: {why}")
    lines.insert(0, f"vcard: {total} cards, {named} give a name, {addressed} give an address; the others:")
    return lines, all_good and total > 0
