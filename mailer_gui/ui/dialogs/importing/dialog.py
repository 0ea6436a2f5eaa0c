"""The import dialog: three panes, all reachable at any time; nothing is written before the last button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ImportResult, ReadOptions
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.importing.columns_pane import ColumnsPane
from mailer_gui.ui.dialogs.importing.file_pane import FilePane, delimiters
from mailer_gui.ui.dialogs.importing.outcome_pane import OutcomePane
from mailer_gui.ui.dialogs.importing.reading import ReadFile, Surroundings, read_file, surroundings
from mailer_gui.ui.dialogs.importing.steps import Steps
from mailer_gui.ui.dialogs.importing.words import import_words, list_name, people, summary
from mailer_gui.ui.job import Job
from mailer_gui.ui.texts import sentence, size, tr
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog, choose_file, save_file

TABLE_FILES = (".csv", ".tsv", ".txt")
WIDTH, HEIGHT = 1040, 680
PAUSE_MS = 350
Done = Callable[[ImportResult], object]


def open_import(parent: QWidget, context: PageContext, path: str, done: Done) -> QWidget:
    """Open the import of a file; without one the person chooses it first. `done` comes after an import."""

    def go(chosen: str) -> ImportDialog:
        dialog = ImportDialog(parent, context, Path(chosen), done)
        dialog.open()
        return dialog

    if path:
        return go(path)
    filters = tr("Tables (*.csv *.tsv *.txt);;All files (*)")
    return choose_file(parent, tr("Choose a file with contacts"), filters, lambda files: go(files[0]))


class ImportDialog(Dialog):
    """Imports one file."""

    def __init__(self, parent: QWidget | None, context: PageContext, path: Path, done: Done) -> None:
        super().__init__(parent, tr("Import contacts"), width=760)
        self.context, self.path, self._tell = context, path, done
        self.options: ReadOptions | None = None
        self.preview: FilePreview | None = None
        self.mapping: dict[str, str] = {}
        self.plan: ImportResult | None = None
        self.imported: ImportResult | None = None
        self._job: Job | None = None
        self._generation = 0
        self.file, self.columns, self.outcome = FilePane(), ColumnsPane(), OutcomePane()
        self.banner = Banner("bad")
        self.banner.hide()
        self.stack = QStackedWidget()
        self.tabs = Steps((tr("1  The file"), tr("2  The columns"), tr("3  What will happen")))
        self._lay_out(parent)
        self._connect()
        context.tasks.read(self, surroundings, self._offer)
        self._read_file(None)

    def _lay_out(self, parent: QWidget | None) -> None:
        self.text.setText(self.path.name)
        self.text.show()
        for pane in (self.file, self.columns, self.outcome):
            self.stack.addWidget(pane)
        self.add(self.tabs, self.banner)
        self.content.addWidget(self.stack, 1)
        self.cancel_button = self.add_button(tr("Cancel"))
        self.back_button = self.add_button(tr("Back"), "plain", lambda: self.show_pane(self.stack.currentIndex() - 1))
        self.next_button = self.add_button(tr("Next"), "primary", self.forward)
        room = parent.size() if parent is not None else None
        width = min(WIDTH, room.width() - 32) if room is not None else WIDTH
        height = min(HEIGHT, room.height() - 24) if room is not None else HEIGHT
        self.resize(max(760, width), max(520, height))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]  # Dialog always lays itself out in a column
        self.show_pane(0)

    def _connect(self) -> None:
        self._wait = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._wait.timeout.connect(self._begin_plan)
        self.tabs.chosen(self.show_pane)
        self.file.changed.connect(self._read_file)
        self.columns.mapped.connect(self._map)
        self.columns.list_changed.connect(lambda: self._wait.start())
        self.outcome.corrected.connect(lambda: self._wait.start())
        self.outcome.bad_rows_wanted.connect(self.save_bad_rows)

    # Reading

    def _offer(self, found: Surroundings) -> None:
        self.file.offer(found.encodings)
        self.columns.offer(found.lists, found.field_names, list_name(self.path))
        if self.preview is not None:
            self.file.show_preview(self.preview)

    def _read_file(self, options: ReadOptions | None) -> None:
        self.options = options
        self.outcome.forget()
        path = self.path
        self.context.tasks.read(self, lambda _ws: read_file(path, options), self._show_file, self._unreadable)

    def _show_file(self, read: ReadFile) -> None:
        self.banner.hide()
        self.preview, self.mapping = read.preview, dict(read.preview.mapping)
        self.file.show_preview(read.preview)
        self.columns.show_columns(read.preview, self.mapping, read.own_names)
        self.text.setText(self._as_read(read.preview))
        self.tabs.enable(True)
        self._begin_plan()

    def _unreadable(self, problem: MailerError) -> None:
        self.preview, self.plan = None, None
        words = f"{sentence(problem.message)} {problem.hint}".strip()
        self.banner.set("bad", sentence(problem.title), words, tr("Choose another file"), self.choose_another)
        self.banner.show()
        self.tabs.enable(False)
        self.show_pane(0)

    def choose_another(self) -> None:
        """Take another file in place of this one."""
        self.reject()
        open_import(self.parentWidget() or self, self.context, "", self._tell)

    def _as_read(self, preview: FilePreview) -> str:
        options = preview.options
        encoding = self.file.encoding.currentText() or options.encoding or ""
        parts = (
            f"{self.path.name} ({size(preview.size)})",
            encoding,
            delimiters().get(options.delimiter or "", options.delimiter or ""),
            tr("first row is the header") if options.has_header else tr("no header"),
        )
        return " · ".join(part for part in parts if part)

    # Mapping and planning

    def _map(self, column: str, target: str) -> None:
        from mailer_gui.operations import contacts

        self.mapping = contacts.adjust_mapping(self.mapping, {column: target})
        self.columns.show_mapping(self.mapping)
        self.outcome.forget()
        self._wait.start()

    @property
    def has_address(self) -> bool:
        """True when a column holds the addresses."""
        return ADDRESS_COLUMN in self.mapping.values()

    def _arguments(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "options": self.options,
            "mapping": self.mapping,
            "list_name": self.columns.list_name,
            "corrections": dict(self.outcome.corrections),
        }

    def _begin_plan(self) -> None:
        """Work out what would happen; an answer that was overtaken is dropped."""
        self._wait.stop()
        self.plan = None
        self._generation += 1
        generation = self._generation
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._show_buttons()
        if self.preview is None:
            return
        if not self.has_address:
            self.outcome.show_busy("")
            self.outcome.busy.rest(tr("First choose the column that holds the e-mail addresses."))
            return
        from mailer_gui.operations import contacts

        def planned(result: ImportResult) -> None:
            if generation == self._generation:
                self._job = None
                self.plan = result
                self.outcome.show_result(result)
                self._show_buttons()

        self.outcome.show_busy(tr("Looking at every row. Nothing is written yet."))
        self._job = self.context.tasks.start(
            self,
            tr("Checking {file}").format(file=self.path.name),
            contacts.plan_import,
            self._arguments(),
            planned,
            lambda problem: self._failed(problem, generation),
            unit=tr("rows"),
        )
        self._job.progressed.connect(self.outcome.busy.show_progress)

    def _failed(self, problem: MailerError, generation: int) -> None:
        if generation != self._generation:
            return
        self._job = None
        self.outcome.busy.rest(problem.message)
        if not isinstance(problem, Cancelled):
            words = f"{sentence(problem.message)} {problem.hint}".strip()
            self.banner.set("bad", sentence(problem.title), words)
            self.banner.show()
        self._show_buttons()

    # Importing

    def start_import(self) -> None:
        """Write to the address book."""
        from mailer_gui.operations import contacts

        if self.plan is None or self._job is not None:
            return
        self._generation += 1
        generation = self._generation
        self.stack.setCurrentIndex(2)
        self.outcome.show_busy(tr("Importing. What is done so far stays, even if you cancel."))
        self._job = self.context.tasks.start(
            self,
            tr("Importing {file}").format(file=self.path.name),
            contacts.import_contacts,
            self._arguments(),
            self._done,
            lambda problem: self._failed_import(problem, generation),
            unit=tr("rows"),
        )
        self._job.progressed.connect(self.outcome.busy.show_progress)
        self._show_buttons()

    def _done(self, result: ImportResult) -> None:
        self._job, self.imported = None, result
        self.heading.setText(summary(result))
        self.tabs.finish(tr("3  What happened"))
        self.outcome.show_result(result)
        self._show_buttons()
        self.next_button.setFocus()
        self._tell(result)

    def _failed_import(self, problem: MailerError, generation: int) -> None:
        self.plan = None
        self._failed(problem, generation)
        if isinstance(problem, Cancelled):
            self.context.notify(Notice(problem.message))
        self._tell(ImportResult())
        self._begin_plan()

    def save_bad_rows(self) -> None:
        """Write the rows that are left out to a file, with the reason in a column."""
        from mailer_gui.operations import contacts

        def saved(name: str) -> None:
            self.context.notify(Notice(tr("The bad rows are in {file}.").format(file=name)))
            self.banner.set("good", "", tr("The bad rows are in {file}. Mend them and import it.").format(file=name))
            self.banner.show()

        def write(path: str) -> None:
            arguments = {**self._arguments(), "bad_rows": Path(path), "dry_run": True}
            title = tr("Saving bad rows")
            self.context.tasks.start(
                self, title, contacts.import_contacts, arguments, lambda _result: saved(Path(path).name)
            )

        suggestion = str(self.path.with_name(f"{self.path.stem} {tr('bad rows')}.csv"))
        save_file(self, tr("Save bad rows"), suggestion, tr("CSV files (*.csv)"), write)

    # Panes and buttons

    def show_pane(self, place: int) -> None:
        """Bring a pane to the front."""
        self.stack.setCurrentIndex(max(0, min(2, place)))
        self.tabs.mark(self.stack.currentIndex())
        self._show_buttons()
        self.next_button.setFocus()

    def forward(self) -> None:
        """Go to the next pane; on the last one, import, and after that close."""
        if self.imported is not None:
            self.accept()
        elif self.stack.currentIndex() < 2:
            self.show_pane(self.stack.currentIndex() + 1)
        else:
            self.start_import()

    def _show_buttons(self) -> None:
        last = self.stack.currentIndex() == 2
        importing = self._job is not None and self.plan is not None
        finished = self.imported is not None
        self.back_button.setVisible(not finished)
        self.back_button.setEnabled(self.stack.currentIndex() > 0 and not importing)
        self.cancel_button.setVisible(not finished)
        if finished:
            self.next_button.setText(tr("Done"))
        elif not last:
            self.next_button.setText(tr("Next"))
        else:
            self.next_button.setText(import_words(self.plan))
        ready = self.plan is not None and people(self.plan) > 0 and not importing
        self.next_button.setEnabled(finished or (ready if last else self.preview is not None))

    def reject(self) -> None:
        """Stop what is under way: an import first, then the dialog."""
        if self._job is not None:
            importing = self.plan is not None
            self._job.cancel()
            if importing:
                return
        super().reject()
