"""The table of people: any number of rows, columns a person chooses, and cells that are edited in place."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from mailer_gui.model.contacts import FieldType
from mailer_gui.ui.pages.contacts.columns import field_of
from mailer_gui.ui.pages.contacts.editors import ChoiceEditor, LineEditor, make_editor
from mailer_gui.ui.pages.contacts.reading import ADDRESS, Person, people
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.cells import CellDelegate
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.widgets.paged import PagedModel
from mailer_gui.ui.widgets.table import DataTable

Index = QModelIndex | QPersistentModelIndex
_FEW = 100


class PeopleModel(PagedModel[Person]):
    """People by id. `edited(person, column key, text)` comes when a cell was changed in place."""

    edited = Signal(object, str, str)

    def __init__(self, columns: Sequence[Column[Person]], tasks: Tasks) -> None:
        super().__init__(columns, tasks, people, lambda person: person.contact.id)

    def set_columns(self, columns: Sequence[Column[Person]]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let addresses and fields be edited in place."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._editable(index) else flags

    def _editable(self, index: Index) -> bool:
        key = self.columns[index.column()].key if index.isValid() else ""
        return (key == ADDRESS or field_of(key) is not None) and self.row_at(index.row()) is not None

    def data(self, index: Index, role: int = 0) -> Any:
        """Give the cell; for editing what is stored."""
        if role != Qt.ItemDataRole.EditRole:
            return super().data(index, role)
        person = self.row_at(index.row()) if index.isValid() else None
        if person is None:
            return None
        field = field_of(self.columns[index.column()].key)
        return person.contact.address if field is None else person.contact.fields.get(field, "")

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Tell the page what was typed; the cell changes when it has been stored."""
        person = self.row_at(index.row())
        if role != Qt.ItemDataRole.EditRole or person is None or str(value) == self.data(index, role):
            return False
        self.edited.emit(person, self.columns[index.column()].key, str(value))
        return True

    def ids_of(self, parts: Sequence[tuple[int, int]]) -> array[int]:
        """Give the ids of ranges of rows (first, last), without looking at each row."""
        found = array("q")
        for first, last in sorted(parts):
            found += self.ids[first : last + 1]
        return found


class PeopleDelegate(CellDelegate):
    """Paints cells, shows where the keyboard is, and opens an editor that fits the field."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.types: Mapping[str, FieldType] = {}
        """What fields hold."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell; a thin frame shows which one F2 edits."""
        super().paint(painter, option, index)
        table = self.parent()
        if isinstance(table, QAbstractItemView) and table.hasFocus() and index == table.currentIndex():
            painter.setPen(QPen(QColor(theme().colours.accent), 1))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -3))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802, ARG002 - Qt's name
        """Open an editor over the cell."""
        model = index.model()
        assert isinstance(model, PeopleModel)
        column = model.columns[index.column()]
        made = make_editor(self.types.get(field_of(column.key) or "", FieldType.TEXT), parent)
        made.setAccessibleName(column.title)
        made.setAutoFillBackground(True)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Begin with what is stored, all of it marked."""
        if isinstance(editor, LineEditor | ChoiceEditor):
            editor.set_value(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        if isinstance(editor, LineEditor):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        """Hand over what was typed."""
        value = editor.value() if isinstance(editor, LineEditor | ChoiceEditor) else ""
        model.setData(index, value, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802, ARG002 - Qt's name
        """Fill the cell, and a little more when the column is narrow."""
        area: QRect = option.rect
        editor.setGeometry(area.adjusted(0, 1, max(0, 120 - area.width()), -1))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was in the table, so that reading again does not take them elsewhere."""

    scroll: int
    row: int
    chosen: tuple[int, ...]
    """The ids of the chosen people, when they are few."""

    @classmethod
    def of(cls, table: PeopleTable) -> Place:
        """Remember the place."""
        few = table.selected_ids() if table.selected_count() <= _FEW else ()
        return cls(table.verticalScrollBar().value(), table.currentIndex().row(), tuple(few))

    def restore(self, table: PeopleTable) -> None:
        """Go back there; whoever stood at the place of people who are gone is chosen when only one was."""
        model, count = table.people, table.people.rowCount()
        if not count or not self.chosen or table.selected_count():
            table.verticalScrollBar().setValue(self.scroll)
            return
        rows = [
            row for row in range(max(0, self.row - _FEW), min(count, self.row + _FEW)) if model.ids[row] in self.chosen
        ]
        if not rows and len(self.chosen) == 1:
            rows = [min(max(0, self.row), count - 1)]
        selection = QItemSelection()
        for row in rows:
            selection.select(model.index(row, 0), model.index(row, len(model.columns) - 1))
        flags = QItemSelectionModel.SelectionFlag
        if rows:
            table.selectionModel().setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
            table.selectionModel().select(selection, flags.ClearAndSelect)
        table.verticalScrollBar().setValue(self.scroll)


class PeopleTable(DataTable):
    """The table. Selections stay ranges, so that choosing a million people costs nothing.

    `columns_changed` when a person moved or widened columns; `delete_asked` and `copy_asked` concern the selection.
    """

    columns_changed = Signal()
    delete_asked = Signal()
    copy_asked = Signal()
    menu_asked = Signal(QPoint)
    typed = Signal(str)

    def __init__(self, model: PeopleModel, name: str) -> None:
        super().__init__(model, name)
        self.people = model
        self.delegate = PeopleDelegate(self)
        self._delegate = self.delegate
        self.setItemDelegate(self.delegate)
        heads = self.horizontalHeader()
        heads.setSectionsMovable(True)
        heads.setStretchLastSection(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.doubleClicked.disconnect()
        self.doubleClicked.connect(self._double_clicked)
        self._settle = QTimer(self, singleShot=True, interval=300)
        self._settle.timeout.connect(self.columns_changed)
        self._quiet = False
        heads.setSectionsClickable(True)
        heads.sortIndicatorChanged.connect(model.sort)
        heads.sectionMoved.connect(self._touched)
        heads.sectionResized.connect(self._touched)

    def _double_clicked(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(index.row())

    def selectAll(self) -> None:  # noqa: N802 - Qt's name
        """Choose everybody, as soon as everybody is known."""
        self.people.when_complete(super().selectAll)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Look for what is typed in everybody; Qt would go through all rows here, one by one."""
        self.typed.emit(search)

    def show_order(self, column: int, order: Qt.SortOrder) -> None:
        """Mark the column by which the rows are ordered, without asking for it."""
        heads = self.horizontalHeader()
        blocked = heads.blockSignals(True)
        heads.setSortIndicatorShown(True)
        heads.setSectionsClickable(True)
        heads.setSortIndicator(column, order)
        heads.blockSignals(blocked)
        heads.viewport().update()

    def _touched(self) -> None:
        if not self._quiet:
            self._settle.start()

    def show_columns(self, columns: Sequence[Column[Person]]) -> None:
        """Show these columns from left to right."""
        heads = self.horizontalHeader()
        self._quiet = True
        self.people.set_columns(columns)
        for place, column in enumerate(columns):
            heads.moveSection(heads.visualIndex(place), place)
            heads.resizeSection(place, column.width)
        self._quiet = False

    def shown_columns(self) -> tuple[tuple[str, ...], dict[str, int]]:
        """Give the keys from left to right, and the widths that are not as they were given."""
        heads, columns = self.horizontalHeader(), self.people.columns
        order = [heads.logicalIndex(place) for place in range(len(columns))]
        stretched = order[-1] if order else -1
        widths = {columns[place].key: self.columnWidth(place) for place in order if place != stretched}
        return tuple(columns[place].key for place in order), widths

    def columns_in_sight(self) -> list[Column[Person]]:
        """Give the columns from left to right."""
        heads, columns = self.horizontalHeader(), self.people.columns
        return [columns[heads.logicalIndex(place)] for place in range(len(columns))]

    def selected_parts(self) -> list[tuple[int, int]]:
        """Give the selected ranges of rows (first, last)."""
        return [(part.top(), part.bottom()) for part in self._parts()]

    def selected_ids(self) -> array[int]:
        """Give the ids of the chosen people in the order of the table."""
        return self.people.ids_of(self.selected_parts())

    def only_selected(self) -> int | None:
        """Give the row when exactly one is chosen."""
        parts = self.selected_parts()
        return parts[0][0] if len(parts) == 1 and parts[0][0] == parts[0][1] else None

    def copy(self) -> None:
        """Ask the page: rows that were never on screen have to be read first."""
        self.copy_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ask to delete on Delete; the rest as every table."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def _show_menu(self, point: QPoint) -> None:
        if self.indexAt(point).isValid() or self.selected_count():  # the menu key points anywhere
            self.menu_asked.emit(self.viewport().mapToGlobal(point))
