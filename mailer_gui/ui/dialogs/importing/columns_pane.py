"""The second pane of the import: where each column goes, guessed and changeable, and the list to put people on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, ContactList
from mailer_gui.model.imports import ADDRESS_COLUMN, SKIP_COLUMN, FilePreview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import clear, column, label, restyle, scrolled
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.inputs import Field

SAMPLES = 3
LONGEST_SAMPLE = 28


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


class ColumnsPane(QWidget):
    """Shows where the columns go. `mapped` has (column, target) when a person changes one."""

    mapped = Signal(str, str)
    list_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        self._known: tuple[str, ...] = ()
        self.list_box = QComboBox()
        typed = QLineEdit(placeholderText=tr("No list"))
        self.list_box.setEditable(True)
        self.list_box.setLineEdit(typed)
        self.list_box.setFixedWidth(340)
        restyle(typed, bare="true")
        self.list_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.list_box.editTextChanged.connect(lambda _text: self.list_changed.emit())
        field = Field(
            tr("Put everybody on this list"),
            self.list_box,
            tr("A campaign is sent to lists. Type a new name, choose a list, or leave it empty."),
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(t.L)
        self._grid.setVerticalSpacing(t.S)
        self._grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(column(self._grid, None, margins=(t.L, t.M, t.L, t.M)))
        card = Card(margin=1, spacing=0)
        card.content.addWidget(scrolled(inner))
        whole = column(field, card, spacing=t.M)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def offer(self, lists: Sequence[ContactList], field_names: Sequence[str], wanted_list: str) -> None:
        """Fill in the lists and fields that are there already."""
        self._known = tuple(field_names)
        self.list_box.blockSignals(True)
        self.list_box.clear()
        self.list_box.addItems([one.name for one in lists])
        self.list_box.setEditText(wanted_list)
        self.list_box.blockSignals(False)

    @property
    def list_name(self) -> str | None:
        """The list chosen; None for no list."""
        return self.list_box.currentText().strip() or None

    def show_columns(self, preview: FilePreview, mapping: Mapping[str, str], own_names: Mapping[str, str]) -> None:
        """Show every column with some of its cells, and where it goes."""
        clear(self._grid)
        self.boxes = {}
        heads = (tr("In the file"), tr("For example"), tr("Becomes"))
        for place, text in enumerate(heads):
            self._grid.addWidget(label(text, "small"), 0, place)
        for place, name in enumerate(preview.columns):
            values = dict.fromkeys(cells[place].strip() for cells in preview.rows if place < len(cells))
            samples = " · ".join(_short(value) for value in list(filter(None, values))[:SAMPLES])
            box = self._target_box(name, mapping.get(name, SKIP_COLUMN), own_names.get(name, name))
            caption = label(name, "strong", wrap=True)
            caption.setBuddy(box)
            caption.setMinimumWidth(120)
            self._grid.addWidget(caption, place + 1, 0)
            self._grid.addWidget(label(samples, "muted", wrap=True), place + 1, 1)
            self._grid.addWidget(box, place + 1, 2)
            self.boxes[name] = box

    def show_mapping(self, mapping: Mapping[str, str]) -> None:
        """Show another mapping of the same columns."""
        for name, box in self.boxes.items():
            target = mapping.get(name, SKIP_COLUMN)
            if box.findData(target) < 0:
                box.insertItem(box.count() - 1, target_name(target), target)
            box.setCurrentIndex(box.findData(target))

    def _target_box(self, name: str, target: str, own: str) -> QComboBox:
        box = QComboBox()
        box.setMinimumWidth(230)
        box.setAccessibleName(tr("{column} becomes").format(column=name))
        targets = dict.fromkeys((ADDRESS_COLUMN, FIRST_NAME, LAST_NAME, FULL_NAME, own, *self._known, target))
        for one in (*(known for known in targets if known != SKIP_COLUMN), SKIP_COLUMN):
            box.addItem(target_name(one), one)
        box.setCurrentIndex(box.findData(target))
        box.activated.connect(lambda _place: self.mapped.emit(name, _data(box)))
        return box


def _data(box: QComboBox) -> str:
    value: Any = box.currentData()
    return str(value or "")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SAMPLE else flat[: LONGEST_SAMPLE - 1] + "…"
