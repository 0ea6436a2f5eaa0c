"""A new field: its name and what it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mailer_gui.model.contacts import FieldType, same_spelling
from mailer_gui.ui.pages.contacts.columns import field_title
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


def new_name(title: str) -> str:
    """Make the name under which a new field can stand in a message: `Member since` becomes `member_since`."""
    from mailer_gui.operations import importing

    return importing.field_name(title) or title


def type_words() -> dict[FieldType, str]:
    """Give the types of fields with their words."""
    return {
        FieldType.TEXT: tr("Text"),
        FieldType.NUMBER: tr("Number"),
        FieldType.DATE: tr("Date"),
        FieldType.YES_NO: tr("Yes or no"),
    }


class FieldDialog(Dialog):
    """Asks for a name and a type; `done(name, type)`. A name that only is spelt otherwise means the known field."""

    def __init__(self, parent: QWidget | None, known: Sequence[str], done: Callable[[str, FieldType], object]) -> None:
        super().__init__(parent, tr("Add a field"), tr("For example: city, customer number, or member since."))
        self._known, self._done = tuple(known), done
        self.name = QLineEdit()
        self.name_field = Field(tr("Name"), self.name)
        self.type = QComboBox()
        for kind, words in type_words().items():
            self.type.addItem(words, kind)
        self.add(self.name_field, Field(tr("What it holds"), self.type))
        self.add_button(tr("Cancel"))
        self.ok = self.add_button(tr("Add"), "primary", self.finish)
        self.ok.setEnabled(False)
        self.name.textChanged.connect(self._typed)
        self.name.setFocus()

    def _typed(self, text: str) -> None:
        self.ok.setEnabled(bool(text.strip()))
        known = same_spelling(text.strip(), self._known)
        self.type.setEnabled(known is None)
        note = tr("There is a field “{name}” already; it is shown.").format(name=field_title(known)) if known else ""
        self.name_field.set_note(note)

    def finish(self) -> None:
        """Close with the name and the type."""
        name = self.name.text().strip()
        if name:
            self.accept()
            self._done(same_spelling(name, self._known) or new_name(name), FieldType(self.type.currentData()))
