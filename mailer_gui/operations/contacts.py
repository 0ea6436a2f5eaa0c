"""Contacts: import a file, look through a million of them, change, remove with undo, export."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.model.contacts import (
    FIRST_NAME,
    FULL_NAME,
    LAST_NAME,
    Contact,
    ContactList,
    FieldType,
    MergePolicy,
    Source,
)
from mailer_gui.model.errors import Cancelled, InputError, NotFoundError
from mailer_gui.model.imports import FilePreview, ImportResult, ImportRow, ReadOptions, UnfinishedImport
from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.workspace import keep_own_files
from mailer_gui.paths import name_of

if TYPE_CHECKING:
    from mailer_gui.intake.addresses import AddressChecker
    from mailer_gui.intake.people import Batch
    from mailer_gui.intake.tables import Table
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.contacts import RemovedContacts
    from mailer_gui.store.file_import import FileImport, Found
    from mailer_gui.store.imports import Unfinished

_BATCH = 3_000
"""Rows in one transaction: about a third of the time that the sender may wait for its turn."""
_TYPES = "field_types"


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
    policy: MergePolicy = MergePolicy.OVERWRITE,
    consent: str = "",
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
        policy=policy,
        consent=consent,
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
    policy: MergePolicy = MergePolicy.OVERWRITE,
    consent: str = "",
    dry_run: bool = False,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> ImportResult:
    """Read people from a file into the address book (and onto a list); invalid rows go to the file `bad_rows`.

    `corrections` are suggestions that a person accepted: the address as the file has it -> the one that was meant.
    `types` (of fields that are more than text) bring values into their stored form; what does not fit stays as typed.
    `policy` says what becomes of contacts that are there already, `consent` why these people may be written to.
    Each batch is whole: after a cancel or a crash the rows so far are there, and `continue_import` goes on with
    exactly the others. Progress counts lines of the file; then, without a total, contacts made ready for the search.
    """
    from mailer_gui.intake.tables import open_table

    if list_name is not None and not list_name.strip():
        raise InputError("A list needs a name.")
    table = open_table(path, options, cancel)
    wishes = _Wishes(
        mapping=dict(mapping if mapping is not None else table.mapping),
        list_name=(list_name or "").strip(),
        bad_rows=str(bad_rows.absolute()) if bad_rows is not None else "",
        corrections=dict(corrections or {}),
        types=dict(types or {}),
        policy=policy,
        consent=consent.strip(),
    )
    if bad_rows is not None:
        keep_own_files(ws, bad_rows)
    if bad_rows is not None and bad_rows.exists() and bad_rows.samefile(path):
        raise InputError("The bad rows cannot go into the file that is imported.", hint="Choose another file.")
    if dry_run:
        return _plan(ws, table, wishes, progress, cancel)
    return _bring_in(ws, table, wishes, None, progress, cancel)


def unfinished_imports(ws: Workspace) -> list[UnfinishedImport]:
    """Give the imports that were stopped or interrupted, the latest first."""
    return [
        UnfinishedImport(one.id, Path(one.path), one.line, one.lines, one.started_at, _is_same(one))
        for one in ws.imports.all()
    ]


def continue_import(
    ws: Workspace, number: int, progress: Progress = no_progress, cancel: Cancel = never
) -> ImportResult:
    """Go on with an unfinished import where it stopped; the result is that of the whole file.

    InputError when the file has changed since: then nobody can say which of its rows are in.
    """
    from mailer_gui.intake.tables import open_table

    begun = next((one for one in ws.imports.all() if one.id == number), None)
    if begun is None:
        raise NotFoundError("This import is finished or no longer known.")
    path = Path(begun.path)
    wishes, options = _Wishes.of_raw(begun.options)
    table = open_table(path, options, cancel)
    if not _is_same(begun):
        raise InputError(
            f"“{path.name}” has changed since the import stopped, so it cannot be continued.",
            hint="Import it again: people who are in already are not added twice.",
        )
    return _bring_in(ws, table, wishes, begun, progress, cancel)


def forget_import(ws: Workspace, number: int) -> None:
    """Leave an unfinished import as it is: the rows so far stay, and nobody is asked again."""
    ws.imports.finish(number)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What becomes of the rows of a file."""

    mapping: dict[str, str]
    list_name: str
    bad_rows: str
    corrections: dict[str, str]
    types: dict[str, FieldType]
    policy: MergePolicy
    consent: str

    def to_raw(self, options: ReadOptions) -> dict[str, Any]:
        """Give it as plain values, with how the file is read."""
        return {**asdict(self), "options": asdict(options)}

    @staticmethod
    def of_raw(raw: Mapping[str, Any]) -> tuple[_Wishes, ReadOptions]:
        """Make it of plain values again."""
        given = dict(raw)
        options = ReadOptions(**given.pop("options"))
        given["types"] = {name: FieldType(kind) for name, kind in given["types"].items()}
        return _Wishes(**{**given, "policy": MergePolicy(given["policy"])}), options


def _digest(path: Path) -> str:
    facts = path.stat()
    return f"{facts.st_size}-{facts.st_mtime_ns}"


def _is_same(one: Unfinished) -> bool:
    path = Path(one.path)
    return path.is_file() and _digest(path) == one.digest


def _begin(ws: Workspace, table: Table, wishes: _Wishes) -> Unfinished:
    kinds = {name: kind.value for name, kind in wishes.types.items() if kind is not FieldType.TEXT}
    if kinds:
        ws.settings.set(_TYPES, {**ws.settings.get(_TYPES, {}), **kinds})
    path = table.path.absolute()
    return ws.imports.begin(str(path), wishes.to_raw(table.options), _digest(path), table.lines)


def _plan(ws: Workspace, table: Table, wishes: _Wishes, progress: Progress, cancel: Cancel) -> ImportResult:
    from mailer_gui.intake.outcome import BadRows, Outcome
    from mailer_gui.intake.people import PeopleReader

    reader = PeopleReader(table, wishes.mapping, _checker(ws, table, wishes), wishes.corrections, wishes.types)
    outcome = Outcome(dry_run=True, list_name=wishes.list_name)
    never_mailed = _NeverMailed(ws)
    with BadRows(Path(wishes.bad_rows) if wishes.bad_rows else None, table) as bad:
        for batch in reader.batches(_BATCH):
            if cancel():
                raise Cancelled(outcome.stopped())
            never_mailed.refuse(batch)
            found = ws.contacts.compare(batch.people, wishes.policy, wishes.consent)
            changes = _changes(ws, batch, found.kinds, wishes, outcome.room_for("changed"))
            outcome.take(batch, found.kinds, never_mailed.among(batch), changes=changes)
            bad.write(batch.invalid)
            progress(min(batch.line, table.lines), table.lines)
    return outcome.result(bad.written)


def _changes(ws: Workspace, batch: Batch, kinds: bytes, wishes: _Wishes, most: int) -> dict[str, str]:
    """Say what changes about the first so many people of a batch, by their key."""
    from mailer_gui.intake.differences import differences
    from mailer_gui.store.codec import fields_of
    from mailer_gui.store.file_import import CHANGED, merged

    changed = [person for person, kind in zip(batch.people, kinds, strict=True) if kind == CHANGED][:most]
    if not changed:
        return {}
    known = ws.contacts.existing([person[0] for person in changed])
    return {
        key: differences(known[key].fields, merged(dict(known[key].fields), fields_of(fields), wishes.policy))
        for key, _, _, fields, _ in changed
        if key in known
    }


def _bring_in(
    ws: Workspace, table: Table, wishes: _Wishes, begun: Unfinished | None, progress: Progress, cancel: Cancel
) -> ImportResult:
    from mailer_gui.intake.outcome import BadRows, Outcome
    from mailer_gui.intake.people import PeopleReader

    reader = PeopleReader(
        table, wishes.mapping, _checker(ws, table, wishes), wishes.corrections, wishes.types, apart=False
    )
    outcome = Outcome(dry_run=False, list_name=wishes.list_name)
    never_mailed = _NeverMailed(ws)
    with BadRows(Path(wishes.bad_rows) if wishes.bad_rows else None, table) as bad:
        begun = begun or _begin(ws, table, wishes)
        outcome.go_on(begun.counts)
        list_id = ws.lists.get_or_create(wishes.list_name).id if wishes.list_name else None
        source = Source(name_of(table.path), 0, begun.started_at)
        into = ws.contacts.import_file(source, list_id, wishes.policy, wishes.consent)
        for batch in reader.batches(_BATCH):
            if cancel():
                raise Cancelled(outcome.stopped())
            never_mailed.refuse(batch)
            found = _taken(into, batch, reader.names, begun)
            outcome.take(batch, found.kinds, never_mailed.among(batch), found.firsts)
            bad.write(batch.invalid)
            progress(min(batch.line, table.lines), table.lines)
    ws.imports.finish(begun.id)
    with suppress(Cancelled):  # every row is in; only the search is not up to date yet
        ws.contacts.finish_import(lambda done, _: progress(done, None), cancel)
    return outcome.result(bad.written)


def _taken(into: FileImport, batch: Batch, names: Sequence[str], begun: Unfinished) -> Found:
    """Bring one batch in; what came in before an interruption is known again, whatever the batches were then."""
    if batch.line <= begun.line:
        return into.remember(batch.people)
    old = sum(person[-1] <= begun.line for person in batch.people)
    if not old:
        return into.write(batch.people, names, (begun.id, batch.line))
    before = into.remember(batch.people[:old])
    new = into.write(batch.people[old:], names, (begun.id, batch.line))
    firsts = {**before.firsts, **{old + place: line for place, line in new.firsts.items()}}
    return replace(new, kinds=before.kinds + new.kinds, firsts=firsts)


def _checker(ws: Workspace, table: Table, wishes: _Wishes) -> AddressChecker:
    from mailer_gui.intake.suspects import checker_for

    return checker_for(table, wishes.mapping, ws.verifications.frequent_domains())


class _NeverMailed:
    """What the suppressions say about the people of a file; nothing is asked when there are none."""

    def __init__(self, ws: Workspace) -> None:
        self._suppressions = ws.suppressions if ws.suppressions.count() else None

    def among(self, batch: Batch) -> set[str]:
        """Give the keys of those who are never mailed; those who were erased are refused already."""
        if self._suppressions is None or not batch.people:
            return set()
        return self._suppressions.suppressed_among([person[0] for person in batch.people], but_erased=True)

    def refuse(self, batch: Batch) -> None:
        """Move people who were erased to the rows that cannot be used: nothing of them may come back."""
        if self._suppressions is None:
            return
        erased = self._suppressions.erased_among([person[0] for person in batch.people])
        if erased:
            gone = [person for person in batch.people if person[0] in erased]
            batch.people = [person for person in batch.people if person[0] not in erased]
            batch.invalid += [ImportRow(line, address, "", _ERASED) for _, address, _, _, line in gone]


_ERASED = "This person was erased and is never written to"


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
    return ws.contacts.add(_checked(ws, address), dict(fields or {}), Source("typed", 0, ws.database.clock()))


def save(ws: Workspace, contact: Contact) -> Contact:
    """Write the address and the fields of a contact; id 0 makes a new one."""
    if not contact.id:
        return add(ws, contact.address, contact.fields)
    return ws.contacts.update(replace(contact, address=_checked(ws, contact.address)))


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


def _checked(ws: Workspace, address: str) -> str:
    from mailer_gui.intake.addresses import AddressChecker

    found = AddressChecker().check(address)
    if found.reason:
        raise InputError(f"“{address.strip()}” is no address that can be used. {found.reason}.")
    if ws.suppressions.erased_among([found.address.lower()]):
        raise InputError(
            f"{found.address} was erased and cannot come back into the address book.",
            hint="Whoever asks for mail again can be allowed again under Suppressions.",
        )
    return found.address
