"""Table models: what all of them share, and the list of rows for small tables; `paged` has the one for any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mailer_gui.ui.widgets.cells import CELL_ROLE, Cell

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: `width` in pixels, 0 takes what is left; `cell` makes what is shown of a row."""

    key: str
    title: str
    cell: Callable[[R], Cell]
    width: int = 0
    right: bool = False
    sortable: bool = True
    hide_below: int = 0
    """The column is left out while the table is narrower than this."""
    share: float = 0.0
    """In a wide table the column grows to this part of it."""


class TableModel(QAbstractTableModel, Generic[R]):
    """What both kinds share: headers, and cells for eyes, screen readers and Copy."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row_at(self, row: int) -> R | None:
        """Give the row, None while it is not loaded."""
        raise NotImplementedError

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802 - Qt's name
        """Give the titles, aligned as their cells."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """Give the cell, and its words."""
        wanted = (
            CELL_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        )
        if role not in wanted or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        cell = self.columns[index.column()].cell(row)
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.tip or None
        return cell.spoken


class RowsModel(TableModel[R]):
    """All rows in memory: for tables of at most a few thousand. `key` tells whether a row is the same one as before."""

    def __init__(
        self, columns: Sequence[Column[R]], key: Callable[[R], object] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._rows: list[R] = []
        self._key = key
        self._order: tuple[int, Qt.SortOrder] | None = None

    def row_at(self, row: int) -> R | None:
        """Give the row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; when they are the same ones (by key) selection and scroll position stay."""
        fresh = self._sorted(list(rows))
        same = self._key is not None and [self._key(r) for r in fresh] == [self._key(r) for r in self._rows]
        if same:
            changed = [i for i, (old, new) in enumerate(zip(self._rows, fresh, strict=True)) if old != new]
            self._rows = fresh
            for i in changed:
                self.dataChanged.emit(self.index(i, 0), self.index(i, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def set_newest(self, rows: Sequence[R]) -> None:
        """Show rows whose newest come first; what is new is put on top, so that the rest stays where it is."""
        key = self._key
        if key is None or not self._rows or not rows:
            self.set_rows(rows)
            return
        known = [key(row) for row in rows]
        first = key(self._rows[0])
        new = known.index(first) if first in known else -1
        if new < 0 or [key(row) for row in self._rows[: len(rows) - new]] != known[new:]:
            self.set_rows(rows)
            return
        if new:
            self.beginInsertRows(_ROOT, 0, new - 1)
            self._rows[:0] = rows[:new]
            self.endInsertRows()
        if len(self._rows) > len(rows):
            self.beginRemoveRows(_ROOT, len(rows), len(self._rows) - 1)
            del self._rows[len(rows) :]
            self.endRemoveRows()

    def rows(self) -> list[R]:
        """Give all rows in the order shown."""
        return list(self._rows)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column."""
        self._order = (column, order) if 0 <= column < len(self.columns) else None
        self.beginResetModel()
        self._rows = self._sorted(self._rows)
        self.endResetModel()

    def _sorted(self, rows: list[R]) -> list[R]:
        if self._order is None:
            return rows
        column, order = self._order
        cell = self.columns[column].cell

        def key(row: R) -> tuple[int, float, str]:
            made = cell(row)
            if isinstance(made.sort, int | float):
                return (0, float(made.sort), "")
            return (1, 0.0, (made.sort if isinstance(made.sort, str) else made.text).casefold())

        return sorted(rows, key=key, reverse=order is Qt.SortOrder.DescendingOrder)
