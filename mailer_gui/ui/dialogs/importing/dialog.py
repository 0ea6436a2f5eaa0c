"""The import dialog: file, columns, outcome, all reachable at any time; nothing is written before the last button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.imports import ImportResult, UnfinishedImport
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.importing import reading, what_now
from mailer_gui.ui.dialogs.importing.file_stage import FileStage
from mailer_gui.ui.dialogs.importing.frame import Pane
from mailer_gui.ui.dialogs.importing.outcome_pane import TYPO
from mailer_gui.ui.dialogs.importing.runner import Runner
from mailer_gui.ui.dialogs.importing.start_pane import KINDS
from mailer_gui.ui.dialogs.importing.words import import_words, people
from mailer_gui.ui.texts import sentence, tr

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


class ImportDialog(FileStage):
    """Imports one file, or what was copied."""

    def __init__(
        self,
        parent: QWidget | None,
        context: PageContext,
        path: Path | None,
        done: Done,
        unfinished: UnfinishedImport | None = None,
    ) -> None:
        super().__init__(parent, context, path or Path())
        self._tell = done
        self.plan: ImportResult | None = None
        self.imported: ImportResult | None = None
        self.stopped = False
        self.runner = Runner(context.tasks, self)
        self._connect()
        context.tasks.read(self, reading.surroundings, self._offer)
        if unfinished is not None:
            self._go_on(unfinished)
        elif path is not None:
            self.take_file(path)
        else:
            self.show_start()

    def _connect(self) -> None:
        self.runner.due.connect(self.begin_plan)
        self.runner.planned.connect(self._planned)
        self.runner.plan_failed.connect(self._plan_failed)
        self.runner.imported.connect(self._imported)
        self.runner.stopped.connect(self._stopped)
        self.columns.choices.changed.connect(self.runner.plan_soon)
        self.outcome.corrected.connect(self.runner.plan_soon)
        self.outcome.bad_rows_wanted.connect(self.save_bad_rows)
        self.done_bar.write_wanted.connect(lambda: self._leave_for(what_now.write_to))
        self.done_bar.show_wanted.connect(lambda: self._leave_for(what_now.show_people))

    # Planning

    @property
    def is_writing(self) -> bool:
        """True while people are being brought in."""
        return self.runner.importing

    def start_over(self) -> None:
        """Another file comes: forget what was worked out, and what was done."""
        self.plan, self.imported, self.stopped = None, None, False
        self.outcome.can_save = True

    def drop_plan(self) -> None:
        """What was worked out does not hold any more."""
        self.plan = None

    def plan_soon(self) -> None:
        """Something was changed: work it out anew in a moment."""
        self.runner.plan_soon()

    def begin_plan(self) -> None:
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
            self.begin_plan()

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
