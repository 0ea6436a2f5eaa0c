"""Writing people to a file: CSV, Excel or contact cards; importing it gives the same people again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, Contact
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

FORMATS = (".csv", ".xlsx", ".vcf")
_BATCH = 1_000
_Write = Callable[[Contact], None]


def export_people(
    ws: Workspace,
    out: Path,
    ids: Sequence[int] | None = None,
    columns: Sequence[str] | None = None,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> int:
    """Write these contacts (None: all of them) to a file and count them; its suffix says what kind it becomes.

    `columns` are the fields to write, None all. Formulas in the data are made harmless. What was there before stays
    when anything goes wrong.
    """
    _refuse(ws, out)
    total = len(ids) if ids is not None else ws.contacts.count()
    names = list(columns) if columns is not None else sorted(ws.contacts.field_names(), key=_natural_place)
    done = 0
    with writer(out, names) as write:
        for contact in _people(ws, ids):
            if done % _BATCH == 0:
                if cancel():
                    raise Cancelled("Stopped. The file was not written.")
                progress(done, total)
            write(contact)
            done += 1
    progress(done, done)
    return done


def _refuse(ws: Workspace, out: Path) -> None:
    from mailer_gui.operations.workspace import keep_own_files

    keep_own_files(ws, out)
    if out.suffix.lower() not in FORMATS:
        raise InputError(
            f"“{out.name}” says no kind of file that can be written.", hint="End its name with .csv, .xlsx or .vcf."
        )


def _people(ws: Workspace, ids: Sequence[int] | None) -> Iterator[Contact]:
    if ids is None:
        yield from ws.contacts.iterate()
        return
    for start in range(0, len(ids), _BATCH):
        yield from ws.contacts.rows(ids[start : start + _BATCH])


@contextmanager
def writer(out: Path, names: Sequence[str]) -> Iterator[_Write]:
    """Give what writes one contact after the other, with these fields, to a file of the kind that its suffix says."""
    from mailer_gui.intake.card_writing import card_file
    from mailer_gui.intake.headers import own_header
    from mailer_gui.intake.sheet_writing import sheet_file
    from mailer_gui.intake.writing import csv_file

    if out.suffix.lower() == ".vcf":
        with card_file(out) as cards:
            yield lambda contact: cards.write(contact.address, _chosen(contact.fields, names))
        return
    kind = sheet_file if out.suffix.lower() == ".xlsx" else csv_file
    with kind(out, ("email", *(own_header(name, names) for name in names))) as file:
        yield lambda contact: file.write(_cells(contact, names))


def _cells(contact: Contact, names: Sequence[str]) -> Iterable[str]:
    return (contact.address, *(contact.fields.get(name, "") for name in names))


def _chosen(fields: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: fields[name] for name in names if fields.get(name)}


def _natural_place(name: str) -> int:
    """Names of people first, all other fields in the order they came."""
    order = (FIRST_NAME, LAST_NAME, FULL_NAME)
    return order.index(name) if name in order else len(order)
