"""The first half of the import dialog: how a file comes in, how it is read, and where its columns go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import MailerError
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ReadOptions
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.importing import reading
from mailer_gui.ui.dialogs.importing.frame import ImportFrame, Pane
from mailer_gui.ui.dialogs.importing.start_pane import copied, files_in, filters
from mailer_gui.ui.dialogs.importing.words import as_read, list_name
from mailer_gui.ui.texts import sentence, tr
from mailer_gui.ui.widgets.dialogs import ask_text, choose_file


class FileStage(ImportFrame):
    """Knows the file and what a person chose about it; the second half works out and does what follows from that."""

    def __init__(self, parent: QWidget | None, context: PageContext, path: Path) -> None:
        super().__init__(parent)
        self.context, self.path = context, path
        self.options: ReadOptions | None = None
        self.preview: FilePreview | None = None
        self.mapping: dict[str, str] = {}
        self.types: dict[str, FieldType] = {}
        self._encodings: dict[str, str] = {}
        self.start.choose_wanted.connect(self.choose)
        self.start.paste_wanted.connect(self.paste)
        self.file.changed.connect(self._read_file)
        self.columns.mapped.connect(self._map)
        self.columns.typed.connect(self._type)
        self.columns.other_wanted.connect(self._name_field)
        self.columns.day_first_chosen.connect(lambda yes: self.file.wish(day_first=yes))
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.start)
        paste.activated.connect(self.paste)

    # What the second half does

    @property
    def is_writing(self) -> bool:
        """True while people are being brought in."""
        raise NotImplementedError

    def start_over(self) -> None:
        """Another file comes: forget what was worked out, and what was done."""
        raise NotImplementedError

    def drop_plan(self) -> None:
        """What was worked out does not hold any more."""
        raise NotImplementedError

    def begin_plan(self) -> None:
        """Work out what would happen."""
        raise NotImplementedError

    def plan_soon(self) -> None:
        """Something was changed: work it out anew in a moment."""
        raise NotImplementedError

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
        self.preview = None
        self.start_over()
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
        if files_in(event.mimeData()) and not self.is_writing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the file that was dropped."""
        files = files_in(event.mimeData())
        if files and not self.is_writing:
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
        self.begin_plan()
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
        self.preview = None
        self.drop_plan()
        self.say("bad", sentence(problem.title), f"{sentence(problem.message)} {problem.hint}".strip())
        if self.options is None:
            self.show_start()
        else:  # another way of reading was tried, and the way back must stay open
            self.tabs.enable(False)
            self.show_pane(Pane.FILE)

    # Mapping

    def _map(self, name: str, target: str) -> None:
        from mailer_gui.operations import importing

        self.mapping = importing.adjust_mapping(self.mapping, {name: target})
        self.columns.show_mapping(self.mapping, self.types)
        self.plan_soon()

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
        self.plan_soon()

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
