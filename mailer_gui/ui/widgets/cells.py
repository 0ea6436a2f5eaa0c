"""What a table cell looks like: a small value that models return and one delegate paints."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.pills import paint_pill, pill_width
from mailer_gui.ui.widgets.progress import paint_bar

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `beside` follows the text in muted type; `pill` puts the text on a fill of that meaning;
    `share` draws a progress bar above the text; `right` aligns numbers; `sort` orders rows when the text would not.
    """

    text: str = ""
    beside: str = ""
    strong: bool = False
    muted: bool = False
    kind: str = ""
    pill: str = ""
    share: float | None = None
    right: bool = False
    icon: str = ""
    sort: float | str | None = None
    tip: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says and Copy copies."""
        return f"{self.text} {self.beside}".strip()


class CellDelegate(QStyledItemDelegate):
    """Paints cells: hover and selection fill the row, a thin line ends it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hovered_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground, then the cell."""
        colours = theme().colours
        area: QRect = option.rect
        state = option.state
        cell = index.data(CELL_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.accent_soft))
        elif index.row() == self.hovered_row:
            painter.fillRect(area, QColor(colours.hover))
        painter.setPen(QColor(colours.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if isinstance(cell, Cell):
            direction = option.direction
            self._paint_cell(painter, area.adjusted(t.M, 0, -t.M, -1), cell, direction)
        painter.restore()

    def _paint_cell(self, painter: QPainter, area: QRect, cell: Cell, direction: Qt.LayoutDirection) -> None:
        widget = self.parent()
        right_to_left = direction is Qt.LayoutDirection.RightToLeft
        if cell.pill and isinstance(widget, QWidget):
            width = min(pill_width(cell.text, widget), area.width())
            x = area.right() - width if right_to_left else area.left()
            pill = QRectF(x, area.center().y() - 10.5, width, 22)
            paint_pill(painter, pill, cell.text, cell.pill, direction)
            return
        if cell.share is not None:
            bar = QRectF(area.left(), area.center().y() - 10, area.width(), 6)
            paint_bar(painter, bar, cell.share, right_to_left=right_to_left, kind=cell.kind)
            self._words(painter, area.adjusted(0, 16, 0, 4), Cell(cell.text, muted=True), direction, t.FONT_SMALL)
            return
        if cell.icon:
            colour = icons.colour_of(cell.kind or "muted", theme().colours)
            image = icons.pixmap(cell.icon, colour, 16)
            x = area.right() - 16 if right_to_left else area.left()
            painter.drawPixmap(x, area.center().y() - 7, image)
            area = area.adjusted(0, 0, -t.XL, 0) if right_to_left else area.adjusted(t.XL, 0, 0, 0)
        self._words(painter, area, cell, direction, t.FONT_BODY)

    def _words(self, painter: QPainter, area: QRect, cell: Cell, direction: Qt.LayoutDirection, pixels: int) -> None:
        colours = theme().colours
        font = QFont(painter.font())
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if cell.strong else QFont.Weight.Normal)
        painter.setFont(font)
        colour = colours.muted if cell.muted else colours.meaning(cell.kind)[0] if cell.kind else colours.text
        painter.setPen(QColor(colour))
        at_end = cell.right != (direction is Qt.LayoutDirection.RightToLeft)
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute) | int(
            Qt.TextFlag.TextSingleLine
        )
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags, shown)
        used = metrics.horizontalAdvance(shown) + t.S
        if cell.beside and area.width() - used > 24:
            font.setWeight(QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted))
            rest = area.adjusted(0, 0, -used, 0) if at_end else area.adjusted(used, 0, 0, 0)
            beside = painter.fontMetrics().elidedText(cell.beside, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, flags, beside)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Give the width that shows the whole cell."""
        cell = index.data(CELL_ROLE)
        metrics = option.fontMetrics
        width = 0
        if isinstance(cell, Cell):
            width = metrics.horizontalAdvance(cell.spoken) + (36 if cell.pill else t.L) + (t.XL if cell.icon else 0)
        return QSize(width + 2 * t.M, t.ROW_HEIGHT)
