"""The fields that conditions can ask for, and the question what stands there for people who have nothing in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.ui.context import PageContext
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


class FieldOffer(QObject):
    """Knows the fields that people have. `known(names)` comes whenever they have been read."""

    known = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.own: list[str] = []

    def read(self) -> None:
        """Read the fields."""

        def work(ws: Any) -> tuple[list[str], tuple[str, ...]]:
            from mailer_gui.operations import audience

            return audience.fields(ws)

        def show(found: tuple[list[str], tuple[str, ...]]) -> None:
            self.own = found[0]
            self.known.emit(self.own)

        self._context.tasks.read(self, work, show)


def ask_fallback(parent: QWidget, field: str, fallback: str, done: Callable[[str], object]) -> Dialog:
    """Ask what people read who have nothing in a field that stands in the message; `done` gets it."""
    name = field.replace("_", " ")
    text = tr("Everybody reads their own. What do people read who have nothing in this field?")
    dialog = Dialog(parent, tr("The field “{field}”").format(field=name), text)
    edit = QLineEdit(fallback)
    edit.setPlaceholderText(tr("For example: friend"))
    edit.selectAll()
    dialog.add(
        Field(tr("Instead, if it is empty"), edit, tr("Left empty, those people are skipped: they get no message."))
    )
    dialog.add_button(tr("Cancel"))

    def finish() -> None:
        dialog.accept()
        done(edit.text().strip())

    dialog.add_button(tr("Change"), "primary", finish)
    edit.setFocus()
    dialog.open()
    return dialog
