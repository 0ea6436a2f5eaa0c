"""Takes the people of a file batch by batch: to say what would become of them, or into the address book."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType, Source
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.model.work import Cancel, Progress
from mailer_gui.operations.importing.wishes import Wishes, digest
from mailer_gui.paths import name_of

if TYPE_CHECKING:
    from mailer_gui.intake.addresses import AddressChecker
    from mailer_gui.intake.people import Batch
    from mailer_gui.intake.tables import Table
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.file_import import FileImport, Found
    from mailer_gui.store.imports import Unfinished

_BATCH = 3_000
"""Rows in one transaction: about a third of the time that the sender may wait for its turn."""
_TYPES = "field_types"


def _begin(ws: Workspace, table: Table, wishes: Wishes) -> Unfinished:
    kinds = {name: kind.value for name, kind in wishes.types.items() if kind is not FieldType.TEXT}
    if kinds:
        ws.settings.set(_TYPES, {**ws.settings.get(_TYPES, {}), **kinds})
    path = table.path.absolute()
    return ws.imports.begin(str(path), wishes.to_raw(table.options), digest(path), table.lines)


def plan(ws: Workspace, table: Table, wishes: Wishes, progress: Progress, cancel: Cancel) -> ImportResult:
    """Say what would become of the rows; nothing is written."""
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


def _changes(ws: Workspace, batch: Batch, kinds: bytes, wishes: Wishes, most: int) -> dict[str, str]:
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


def bring_in(
    ws: Workspace, table: Table, wishes: Wishes, begun: Unfinished | None, progress: Progress, cancel: Cancel
) -> ImportResult:
    """Bring the rows in: all of them, or those that were not in yet when `begun` was interrupted."""
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


def _checker(ws: Workspace, table: Table, wishes: Wishes) -> AddressChecker:
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
