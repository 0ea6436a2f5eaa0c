"""The files that go with the message: the same ones for everybody, and each person's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailer_gui.model.messages import Attachment
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.pages.campaign.personal import PersonalFiles
from mailer_gui.ui.texts import size, tr
from mailer_gui.ui.widgets.basics import button, clear, column, icon_button, label, line, row, scrolled
from mailer_gui.ui.widgets.dialogs import choose_file


class Attachments(QWidget):
    """A list of files; more come by the button or by dropping them on the message. `changed` when there are others."""

    changed = Signal()

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._rows: QVBoxLayout = column(spacing=0)
        self._nothing = label(tr("No files yet. Drop them here, or choose them."), "muted", wrap=True)
        inner = QWidget()
        add = button(tr("Attach files…"), "plain", self._choose, icon="attachment")
        self.personal = PersonalFiles(context, draft, people)
        self.personal.changed.connect(self.changed)
        inner.setLayout(
            column(
                label(tr("The same for everybody"), "strong"),
                self._nothing,
                self._rows,
                row(add, None),
                t.S,
                line(),
                t.XS,
                self.personal,
                None,
                spacing=t.S,
                margins=(t.L, t.M, t.L, t.M),
            )
        )
        self.setLayout(column(scrolled(inner)))

    @property
    def count(self) -> int:
        """How many files everybody gets: common ones and own ones."""
        return len(self._draft.message.attachments) + len(self._draft.message.personal)

    def show_files(self) -> None:
        """Show the files of the draft."""
        clear(self._rows)
        for file in self._draft.message.attachments:
            tip = tr("Remove {name}").format(name=file.name)
            remove = icon_button("trash", tip, partial(self._remove, file))
            name = label(file.name)
            whole_line = QWidget()
            whole = row(name, label(size(file.size), "muted"), remove, margins=(0, 2, 0, 2))
            whole.setStretch(0, 1)
            whole_line.setLayout(whole)
            self._rows.addWidget(whole_line)
        self._nothing.setVisible(not self._draft.message.attachments)
        self.personal.show_files()
        self.changed.emit()

    def attach(self, paths: Sequence[str]) -> None:
        """Copy files into the workspace and attach them."""

        def work(ws: Any) -> list[Attachment]:
            from mailer_gui.operations import attachments

            return [attachments.add(ws, Path(path)) for path in paths]

        self._context.tasks.read(self, work, self._attached)

    def _attached(self, files: list[Attachment]) -> None:
        kept = self._draft.message.attachments
        new = tuple(file for file in files if file not in kept)
        self._draft.set_message(attachments=(*kept, *new))
        self.show_files()

    def _remove(self, file: Attachment) -> None:
        self._draft.set_message(attachments=tuple(x for x in self._draft.message.attachments if x is not file))
        self.show_files()

    def _choose(self) -> None:
        choose_file(self, tr("Attach files"), tr("All files (*)"), self.attach, many=True)
