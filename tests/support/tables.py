"""Makes lists of invented people as shops have them: many countries, odd cells, bad and double rows."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from faker import Faker

WESTERN = ("pt_PT", "de_DE", "fr_FR", "es_ES", "it_IT", "sv_SE", "da_DK", "nl_NL", "fi_FI", "en_GB")
"""Locales whose letters all fit into Windows-1252."""
WORLD = ("pt_BR", "de_DE", "fr_FR", "ja_JP", "zh_CN", "ru_RU", "el_GR", "pl_PL", "ko_KR", "tr_TR")
HEADER = ("E-Mail", "Vorname", "Nachname", "Ort", "Kunde seit", "Notiz")
DOMAINS = ("example.org", "example.net", "example.com", "shop.example", "post.example")
BAD_ADDRESSES = (
    "",
    "nobody",
    "two@@example.org",
    "dots..twice@example.org",
    "space in@example.org",
    "@example.org",
    "nothing@",
    "no.ending@example",
    ".dot@example.org",
    "under@score_d.example",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows, with what an import has to find in them."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bad: int
    duplicates: int

    @property
    def good(self) -> int:
        """How many contacts the rows make."""
        return len(self.rows) - self.bad - self.duplicates


@cache
def people(locales: tuple[str, ...] = WORLD, size: int = 5_000, bad: int = 60, duplicates: int = 40) -> Table:
    """Invent `size` rows, always the same ones; bad and double rows are spread among the good ones."""
    chance = random.Random(7)
    rows = _good_rows(locales, size - bad - duplicates, chance)
    doubles = [(_shout(row[0]), *row[1:]) for row in chance.sample(rows, duplicates)]
    firsts = {row[0].strip().lower() for row in doubles}
    wrong = [
        (BAD_ADDRESSES[number % len(BAD_ADDRESSES)], f"Bad {number}", "Row", "Nowhere", "", "") for number in range(bad)
    ]
    early = [row for row in rows if row[0].lower() in firsts]
    late = [row for row in rows if row[0].lower() not in firsts] + doubles + wrong
    chance.shuffle(late)
    return Table(HEADER, (*early, *late), bad, duplicates)


def _shout(address: str) -> str:
    return f"  {address.upper()} "


def _good_rows(locales: Sequence[str], count: int, chance: random.Random) -> list[tuple[str, ...]]:
    makers = [Faker(locale) for locale in locales]
    for number, maker in enumerate(makers):
        maker.seed_instance(number)
    notes = ("", "likes bread, cheese", 'says "hello"', "first line\nsecond line", "=1+1", "semi; colon", "tab\there")
    rows: list[tuple[str, ...]] = []
    for number in range(count):
        maker = makers[number % len(makers)]
        rows.append(
            (
                f"person.{number}@{DOMAINS[number % len(DOMAINS)]}",
                maker.first_name(),
                maker.last_name(),
                maker.city(),
                f"20{number % 24:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
                notes[chance.randrange(len(notes))],
            )
        )
    return rows


def text(table: Table, delimiter: str = ",", line_end: str = "\r\n") -> str:
    """Write the table as CSV text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(table.header)
    writer.writerows(table.rows)
    return buffer.getvalue()


def as_excel(path: Path, table: Table) -> Path:
    """Write it as Excel does in much of Europe: Windows-1252, semicolons."""
    path.write_bytes(text(table, ";").encode("cp1252"))
    return path


def as_spreadsheet(path: Path, table: Table) -> Path:
    """Write it in UTF-8 with a mark, as spreadsheets do."""
    path.write_bytes(text(table).encode("utf-8-sig"))
    return path


def as_unicode_text(path: Path, table: Table) -> Path:
    """Write it as Excel's "Unicode text": UTF-16 with a mark, tabs."""
    path.write_bytes(text(table, "\t").encode("utf-16"))
    return path
