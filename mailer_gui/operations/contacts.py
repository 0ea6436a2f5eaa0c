"""Contacts: import a file, look through a million of them, change, remove with undo, export."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, Contact, ContactList, FieldType, Source
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.imports import FilePreview, ImportResult, ReadOptions
from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.workspace import keep_own_files
from mailer_gui.paths import name_of

if TYPE_CHECKING:
    from mailer_gui.intake.people import Person
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.contacts import RemovedContacts

_BATCH = 2_000


def encodings() -> dict[str, str]:
    """Give the encodings a person can choose: codec name -> name for people."""
    from mailer_gui.intake.encodings import ENCODINGS

    return dict(ENCODINGS)


def read_preview(path: Path, options: ReadOptions | None = None, cancel: Cancel = never) -> FilePreview:
    """Look at a file: how it is read, its columns, its first rows, and where each column probably goes."""
    from mailer_gui.intake.tables import open_table

    return open_table(path, options, cancel).preview()


def adjust_mapping(mapping: Mapping[str, str], wishes: Mapping[str, str]) -> dict[str, str]:
    """Change a guessed mapping as a person wishes (column -> target); each target stays with one column."""
    from mailer_gui.intake.headers import adjust

    return adjust(mapping, wishes)


def field_name(column: str) -> str:
    """Make the name under which a column can stand in a message: `Customer since` becomes `customer_since`."""
    from mailer_gui.intake.headers import field_name as clean

    return clean(column)


def plan_import(
    ws: Workspace,
    path: Path,
    options: ReadOptions | None = None,
    mapping: Mapping[str, str] | None = None,
    list_name: str | None = None,
    corrections: Mapping[str, str] | None = None,
    types: Mapping[str, FieldType] | None = None,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> ImportResult:
    """Say what `import_contacts` would do; nothing is written."""
    return import_contacts(
        ws,
        path,
        options=options,
        mapping=mapping,
        list_name=list_name,
        corrections=corrections,
        types=types,
        dry_run=True,
        progress=progress,
        cancel=cancel,
    )


def import_contacts(
    ws: Workspace,
    path: Path,
    *,
    options: ReadOptions | None = None,
    mapping: Mapping[str, str] | None = None,
    list_name: str | None = None,
    bad_rows: Path | None = None,
    corrections: Mapping[str, str] | None = None,
    types: Mapping[str, FieldType] | None = None,
    dry_run: bool = False,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> ImportResult:
    """Read people from a file into the address book (and onto a list); invalid rows go to the file `bad_rows`.

    `corrections` are suggestions that a person accepted: the address as the file has it -> the one that was meant.
    `types` (of fields that are more than text) bring values into their stored form; what does not fit stays as typed.
    Each batch is whole: after a cancel (or a crash) the rows so far are there, and the same import again goes on.
    Progress counts lines of the file; then, without a total, contacts made ready for the search.
    """
    from mailer_gui.intake.outcome import BadRows, Outcome
    from mailer_gui.intake.people import PeopleReader
    from mailer_gui.intake.tables import open_table

    if list_name is not None and not list_name.strip():
        raise InputError("A list needs a name.")
    table = open_table(path, options, cancel)
    reader = PeopleReader(table, mapping if mapping is not None else table.preview().mapping, None, corrections, types)
    if bad_rows is not None and bad_rows.exists() and bad_rows.samefile(path):
        raise InputError("The bad rows cannot go into the file that is imported.", hint="Choose another file.")
    outcome = Outcome(dry_run=dry_run, list_name=(list_name or "").strip())
    with BadRows(bad_rows, table) as bad:
        write = _writer(ws, Source(name_of(path), 0, ws.database.clock()), list_name, dry_run)
        for batch in reader.batches(_BATCH):
            if cancel():
                raise Cancelled(outcome.stopped())
            outcome.take(batch, write(batch.people), _suppressed(ws, batch.people))
            bad.write(batch.invalid)
            progress(min(batch.line, table.lines), table.lines)
    if not dry_run:
        with suppress(Cancelled):  # every row is in; only the search is not up to date yet
            ws.contacts.finish_import(lambda done, _: progress(done, None), cancel)
    return outcome.result(bad.written)


def _writer(ws: Workspace, source: Source, list_name: str | None, dry_run: bool) -> Callable[[Sequence[Person]], bytes]:
    """Give what takes a batch of people in one transaction (or only compares) and says which are new or changed."""
    if dry_run:
        return ws.contacts.compare
    list_id = ws.lists.get_or_create(list_name).id if list_name else None
    return lambda people: ws.contacts.upsert_kinds(people, source, list_id)


def _suppressed(ws: Workspace, people: Sequence[Person]) -> set[str]:
    return ws.suppressions.suppressed_among([address for address, _, _ in people]) if people else set()


def lists(ws: Workspace) -> list[ContactList]:
    """Give all lists with their sizes."""
    return ws.lists.all()


def count(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    *,
    segment_id: int | None = None,
    verdict: Verdict | Sequence[Verdict] | None = None,
) -> int:
    """Count contacts: all, or those on a list, in a segment, with this verdict, that match a search."""
    return ws.contacts.count(list_id, search, segment_id=segment_id, verdict=verdict)


def ids(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    order: str = "address",
    *,
    segment_id: int | None = None,
    verdict: Verdict | Sequence[Verdict] | None = None,
    suppressed: bool = False,
    cancel: Cancel = never,
) -> array[int]:
    """Give the ids of contacts in order, for tables of a million rows; `rows` gives what stands in them.

    All, or those on a list, in a segment, with this verdict, that match a search; `suppressed` leaves only those who
    are never mailed.
    """
    return ws.contacts.ids(
        list_id, search, order, segment_id=segment_id, verdict=verdict, suppressed=suppressed, cancel=cancel
    )


def rows(ws: Workspace, ids: Sequence[int]) -> list[Contact]:
    """Give contacts by id, in the order asked for; those that are gone are left out."""
    return ws.contacts.rows(ids)


def get(ws: Workspace, contact_id: int) -> Contact:
    """Give one contact, or raise NotFoundError."""
    return ws.contacts.get(contact_id)


def field_names(ws: Workspace) -> list[str]:
    """Give the names of all fields that contacts have."""
    return ws.contacts.field_names()


def suppressed_among(ws: Workspace, addresses: Sequence[str]) -> set[str]:
    """Give those of these addresses that are never mailed."""
    return ws.suppressions.suppressed_among(addresses)


def add(ws: Workspace, address: str, fields: Mapping[str, str] | None = None) -> Contact:
    """Add one contact that a person typed; InputError says what is wrong with the address."""
    return ws.contacts.add(_checked(address), dict(fields or {}), Source("typed", 0, ws.database.clock()))


def save(ws: Workspace, contact: Contact) -> Contact:
    """Write the address and the fields of a contact; id 0 makes a new one."""
    if not contact.id:
        return add(ws, contact.address, contact.fields)
    return ws.contacts.update(replace(contact, address=_checked(contact.address)))


def remove(
    ws: Workspace, ids: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never
) -> RemovedContacts:
    """Remove contacts; keep the result to undo it with `restore`. Suppressions and reports stay."""
    return ws.contacts.remove(ids, progress, cancel)


def restore(ws: Workspace, removed: RemovedContacts, progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Put removed contacts back; gives how many."""
    return ws.contacts.restore(removed, progress, cancel)


def export_contacts(
    ws: Workspace,
    out: Path,
    list_name: str | None = None,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> int:
    """Write contacts to a CSV file (UTF-8 with mark, safe against formulas); importing it gives the same again."""
    from mailer_gui.intake.writing import csv_file

    keep_own_files(ws, out)
    list_id = ws.lists.by_name(list_name).id if list_name is not None else None
    total = ws.contacts.count(list_id)
    names = sorted(ws.contacts.field_names(), key=_natural_place)
    done = 0
    with csv_file(out, ("email", *names)) as file:
        for contact in ws.contacts.iterate(list_id):
            if done % 1_000 == 0:
                if cancel():
                    raise Cancelled("Stopped. The file was not written.")
                progress(done, total)
            file.write((contact.address, *(contact.fields.get(name, "") for name in names)))
            done += 1
    progress(done, done)
    return done


def _natural_place(name: str) -> int:
    """Names of people first, all other fields in the order they came."""
    order = (FIRST_NAME, LAST_NAME, FULL_NAME)
    return order.index(name) if name in order else len(order)


def _checked(address: str) -> str:
    from mailer_gui.intake.addresses import AddressChecker

    found = AddressChecker().check(address)
    if found.reason:
        raise InputError(f"“{address.strip()}” is no address that can be used. {found.reason}.")
    return found.address
