"""The line on the contacts page about an import that is not all in: it goes on, or can be continued, or left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel

from mailer_gui.model.imports import UnfinishedImport
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.importing import reading
from mailer_gui.ui.texts import number, tr, when
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, label, row

LOOK_MS = 1_000
"""So often an import that goes on elsewhere is looked at."""


class UnfinishedLine(QFrame):
    """Tells about the latest import that is not all in; hidden when there is none."""

    def __init__(self, context: PageContext, done: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._done = context, done
        self.found: UnfinishedImport | None = None
        self.setProperty("role", "banner")
        self.setProperty("kind", "info")
        self._icon = QLabel()
        self.title = label("", "strong", wrap=True)
        self.text = label("", wrap=True)
        self.go_on = button(tr("Continue"), "plain", self._go_on)
        self.leave = button(tr("Leave it"), "plain", self._leave)
        words = column(self.title, self.text, spacing=2)
        whole = row(self._icon, words, self.leave, self.go_on, spacing=t.M, margins=(t.L, t.S, t.M, t.S))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._again = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._again.timeout.connect(self.refresh)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    def refresh(self) -> None:
        """Look whether there is one."""
        self._context.tasks.read(self, reading.every_unfinished, self._show)

    def _show(self, found: list[UnfinishedImport]) -> None:
        before, self.found = self.found, found[0] if found else None
        self.setVisible(bool(found))
        if self.found is None:
            if before is not None and before.running:
                self._done()  # everybody is in now
            return
        one = self.found
        done = tr("{done} people are in, of a file of about {total} lines.").format(
            done=number(one.people), total=number(one.lines)
        )
        self.leave.setVisible(not one.running)
        self.go_on.setVisible(not one.running)
        if one.running:
            self.title.setText(tr("“{file}” is being imported right now.").format(file=one.path.name))
            self.text.setText(done)
            if self.isVisible():
                self._again.start()
            return
        self.title.setText(
            tr("The import of “{file}” stopped ({time}).").format(file=one.path.name, time=when(one.started_at))
        )
        if one.same:
            self.text.setText(tr("{done} Continue brings in exactly the others.").format(done=done))
            self.go_on.setText(tr("Continue"))
        else:
            more = tr("The file has changed or is gone since. Import it again; nobody is added twice.")
            self.text.setText(f"{done} {more}")
            self.go_on.setText(tr("Import again"))

    def _go_on(self) -> None:
        if self.found is None:
            return
        if self.found.same:
            from mailer_gui.ui.dialogs.importing.dialog import open_unfinished

            open_unfinished(self.window(), self._context, self.found, lambda _result: self._done())
            return
        path, number_of = self.found.path, self.found.id
        self._context.tasks.read(
            self, lambda ws: reading.forget_unfinished(ws, number_of), lambda _none: self.refresh()
        )
        from mailer_gui.ui.dialogs.importing.dialog import open_import

        open_import(self.window(), self._context, str(path) if path.exists() else "", lambda _result: self._done())

    def _leave(self) -> None:
        if self.found is not None:
            self._forget(self.found.id)

    def _forget(self, number_of: int) -> None:
        self._context.tasks.read(
            self, lambda ws: reading.forget_unfinished(ws, number_of), lambda _none: self.refresh()
        )

    def _paint(self) -> None:
        self._icon.setPixmap(icons.pixmap("import", theme().colours.accent))
