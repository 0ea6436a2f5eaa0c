"""Merge fields on offer: a menu of them, and the question what stands there for people who have nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from mailer_gui.model.messages import BUILT_IN_FIELDS
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field

MOST = 40


class FieldOffer(QObject):
    """Knows the fields that people have. `known(names)` comes whenever they have been read."""

    known = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.own: list[str] = []
        self.built_in: tuple[str, ...] = BUILT_IN_FIELDS

    def read(self) -> None:
        """Read the fields."""

        def work(ws: Any) -> tuple[list[str], tuple[str, ...]]:
            from mailer_gui.operations import audience

            return audience.fields(ws)

        def show(found: tuple[list[str], tuple[str, ...]]) -> None:
            self.own, self.built_in = found
            self.known.emit(self.own)

        self._context.tasks.read(self, work, show)

    def fill(self, menu: QMenu, chosen: Callable[[str], object]) -> None:
        """Fill a menu with the fields, people's own first."""
        menu.clear()
        for name in self.own[:MOST]:
            menu.addAction(name.replace("_", " "), partial(chosen, name))
        if self.own:
            menu.addSeparator()
        for name in self.built_in:
            menu.addAction(name.replace("_", " "), partial(chosen, name))


def ask_fallback(
    parent: QWidget, field: str, fallback: str, done: Callable[[str], object], *, change: bool = False
) -> Dialog:
    """Ask what people read who have nothing in a field; `done` gets it, empty for nothing."""
    name = field.replace("_", " ")
    text = tr("Everybody reads their own. What do people read who have nothing in this field?")
    dialog = Dialog(parent, tr("Insert “{field}”").format(field=name), text)
    edit = QLineEdit(fallback)
    edit.setPlaceholderText(tr("For example: friend"))
    edit.selectAll()
    dialog.add(Field(tr("Instead, if it is empty"), edit, tr("Leave this empty to write nothing in its place.")))
    dialog.add_button(tr("Cancel"))

    def finish() -> None:
        dialog.accept()
        done(edit.text().strip())

    dialog.add_button(tr("Change") if change else tr("Insert"), "primary", finish)
    edit.setFocus()
    dialog.open()
    return dialog
