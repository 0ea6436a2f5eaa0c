"""All other files of the folder: each opens as a table, or an error says in words why not."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import MailerError

_SLOW = 2.0
_ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".vcf", ".ldif", ".ldi", ".htm", ".html"}
_KNOWN = {"csv-spectrum", "vcard", "isemail", "email-validator"}


def files(folder: Path) -> list[Path]:
    """Give the files that look like tables and are not of a collection that has its own check."""
    found = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _ENDINGS and path.is_file())
    return [path for path in found if path.relative_to(folder).parts[0] not in _KNOWN]


def check(folder: Path) -> tuple[list[str], bool]:
    """Open all of them: lines for people, and whether none of them failed without words."""
    kinds: Counter[str] = Counter()
    refused: list[str] = []
    good = True
    for path in files(folder):
        began = time.monotonic()
        name = path.relative_to(folder)
        try:
            table = open_table(path)
            rows = sum(1 for _ in table.rows())
            kinds[table.preview().format] += 1
        except MailerError as error:
            refused.append(f"  {name}: {error.title}: {error}")
        except Exception as problem:  # what this check is for
            refused.append(f"  {name}: NOT EXPLAINED: {type(problem).__name__}: {problem}")
            good = False
        else:
            if (took := time.monotonic() - began) > _SLOW:
                refused.append(f"  {name}: {rows:,} rows took {took:.1f} s")
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return [f"other files: {told or 'none'}; {len(refused)} refused or slow:", *refused], good
