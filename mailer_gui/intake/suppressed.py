"""Addresses and domains that are never to be mailed, read from what a person typed or from a file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.intake.column_words import squeeze
from mailer_gui.intake.tables import Table, open_table, unreadable
from mailer_gui.intake.unwrapping import unwrap
from mailer_gui.intake.writing import plain
from mailer_gui.model.contacts import Suppression
from mailer_gui.model.imports import ADDRESS_COLUMN, ImportRow
from mailer_gui.model.work import Cancel, never

_NOTES = frozenset(
    {"note", "notes", "notiz", "bemerkung", "nota", "observacao", "remarque", "commentaire", "комментарий"}
)
_REASONS = frozenset({"reason", "grund", "motivo", "raison", "motif", "причина", "理由"})
_DATES = frozenset({"since", "date", "at", "created", "datum", "seit", "data", "fecha", "desde", "depuis", "дата"})


def suppression_key(text: str, checker: AddressChecker | None = None) -> tuple[str, str]:
    """Give the key of an address or a domain (`@example.org`, also without the @) and why it is none."""
    found, _ = unwrap(text)
    found = found.removeprefix("*") if found.startswith("*@") else found  # as other programs write a domain
    check = (checker or AddressChecker()).check
    if found.startswith("@") or ("@" not in found and "." in found):
        checked = check(f"postmaster@{found.removeprefix('@')}")
        return (f"@{checked.address.partition('@')[2]}".lower(), checked.reason)
    checked = check(text)
    return checked.address.lower(), checked.reason


def read_suppressions(path: Path, reason: str, cancel: Cancel = never) -> tuple[Iterator[Suppression | ImportRow], int]:
    """Read the suppressions of a CSV file or of plain lines, invalid ones as `ImportRow`; also its number of lines."""
    table = open_table(path, None, cancel)
    if table.has_header and any(not suppression_key(column)[1] for column in table.columns):
        table = open_table(path, replace(table.options, has_header=False), cancel)  # the first line is a domain
    return _rows(table, reason), table.lines


def _rows(table: Table, reason: str) -> Iterator[Suppression | ImportRow]:
    checker = AddressChecker()
    mapping = table.preview().mapping
    place = next((i for i, column in enumerate(table.columns) if mapping[column] == ADDRESS_COLUMN), 0)
    why, notes, since = (
        next((i for i, column in enumerate(table.columns) if squeeze(column) in names), None)
        for names in (_REASONS, _NOTES, _DATES)
    )
    try:
        for line, cells, _ in table.rows():
            text = _cell(cells, place)
            key, wrong = suppression_key(text, checker)
            yield (
                ImportRow(line, text.strip(), "", wrong, cells=tuple(cells))
                if wrong
                else Suppression(key, _cell(cells, why) or reason, _cell(cells, notes), _time(_cell(cells, since)))
            )
    except OSError as problem:
        raise unreadable(table.path, problem) from problem


def _time(text: str) -> float:
    """Read an ISO date or time, UTC where it says no zone; 0, which means now, when it is none or has not come yet."""
    try:
        found = datetime.fromisoformat(text)
        at = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return at if 0 < at < time.time() else 0.0


def _cell(cells: Sequence[str], place: int | None) -> str:
    return plain(cells[place].strip()) if place is not None and place < len(cells) else ""
