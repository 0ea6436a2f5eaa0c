""" "Show only if": a field, what it is compared by, and a value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mailer_gui.model.blocks import OPERATORS, Condition
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, label
from mailer_gui.ui.widgets.inputs import calm_wheel, long_list


class ConditionField(QWidget):
    """`changed` gives a Condition, or None for "everybody"."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._showing = False
        self.field = QComboBox()
        long_list(self.field)
        self.field.setAccessibleName(tr("Show only if: field"))
        self.operator = QComboBox()
        self.operator.setAccessibleName(tr("Show only if: comparison"))
        for one in OPERATORS:
            self.operator.addItem(words.operator_name(one), one)
        self.value = QLineEdit()
        self.value.setAccessibleName(tr("Show only if: value"))
        self.value.setPlaceholderText(tr("Value"))
        for box in (self.field, self.operator):
            box.setMinimumContentsLength(8)
            calm_wheel(box)
            box.currentIndexChanged.connect(self._tell)
        self.value.textEdited.connect(self._tell)
        caption = label(tr("Show only if"), "small")
        caption.setBuddy(self.field)
        self.setLayout(column(caption, self.field, self.operator, self.value, spacing=t.XS))
        self.set_fields(())

    def set_fields(self, names: Sequence[str]) -> None:
        """Offer these fields."""
        self._showing = True
        now = self.field.currentData() or ""
        self.field.clear()
        self.field.addItem(tr("Everybody gets it"), "")
        for name in names:
            self.field.addItem(name.replace("_", " "), name)
        self._choose_field(now)
        self._showing = False
        self._dress()

    def _choose_field(self, name: str) -> None:
        if name and self.field.findData(name) < 0:
            self.field.addItem(name.replace("_", " "), name)
        self.field.setCurrentIndex(max(0, self.field.findData(name)))

    def show_condition(self, condition: Condition | None) -> None:
        """Show how things stand; nothing is emitted."""
        self._showing = True
        self._choose_field(condition.field if condition else "")
        if condition is not None:
            self.operator.setCurrentIndex(self.operator.findData(condition.operator))
            if self.value.text() != condition.value:
                self.value.setText(condition.value)
        else:
            self.operator.setCurrentIndex(0)
            self.value.clear()
        self._showing = False
        self._dress()

    def _dress(self) -> None:
        has_field = bool(self.field.currentData())
        self.operator.setVisible(has_field)
        self.value.setVisible(has_field and self.operator.currentData() not in words.VALUELESS)

    def _tell(self) -> None:
        self._dress()
        if self._showing:
            return
        field = self.field.currentData()
        condition = Condition(field, self.operator.currentData(), self.value.text()) if field else None
        self.changed.emit(condition)
