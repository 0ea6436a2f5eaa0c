"""One field of many people at once: which one, and what it is from now on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from mailer_gui.model.contacts import FIRST_NAME, LAST_NAME, FieldType
from mailer_gui.ui.pages.contacts.columns import field_title
from mailer_gui.ui.pages.contacts.editors import ChoiceEditor, LineEditor, make_editor
from mailer_gui.ui.pages.contacts.field_dialog import new_name
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import column
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field, long_list


class SetFieldDialog(Dialog):
    """`done(name, value)`; an empty value empties the field. A name that nobody has makes a new field."""

    def __init__(
        self,
        parent: QWidget | None,
        count: int,
        fields: Sequence[str],
        types: Mapping[str, FieldType],
        done: Callable[[str, str], object],
    ) -> None:
        title = counted(count, "Set a field of %Ln person", "Set a field of %Ln people")
        super().__init__(parent, title, tr("What stands there now is replaced. You can undo it afterwards."))
        self._types, self._done, self._count = types, done, count
        self.field = QComboBox(editable=True)
        long_list(self.field)
        self.field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        names = dict.fromkeys((*fields, FIRST_NAME, LAST_NAME))
        for name in names:
            self.field.addItem(field_title(name), name)
        self._holder: QVBoxLayout = column()
        self.editor: LineEditor | ChoiceEditor = LineEditor()
        self.add(Field(tr("Field"), self.field), self._holder)
        self._cancel = self.add_button(tr("Cancel"))
        self.ok = self.add_button("", "primary", self.finish)
        self.field.currentTextChanged.connect(self._chosen)
        self._chosen()
        self.field.setFocus()

    def name(self) -> str:
        """Give the field that is chosen or typed."""
        typed = self.field.currentText().strip()
        place = self.field.findText(typed)
        return str(self.field.itemData(place)) if place >= 0 else new_name(typed) if typed else ""

    def _chosen(self) -> None:
        while (item := self._holder.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.editor = make_editor(self._types.get(self.name(), FieldType.TEXT))
        self._holder.addWidget(Field(tr("Is from now on"), self.editor))
        QWidget.setTabOrder(self.field, self.editor)  # a new widget comes behind the buttons
        QWidget.setTabOrder(self.editor, self._cancel)
        if isinstance(self.editor, LineEditor):
            self.editor.setPlaceholderText(tr("nothing"))
            self.editor.textChanged.connect(self._say)
        self._say()

    def _say(self) -> None:
        empty = isinstance(self.editor, LineEditor) and not self.editor.text().strip()
        if empty:
            words = counted(self._count, "Empty it for %Ln person", "Empty it for %Ln people")
        else:
            words = counted(self._count, "Set it for %Ln person", "Set it for %Ln people")
        self.ok.setText(words)
        self.ok.setEnabled(bool(self.name()))

    def finish(self) -> None:
        """Close and set it."""
        if self.name():
            self.accept()
            self._done(self.name(), self.editor.value())
