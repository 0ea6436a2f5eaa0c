"""The fields of one person, each in a box of its type; what is changed is told field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, Contact, FieldType
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.contacts.columns import field_title
from mailer_gui.ui.pages.contacts.editors import ChoiceEditor, LineEditor, make_editor
from mailer_gui.ui.pages.contacts.reading import ADDRESS
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, column, row
from mailer_gui.ui.widgets.inputs import Field

EMPTY_SHOWN = 8
"""Up to so many empty fields are shown without being asked for."""
MOST = 60


class FieldsForm(QWidget):
    """Boxes for the address and all fields. `edited(field, text)`; the address is the field "address"."""

    edited = Signal(str, str)
    typed_wanted = Signal(str, object)
    """A new field holds something else than text."""

    def __init__(self) -> None:
        super().__init__()
        self.editors: dict[str, LineEditor | ChoiceEditor] = {}
        self._boxes: dict[str, Field] = {}
        self._known: tuple[str, ...] = ()
        self._kinds: Mapping[str, FieldType] = {}
        self._shown: tuple[tuple[str, FieldType], ...] = ()
        self._contact = Contact(0, "")
        self._added: dict[str, FieldType] = {}
        """Fields that were asked for and are empty yet: nobody else knows of them."""
        self._all = False
        self._places = column(spacing=t.S)
        self._more = button(tr("Show empty fields"), "link", self._show_all)
        self._add = button(tr("Add a field"), "link", self.ask_field, icon="plus")
        self.setLayout(column(self._places, row(self._add, self._more, None), spacing=t.S))

    def show_contact(self, contact: Contact, fields: Sequence[str], kinds: Mapping[str, FieldType]) -> None:
        """Show a person; boxes that fit are used again, so that nothing flickers."""
        if contact.id != self._contact.id:
            self._all, self._added = False, {}
        self._contact, self._known = contact, tuple(dict.fromkeys((*fields, *self._added)))
        self._kinds = {**self._added, **kinds}
        self._fill()

    def _fill(self) -> None:
        names, hidden = self._names()
        shown = tuple((name, self._kinds.get(name, FieldType.TEXT)) for name in names)
        if shown != self._shown:
            self._lay_out(shown)
        for name in names:
            self._set(name, self._contact.address if name == ADDRESS else self._contact.fields.get(name, ""))
        self._more.setVisible(bool(hidden))
        self._more.setText(counted(hidden, "Show %Ln empty field", "Show %Ln empty fields"))

    def _set(self, name: str, value: str) -> None:
        editor = self.editors[name]
        if not (editor.hasFocus() and isinstance(editor, LineEditor) and editor.isModified()):
            editor.set_value(value)
            self._boxes[name].set_error("")
        self._boxes[name].set_note(editor.wrong())

    def _names(self) -> tuple[list[str], int]:
        values = self._contact.fields
        first = [ADDRESS, FIRST_NAME, LAST_NAME, *([FULL_NAME] if values.get(FULL_NAME) else [])]
        rest = [name for name in dict.fromkeys((*self._known, *values)) if name not in first and name != FULL_NAME]
        empty = [name for name in rest if not values.get(name)]
        if len(empty) <= EMPTY_SHOWN or self._all:
            return [*first, *rest][:MOST], 0
        return [*first, *(name for name in rest if values.get(name))][:MOST], len(empty)

    def _lay_out(self, shown: tuple[tuple[str, FieldType], ...]) -> None:
        for box in self._boxes.values():
            self._places.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.editors, self._boxes, self._shown = {}, {}, shown
        for name, kind in shown:
            editor = make_editor(kind)
            title = tr("E-mail address") if name == ADDRESS else field_title(name)
            self.editors[name], self._boxes[name] = editor, Field(title, editor)
            editor.committed.connect(lambda text, name=name: self.edited.emit(name, text))
            self._places.addWidget(self._boxes[name])

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def set_error(self, name: str, text: str) -> None:
        """Say why what was typed could not be stored."""
        if name in self._boxes:
            self._boxes[name].set_error(text)
            self.editors[name].setFocus()

    def ask_field(self) -> None:
        """Add a field that nobody has yet."""
        from mailer_gui.ui.pages.contacts.field_dialog import FieldDialog

        FieldDialog(self.window(), (*self._known, FIRST_NAME, LAST_NAME), self.add_field).open()

    def add_field(self, name: str, kind: FieldType = FieldType.TEXT) -> None:
        """Show a box for a field."""
        if name not in self._known:
            self._added[name] = kind
            self._known = (*self._known, name)
            self._kinds = {**self._kinds, name: kind}
            if kind is not FieldType.TEXT:
                self.typed_wanted.emit(name, kind)
        self._all = True
        self._fill()
        self.editors[name].setFocus()

    def focus_first(self) -> None:
        """Go to the first name, or to the address of somebody without any."""
        self.editors[FIRST_NAME if FIRST_NAME in self.editors else ADDRESS].setFocus()
