"""`python -m tests.corpora FOLDER`: every check whose files are in the folder, with a table at the end.

The folder may hold: csv-spectrum/ (csvs/ and json/), vcard/*.vcf, isemail/tests.xml with
email-validator/syntax-cases.json, and any other tables, which only have to open or to be refused in words.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.corpora import addresses, cards, others, spectrum


class _Check(NamedTuple):
    name: str
    needs: tuple[str, ...]
    run: Callable[[Path], tuple[list[str], bool]]


_CHECKS = (
    _Check("tables", ("csv-spectrum/csvs", "csv-spectrum/json"), spectrum.check),
    _Check("contact cards", ("vcard",), cards.check),
    _Check("addresses", ("isemail/tests.xml", "email-validator/syntax-cases.json"), addresses.check),
)


def main(folder: Path) -> int:
    """Run the checks; 1 when a difference is not explained, 2 when there is nothing to check."""
    if not folder.is_dir():
        print(f"There is no folder {folder}.")
        return 2
    checks = [one for one in _CHECKS if all((folder / needed).exists() for needed in one.needs)]
    if others.files(folder):
        checks.append(_Check("other files", (), others.check))
    results = []
    for check in checks:
        lines, good = check.run(folder)
        print("\n".join(lines), end="\n\n")
        results.append((check.name, lines[0], good))
    for name, first, good in results:
        print(f"{name:14} {'good' if good else 'NOT GOOD':9} {first.rstrip(':')}")
    if not results:
        print(f"{folder} holds nothing that can be checked.")
        return 2
    return 0 if all(good for _, _, good in results) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()))
