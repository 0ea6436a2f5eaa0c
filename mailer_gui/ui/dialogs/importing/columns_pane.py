"""The second pane of the import: where each column goes, what it holds, and how doubtful dates are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, ContactList, FieldType
from mailer_gui.model.imports import ADDRESS_COLUMN, SKIP_COLUMN, FilePreview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.importing.choices import Choices
from mailer_gui.ui.dialogs.importing.dates import DateOrder
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import clear, column, label, scrolled
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.inputs import long_list

SAMPLES = 3
LONGEST_SAMPLE = 28
_OTHER = "\x00other"
"""What the entry holds that asks for the name of another field; no field can have it."""
PLAIN = (ADDRESS_COLUMN, FIRST_NAME, LAST_NAME, FULL_NAME, SKIP_COLUMN)
"""Where a column can go that is no field of the person's own; these have no type."""


def target_name(target: str) -> str:
    """Write where a column goes, for people."""
    known = {
        ADDRESS_COLUMN: tr("E-mail address"),
        FIRST_NAME: tr("First name"),
        LAST_NAME: tr("Last name"),
        FULL_NAME: tr("Whole name"),
        SKIP_COLUMN: tr("Do not import"),
    }
    return known.get(target) or tr("Field “{name}”").format(name=target)


def type_names() -> dict[FieldType, str]:
    """Give the types of fields with their names."""
    return {
        FieldType.TEXT: tr("Text"),
        FieldType.NUMBER: tr("Number"),
        FieldType.DATE: tr("Date"),
        FieldType.YES_NO: tr("Yes or no"),
    }


class ColumnsPane(QWidget):
    """Shows where the columns go. `mapped` has (column, target), `typed` (field, type) when a person changes one."""

    mapped = Signal(str, str)
    other_wanted = Signal(str)
    """A person wants to name the field of this column."""
    typed = Signal(str, str)
    day_first_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        self.type_boxes: dict[str, QComboBox] = {}
        self._known: tuple[str, ...] = ()
        self.choices = Choices()
        self.dates = DateOrder()
        self.dates.chosen.connect(self.day_first_chosen.emit)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(t.L)
        self._grid.setVerticalSpacing(t.S)
        self._grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(column(self._grid, None, margins=(t.L, t.M, t.L, t.M)))
        card = Card(margin=1, spacing=0)
        card.content.addWidget(scrolled(inner))
        whole = column(self.choices, self.dates, card, spacing=t.M)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def offer(self, lists: Sequence[ContactList], field_names: Sequence[str]) -> None:
        """Fill in the lists and fields that are there already."""
        self._known = tuple(field_names)
        self.choices.offer(lists)

    @property
    def list_name(self) -> str | None:
        """The list chosen; None for no list."""
        return self.choices.list_name

    def show_columns(
        self,
        preview: FilePreview,
        mapping: Mapping[str, str],
        types: Mapping[str, FieldType],
        own_names: Mapping[str, str],
    ) -> None:
        """Show every column with some of its cells, where it goes and what it holds."""
        clear(self._grid)
        self.boxes, self.type_boxes = {}, {}
        for place, text in enumerate((tr("In the file"), tr("For example"), tr("Becomes"), tr("Holds"))):
            self._grid.addWidget(label(text, "small"), 0, place)
        for place, name in enumerate(preview.columns):
            samples = " · ".join(_short(value) for value in cells_of(preview, place)[:SAMPLES])
            box = self._target_box(name, mapping.get(name, SKIP_COLUMN), own_names.get(name, name))
            caption = label(name, "strong", wrap=True)
            caption.setBuddy(box)
            caption.setMinimumWidth(110)
            self._grid.addWidget(caption, place + 1, 0)
            self._grid.addWidget(label(samples, "muted", wrap=True), place + 1, 1)
            self._grid.addWidget(box, place + 1, 2)
            self.boxes[name] = box
            self.type_boxes[name] = self._type_box(name)
            self._grid.addWidget(self.type_boxes[name], place + 1, 3)
        self.show_mapping(mapping, types)
        self.dates.show_doubt(preview)

    def show_mapping(self, mapping: Mapping[str, str], types: Mapping[str, FieldType]) -> None:
        """Show another mapping of the same columns."""
        for name, box in self.boxes.items():
            target = mapping.get(name, SKIP_COLUMN)
            if box.findData(target) < 0:
                box.insertItem(box.count() - 2, target_name(target), target)
            box.setCurrentIndex(box.findData(target))
            kind = self.type_boxes[name]
            kind.setCurrentIndex(kind.findData(str(types.get(target, FieldType.TEXT))))
            kind.setVisible(target not in PLAIN)

    def _target_box(self, name: str, target: str, own: str) -> QComboBox:
        box = QComboBox()
        long_list(box)
        box.setMinimumWidth(190)
        box.setMaximumWidth(250)
        box.setAccessibleName(tr("{column} becomes").format(column=name))
        targets = dict.fromkeys((ADDRESS_COLUMN, FIRST_NAME, LAST_NAME, FULL_NAME, own, *self._known, target))
        for one in (*(known for known in targets if known != SKIP_COLUMN), SKIP_COLUMN):
            box.addItem(target_name(one), one)
        box.insertItem(box.count() - 1, tr("Another field…"), _OTHER)
        box.setCurrentIndex(box.findData(target))
        box.activated.connect(lambda _place: self._chosen(name, _data(box)))
        return box

    def _chosen(self, name: str, target: str) -> None:
        if target == _OTHER:
            self.other_wanted.emit(name)
        else:
            self.mapped.emit(name, target)

    def _type_box(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setMinimumWidth(112)
        box.setAccessibleName(tr("{column} holds").format(column=name))
        for kind, words in type_names().items():
            box.addItem(words, str(kind))
        box.activated.connect(lambda _place: self.typed.emit(_data(self.boxes[name]), _data(box)))
        return box


def cells_of(preview: FilePreview, place: int) -> list[str]:
    """Give the different cells of a column in the first rows, without the empty ones."""
    values = dict.fromkeys(cells[place].strip() for cells in preview.rows if place < len(cells))
    return [value for value in values if value]


def _data(box: QComboBox) -> str:
    value: Any = box.currentData()
    return str(value or "")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SAMPLE else flat[: LONGEST_SAMPLE - 1] + "…"
