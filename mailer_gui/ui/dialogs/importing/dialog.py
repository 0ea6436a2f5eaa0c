"""The import dialog: file, columns, outcome, all reachable at any time; nothing is written before the last button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ImportResult, ReadOptions, UnfinishedImport
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.importing import reading, what_now
from mailer_gui.ui.dialogs.importing.frame import ImportFrame, Pane
from mailer_gui.ui.dialogs.importing.outcome_pane import TYPO
from mailer_gui.ui.dialogs.importing.runner import Runner
from mailer_gui.ui.dialogs.importing.start_pane import KINDS, copied, files_in, filters
from mailer_gui.ui.dialogs.importing.words import as_read, import_words, list_name, people
from mailer_gui.ui.texts import sentence, tr
from mailer_gui.ui.widgets.dialogs import ask_text, choose_file

TABLE_FILES = KINDS
Done = Callable[[ImportResult], object]


def open_import(parent: QWidget, context: PageContext, path: str, done: Done) -> ImportDialog:
    """Open the import of a file; without one it offers the ways in. `done` comes after an import."""
    dialog = ImportDialog(parent, context, Path(path) if path else None, done)
    dialog.open()
    return dialog


def open_unfinished(parent: QWidget, context: PageContext, unfinished: UnfinishedImport, done: Done) -> ImportDialog:
    """Go on with an import that was stopped or interrupted."""
    dialog = ImportDialog(parent, context, None, done, unfinished)
    dialog.open()
    return dialog


class ImportDialog(ImportFrame):
    """Imports one file, or what was copied."""

    def __init__(
        self,
        parent: QWidget | None,
        context: PageContext,
        path: Path | None,
        done: Done,
        unfinished: UnfinishedImport | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.path, self._tell = context, path or Path(), done
        self.options: ReadOptions | None = None
        self.preview: FilePreview | None = None
        self.mapping: dict[str, str] = {}
        self.types: dict[str, FieldType] = {}
        self.plan: ImportResult | None = None
        self.imported: ImportResult | None = None
        self.stopped = False
        self.runner = Runner(context.tasks, self)
        self._encodings: dict[str, str] = {}
        self._connect()
        context.tasks.read(self, reading.surroundings, self._offer)
        if unfinished is not None:
            self._go_on(unfinished)
        elif path is not None:
            self.take_file(path)
        else:
            self.show_start()

    def _connect(self) -> None:
        self.runner.due.connect(self._begin_plan)
        self.runner.planned.connect(self._planned)
        self.runner.plan_failed.connect(self._plan_failed)
        self.runner.imported.connect(self._imported)
        self.runner.stopped.connect(self._stopped)
        self.start.choose_wanted.connect(self.choose)
        self.start.paste_wanted.connect(self.paste)
        self.file.changed.connect(self._read_file)
        self.columns.mapped.connect(self._map)
        self.columns.typed.connect(self._type)
        self.columns.other_wanted.connect(self._name_field)
        self.columns.day_first_chosen.connect(lambda yes: self.file.wish(day_first=yes))
        self.columns.choices.changed.connect(self.runner.plan_soon)
        self.outcome.corrected.connect(self.runner.plan_soon)
        self.outcome.bad_rows_wanted.connect(self.save_bad_rows)
        self.done_bar.write_wanted.connect(lambda: self._leave_for(what_now.write_to))
        self.done_bar.show_wanted.connect(lambda: self._leave_for(what_now.show_people))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.start)
        paste.activated.connect(self.paste)

    # Ways in

    def choose(self) -> None:
        """Let the person choose a file."""
        choose_file(self, tr("Choose a file with contacts"), filters(), lambda files: self.take_file(Path(files[0])))

    def paste(self) -> None:
        """Take what was copied: a file, the cells of a spreadsheet, or addresses in a text."""
        files, text, html = copied()
        if files:
            self.take_file(Path(files[0]))
        elif text.strip() or html.strip():
            keep = lambda ws: reading.keep_copied(ws, text, html)  # noqa: E731 - short
            self.context.tasks.read(self, keep, self.take_file, self._unreadable)
        else:
            words = tr("Copy rows in a spreadsheet or addresses in a text, then paste.")
            self.say("warning", tr("Nothing was copied."), words)

    def take_file(self, path: Path) -> None:
        """Begin with a file."""
        reading.forget_copied(self.path)
        self.path = path
        self.banner.hide()
        self.done_bar.hide()
        self.preview, self.plan, self.imported, self.stopped = None, None, None, False
        self.outcome.can_save = True
        self.file.begin()
        self.tabs.begin()
        self.tabs.show()
        self.heading.setText(tr("Import contacts"))
        self.text.setText(path.name)
        self.text.show()
        self.show_pane(Pane.FILE)
        self._read_file(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files while nothing is being written."""
        if files_in(event.mimeData()) and not self.runner.importing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the file that was dropped."""
        files = files_in(event.mimeData())
        if files and not self.runner.importing:
            event.acceptProposedAction()
            self.take_file(Path(files[0]))

    # Reading

    def _offer(self, found: reading.Surroundings) -> None:
        self._encodings = found.encodings
        self.file.offer(found.encodings)
        self.columns.offer(found.lists, found.field_names)
        if self.preview is not None:
            self.file.show_preview(self.preview)
            self.text.setText(as_read(self.path, self.preview, self._encodings))

    def _read_file(self, options: ReadOptions | None) -> None:
        self.options = options
        path = self.path

        def read(found: reading.ReadFile) -> None:
            if path == self.path and options == self.options:
                self._show_file(found)

        self.context.tasks.read(self, lambda ws: reading.read_file(ws, path, options), read, self._unreadable)

    def _show_file(self, read: reading.ReadFile) -> None:
        self.banner.hide()
        preview, before = read.preview, self.preview
        again = before is not None and before.columns == preview.columns
        if not again:
            self.mapping, self.types = dict(preview.mapping), dict(preview.types)
            self.columns.choices.set(preview.list_name or self._proposed_list(preview), preview.policy)
        self.preview = preview
        self.outcome.forget()
        self.file.show_preview(preview)
        self.columns.show_columns(preview, self.mapping, self.types, read.own_names)
        self.text.setText(as_read(self.path, preview, self._encodings))
        self.tabs.enable(True)
        self._begin_plan()
        if preview.known_shape and not again:
            self._recognise()

    def _proposed_list(self, preview: FilePreview) -> str:
        return tr("Pasted") if preview.format == "clipboard" else list_name(self.path)

    def _recognise(self) -> None:
        """Say that nothing has to be chosen any more, and go straight to what will happen."""
        self.banner.set(
            "good",
            tr("Recognised from last time."),
            tr("Columns, list and rules are as you chose them then."),
            tr("Look at them"),
            lambda: self.show_pane(Pane.COLUMNS),
        )
        self.banner.show()
        self.show_pane(Pane.OUTCOME)

    def _unreadable(self, problem: MailerError) -> None:
        self.preview, self.plan = None, None
        self.say("bad", sentence(problem.title), f"{sentence(problem.message)} {problem.hint}".strip())
        if self.options is None:
            self.show_start()
        else:  # another way of reading was tried, and the way back must stay open
            self.tabs.enable(False)
            self.show_pane(Pane.FILE)

    # Mapping and planning

    def _map(self, name: str, target: str) -> None:
        from mailer_gui.operations import importing

        self.mapping = importing.adjust_mapping(self.mapping, {name: target})
        self.columns.show_mapping(self.mapping, self.types)
        self.runner.plan_soon()

    def _name_field(self, name: str) -> None:
        """Ask for the name of the field that a column becomes."""
        from mailer_gui.operations import importing

        self.columns.show_mapping(self.mapping, self.types)  # until a name is given all stays as it was
        ask_text(
            self,
            tr("Field for “{column}”").format(column=name),
            tr("Name"),
            lambda typed: self._map(name, importing.field_name(typed) or typed),
            word=tr("Use this name"),
            text=tr("Messages use the field by this name. Spaces become underscores."),
        )

    def _type(self, field: str, kind: str) -> None:
        self.types[field] = FieldType(kind)
        self.runner.plan_soon()

    @property
    def has_address(self) -> bool:
        """True when a column holds the addresses."""
        return ADDRESS_COLUMN in self.mapping.values()

    def chosen(self) -> reading.Chosen:
        """Give what the person chose."""
        used = set(self.mapping.values())
        types = {field: kind for field, kind in self.types.items() if field in used}
        choices = self.columns.choices
        return reading.Chosen(dict(self.mapping), types, choices.policy, choices.list_name, choices.consent)

    def _arguments(self) -> dict[str, Any]:
        chosen = self.chosen()
        day_first = self.preview.options.day_first if self.preview is not None else None
        return {
            "path": self.path,
            "options": replace(self.options or ReadOptions(), day_first=day_first),
            "mapping": chosen.mapping,
            "types": chosen.types,
            "policy": chosen.policy,
            "consent": chosen.consent,
            "list_name": chosen.list_name,
            "corrections": self.outcome.corrections,
        }

    def _begin_plan(self) -> None:
        """Work out what would happen."""
        looked_at = self.plan is not None and self.outcome.kind == TYPO
        self.plan = None
        self.runner.drop_plan()
        if self.preview is not None and not self.has_address:
            self.outcome.show_rest(
                tr("Which column holds the e-mail addresses?"),
                tr("Choose it on the second pane, then look here again."),
            )
        elif self.preview is not None:
            if not looked_at:  # who accepts suggestions one after the other keeps the table before their eyes
                self.outcome.show_busy(tr("Looking at every row"), tr("Nothing is written yet."))
            self.outcome.busy.follow(self.runner.plan(self.path.name, self._arguments()))
        self.show_buttons()

    def _planned(self, result: ImportResult) -> None:
        self.plan = result
        self.outcome.show_result(result)
        self.show_buttons()
        if self.tabs.has_focus:  # it came there only because the button could not be pressed meanwhile
            self.next_button.setFocus()

    def _plan_failed(self, problem: MailerError) -> None:
        self.outcome.show_rest(tr(problem.title), f"{sentence(problem.message)} {problem.hint}".strip())
        self.show_buttons()

    # Importing

    def start_import(self) -> None:
        """Write to the address book, or go on with it."""
        from mailer_gui.operations import importing

        if self.runner.importing or (self.plan is None and not self.stopped):
            return
        if self.stopped:
            path = self.path
            self.context.tasks.read(self, lambda ws: reading.unfinished(ws, path), self._go_on)
        else:
            self._work(importing.import_contacts, self._arguments())

    def _go_on(self, unfinished: UnfinishedImport | None) -> None:
        """Go on where an import stopped; one that never came to its first rows begins again."""
        from mailer_gui.operations import importing

        if unfinished is None:
            self._work(importing.import_contacts, self._arguments())
            return
        self.path = unfinished.path
        if self.preview is None:
            self.outcome.can_save = False
            self.text.setText(unfinished.path.name)
            self.text.show()
        self._work(importing.continue_import, {"number": unfinished.id})

    def _work(self, operation: Callable[..., ImportResult], arguments: Mapping[str, Any]) -> None:
        self.stopped = False
        title = tr("Importing {file}").format(file=self.path.name)
        self.show_work(title)
        self.work.follow(self.runner.run(title, operation, arguments))
        self.show_buttons()

    def _imported(self, result: ImportResult) -> None:
        self.imported = result
        self.done_bar.show_result(result)
        self.outcome.show_result(result)
        self.stack.setCurrentIndex(Pane.OUTCOME)
        self.show_buttons()
        preview, chosen = self.preview, self.chosen()
        if preview is not None:
            self.context.tasks.read(self, lambda ws: reading.remember(ws, preview, chosen))
        self.next_button.setFocus()
        self._tell(result)

    def _stopped(self, problem: MailerError) -> None:
        self.stopped = True
        title = tr("Nothing is lost") if isinstance(problem, Cancelled) else tr(problem.title)
        self.work.rest(title, f"{sentence(problem.message)} {problem.hint}".strip(), "pause")
        self.show_buttons()
        self.next_button.setFocus()
        self._tell(ImportResult())

    def save_bad_rows(self) -> None:
        """Write the rows that are left out to a file, with the reason in a column."""

        def saved(name: str) -> None:
            self.context.notify(Notice(tr("The bad rows are in {file}.").format(file=name)))
            self.say("good", "", tr("The bad rows are in {file}. Mend them and import it.").format(file=name))

        what_now.save_bad_rows(self, self.context, self._arguments(), saved)

    def _leave_for(self, go: Callable[[QWidget, PageContext, str, Callable[[], object]], None]) -> None:
        go(self, self.context, self.imported.list_name if self.imported is not None else "", self.accept)

    # Panes and buttons

    def show_pane(self, place: int) -> None:
        """Bring a pane to the front; an outcome that nobody is working out, because it was stopped, is begun again."""
        super().show_pane(place)
        if self.pane == Pane.OUTCOME and self.plan is None and self.preview is not None and self.runner.job is None:
            self._begin_plan()

    def forward(self) -> None:
        """Go to the next pane; on the last one, import, and after that close."""
        if self.imported is not None:
            self.accept()
        elif self.pane < Pane.OUTCOME:
            self.show_pane(self.pane + 1)
        else:
            self.start_import()

    def show_buttons(self) -> None:
        """Decide what the buttons do now."""
        if self.imported is not None:
            self.set_buttons("", tr("Done"), ready=True, main=not self.done_bar.offers_more)
        elif self.stopped:
            self.set_buttons(tr("Close"), tr("Continue"), ready=True)
        elif self.runner.importing:
            self.set_buttons(tr("Stop"), "", ready=False)
        elif self.pane == Pane.START:
            self.set_buttons(tr("Cancel"), "", ready=False)
        elif self.pane == Pane.OUTCOME:
            ready = self.plan is not None and people(self.plan) > 0
            self.set_buttons(tr("Cancel"), import_words(self.plan), ready=ready)
        else:
            self.set_buttons(tr("Cancel"), tr("Next"), ready=self.preview is not None)

    def reject(self) -> None:
        """Stop what is under way: an import first, then the dialog."""
        if self.runner.stop():
            self.work.stopping(tr("What is in stays in. One moment."))
            self.cancel_button.setEnabled(False)
            return
        super().reject()

    def done(self, code: int) -> None:
        """Leave nothing of the clipboard behind, unless it can still be continued."""
        if not self.stopped:
            reading.forget_copied(self.path)
        super().done(code)
