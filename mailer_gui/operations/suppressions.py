"""Suppressions: addresses and domains that are never mailed."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import Suppression, SuppressionReason
from mailer_gui.model.errors import Cancelled, InputError, NotFoundError
from mailer_gui.model.imports import ImportRow
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.workspace import keep_own_files

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class SuppressionImport:
    """What an import of suppressions did: added + known + invalid = rows. `bad` has the first invalid rows."""

    rows: int = 0
    added: int = 0
    known: int = 0
    invalid: int = 0
    bad: tuple[ImportRow, ...] = ()


def add(ws: Workspace, addresses: str | Sequence[str], reason: str = SuppressionReason.MANUAL, note: str = "") -> int:
    """Never mail these addresses or domains (`@example.org`); gives how many were not suppressed before."""
    wanted = [addresses] if isinstance(addresses, str) else addresses
    why = reason.strip() or SuppressionReason.MANUAL
    return ws.suppressions.add([Suppression(_key(address), why, note) for address in wanted])


def remove(ws: Workspace, address: str) -> None:
    """Allow an address or a domain again; NotFoundError when it was not suppressed."""
    if not ws.suppressions.remove(_key(address)):
        raise NotFoundError(f"“{address.strip()}” is not suppressed.")


def of_address(ws: Workspace, address: str) -> Suppression | None:
    """Give what forbids mail to an address: its own suppression, else its domain's; None when it may be mailed."""
    return ws.suppressions.is_suppressed(address)


def all(ws: Workspace, search: str = "") -> list[Suppression]:
    """Give the suppressions whose address, domain or note has the search in it, the newest first."""
    return ws.suppressions.all(search)


def ids(ws: Workspace, search: str = "", order: str = "-at") -> array[int]:
    """Give the row numbers of suppressions in order (at, key, reason, note), for tables of any length."""
    return ws.suppressions.ids(search, order)


def rows(ws: Workspace, ids: Sequence[int]) -> list[tuple[int, Suppression]]:
    """Give the suppressions of row numbers; those that are gone are left out."""
    return ws.suppressions.rows(ids)


def restore(ws: Workspace, removed: Sequence[Suppression]) -> int:
    """Suppress again what was removed, with the reason, the note and the date it had."""
    return ws.suppressions.add(removed)


def import_file(
    ws: Workspace,
    path: Path,
    reason: str = SuppressionReason.MANUAL,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> SuppressionImport:
    """Suppress what a CSV file or plain lines name: addresses and domains.

    Columns with the reason, a note and the date are kept; `reason` is for rows without one.
    """
    from mailer_gui.intake.suppressed import read_suppressions

    rows, total = read_suppressions(path, reason, cancel)
    done = _Done()
    items: list[Suppression] = []
    for row in rows:
        if isinstance(row, ImportRow):
            done.refuse(row)
        else:
            items.append(row)
        if len(items) >= _BATCH:
            if cancel():
                raise Cancelled(f"Stopped. {done.added:,} suppressions were added and stay.")
            done.add(items, ws.suppressions.add(items))
            items = []
            progress(min(done.rows, total), total)
    done.add(items, ws.suppressions.add(items) if items else 0)
    progress(total, total)
    return done.result()


def export_file(ws: Workspace, out: Path, progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Write the suppressions to a CSV file that `import_file` takes; erased people are left out: nobody knows them."""
    from mailer_gui.intake.writing import csv_file

    keep_own_files(ws, out)
    found = [one for one in ws.suppressions.all() if not one.key.startswith("#")]
    with csv_file(out, ("email", "reason", "note", "since")) as file:
        for done, one in enumerate(found):
            if done % _BATCH == 0:
                if cancel():
                    raise Cancelled("Stopped. The file was not written.")
                progress(done, len(found))
            since = datetime.fromtimestamp(one.at, UTC).isoformat(" ", "seconds")
            file.write((one.key, str(one.reason), one.note, since))
    progress(len(found), len(found))
    return len(found)


class _Done:
    """Counts what an import of suppressions did."""

    def __init__(self) -> None:
        self.added = self.known = self.invalid = 0
        self.bad: list[ImportRow] = []

    @property
    def rows(self) -> int:
        """All rows so far."""
        return self.added + self.known + self.invalid

    def refuse(self, row: ImportRow) -> None:
        """Count a row that is no address."""
        self.invalid += 1
        if len(self.bad) < _BATCH:
            self.bad.append(row)

    def add(self, items: Sequence[Suppression], added: int) -> None:
        """Count rows that are suppressed now."""
        self.added += added
        self.known += len(items) - added

    def result(self) -> SuppressionImport:
        """Give the counts."""
        return SuppressionImport(self.rows, self.added, self.known, self.invalid, tuple(self.bad))


def _key(address: str) -> str:
    from mailer_gui.intake.suppressed import suppression_key

    key, reason = suppression_key(address)
    if reason:
        raise InputError(
            f"“{address.strip()}” is no address and no domain. {reason}.",
            hint="Write an address, or a domain as @example.org.",
        )
    return key
