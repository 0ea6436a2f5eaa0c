"""Takes the people of a file batch by batch: to say what would become of them, or into the address book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType, Source
from mailer_gui.model.errors import Cancelled, NotFoundError
from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.model.work import Cancel, Progress
from mailer_gui.operations.importing.wishes import DOMAINS, Wishes, digest
from mailer_gui.operations.importing.writer import Writer, hurried
from mailer_gui.paths import name_of

if TYPE_CHECKING:
    from mailer_gui.intake.outcome import BadRows, Outcome
    from mailer_gui.intake.people import Batch, Person
    from mailer_gui.intake.tables import Table
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.imports import Unfinished

_BATCH = 3_000
"""Rows that are read together; the store says how many of them make a transaction."""
_TYPES = "field_types"
_NOTHING = "Stopped. Nothing was changed."
_STOPPED = "Stopped. {:,} people are in. They stay, and the import can be continued."


def _begin(
    ws: Workspace, table: Table, wishes: Wishes, domains: Mapping[str, int]
) -> AbstractContextManager[Unfinished]:
    kinds = {name: kind.value for name, kind in wishes.types.items() if kind is not FieldType.TEXT}
    if kinds:
        ws.settings.set(_TYPES, {**ws.settings.get(_TYPES, {}), **kinds})
    path = table.path.absolute()
    noted = {**wishes.to_raw(table.options), DOMAINS: domains}
    return ws.imports.begin(str(path), noted, digest(path), table.lines)


def plan(ws: Workspace, table: Table, wishes: Wishes, progress: Progress, cancel: Cancel) -> ImportResult:
    """Say what would become of the rows; nothing is written."""
    from mailer_gui.intake.outcome import BadRows, Outcome
    from mailer_gui.intake.people import PeopleReader
    from mailer_gui.intake.suspects import checker_for

    checker = checker_for(table, wishes.mapping, ws.verifications.frequent_domains())
    reader = PeopleReader(table, wishes.mapping, checker, wishes.corrections, wishes.types)
    outcome = Outcome(dry_run=True, list_name=wishes.list_name)
    never_mailed = _NeverMailed(ws)
    with BadRows(Path(wishes.bad_rows) if wishes.bad_rows else None, table) as bad:
        for batch in reader.batches(_BATCH):
            if cancel():
                raise Cancelled(_NOTHING)
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
    from mailer_gui.store.meeting import CHANGED, merged

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
    from mailer_gui.intake.suspects import checker_for

    # The people who are in already have changed what is frequent: whoever goes on judges as at the beginning.
    noted = begun.options.get(DOMAINS) if begun else None
    domains = ws.verifications.frequent_domains() if noted is None else noted
    checker = checker_for(table, wishes.mapping, domains)
    reader = PeopleReader(table, wishes.mapping, checker, wishes.corrections, wishes.types, apart=False)
    outcome = Outcome(dry_run=False, list_name=wishes.list_name)
    with ExitStack() as held:
        with BadRows(Path(wishes.bad_rows) if wishes.bad_rows else None, table) as bad, hurried():
            begun = begun or held.enter_context(_begin(ws, table, wishes, domains))
            outcome.go_on(begun.counts)
            list_id = _list_of(ws, wishes, begun)
            source = Source(name_of(table.path), 0, begun.started_at)
            with (
                _told_how_far(ws, begun),
                ws.contacts.import_file(source, list_id, wishes.policy, wishes.consent, begun) as into,
                Writer(into, begun, reader.names) as writer,
            ):
                arrival = _Arrival(writer, _NeverMailed(ws), outcome, bad, table.lines)
                arrival.of(reader.batches(_BATCH), progress, cancel)
        ws.imports.finish(begun.id)
    with suppress(Cancelled), hurried():  # every row is in; only the search is not up to date yet
        ws.contacts.finish_import(lambda done, _: progress(done, None), cancel)
    return outcome.result(bad.written)


def _list_of(ws: Workspace, wishes: Wishes, begun: Unfinished) -> int | None:
    """Give the list that people are put on; NotFoundError when those who are in already were on one that is gone."""
    if not wishes.list_name:
        return None
    if begun.people and all(one.name.lower() != wishes.list_name.lower() for one in ws.lists.all()):
        raise NotFoundError(
            f"There is no list “{wishes.list_name}” any more, so the import cannot be continued.",
            hint="Import the file again: people who are in already are not added twice.",
        )
    return ws.lists.get_or_create(wishes.list_name).id


@contextmanager
def _told_how_far(ws: Workspace, begun: Unfinished) -> Iterator[None]:
    """Say after a cancel what is in, when nothing is written any more: also what came in before it was continued."""
    try:
        yield
    except Cancelled:
        noted = next((one for one in ws.imports.all() if one.id == begun.id), None)
        if noted is None:  # it was given up elsewhere, or somebody was erased at whom it stood
            raise Cancelled("Stopped. Who is in stays in.") from None
        raise Cancelled(_STOPPED.format(noted.people) if noted.people else _NOTHING) from None


class _Arrival:
    """People on their way from the file into the address book: some are read while those before them are written."""

    def __init__(self, writer: Writer, never_mailed: _NeverMailed, outcome: Outcome, bad: BadRows, lines: int) -> None:
        self._writer = writer
        self._never_mailed = never_mailed
        self._outcome = outcome
        self._bad = bad
        self._lines = lines

    def of(self, batches: Iterable[Batch], progress: Progress, cancel: Cancel) -> None:
        """Take all batches of a file; raises Cancelled."""
        lot: list[Batch] = []
        for batch in batches:
            self._never_mailed.refuse(batch)
            lot.append(batch)
            if self._writer.wants(lot):
                self._look(progress, cancel)
                continue
            self._hand_over(lot, progress, cancel)
            lot = []
        if lot:
            self._hand_over(lot, progress, cancel)
        self._settle(progress, cancel)
        self._writer.finish(cancel)

    def _hand_over(self, lot: Sequence[Batch], progress: Progress, cancel: Cancel) -> None:
        self._settle(progress, cancel)
        self._look(progress, cancel)
        self._writer.begin(lot)

    def _settle(self, progress: Progress, cancel: Cancel) -> None:
        """Wait for what is being written, and count it."""
        from mailer_gui.store.meeting import ERASED

        line = 0
        for batch, found in self._writer.wait(cancel):
            if ERASED in found.kinds:
                _refuse(batch, [one for one, kind in zip(batch.people, found.kinds, strict=True) if kind == ERASED])
            self._outcome.take(batch, found.kinds, self._never_mailed.among(batch), found.firsts)
            self._bad.write(batch.invalid)
            line = batch.line
        if self._writer.is_short:
            raise Cancelled(_NOTHING)
        if line:
            progress(min(line, self._lines), self._lines)

    def _look(self, progress: Progress, cancel: Cancel) -> None:
        if cancel():
            self._writer.stop()
            self._settle(progress, cancel)
            raise Cancelled(_NOTHING)


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
            _refuse(batch, [person for person in batch.people if person[0] in erased])
            batch.people = [person for person in batch.people if person[0] not in erased]


def _refuse(batch: Batch, people: Sequence[Person]) -> None:
    """Name people who were erased among the rows that cannot be used."""
    if people:
        batch.invalid += [ImportRow(line, address, "", _ERASED) for _, address, _, _, line in people]
        batch.invalid.sort(key=lambda row: row.line)


_ERASED = "This person was erased and is never written to"
