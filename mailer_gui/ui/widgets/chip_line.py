"""A line of text with merge fields as chips: each is moved and deleted as one thing. Its text has them as tags."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QTextEdit

from mailer_gui.operations import blocks as operations
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme

_CHIP = QTextFormat.ObjectTypes.UserObject + 7
_FIELD = QTextFormat.Property.UserProperty + 1
_FALLBACK = QTextFormat.Property.UserProperty + 2
_TAG = QTextFormat.Property.UserProperty + 3
_OBJECT = "￼"
_SIDE = 7.0


class _Chip(QPyTextObject):
    """Draws a chip inside a line."""

    def intrinsicSize(self, document: QTextDocument, _at: int, format: QTextFormat) -> QSizeF:  # noqa: N802 - Qt's names
        """Give the room that it takes."""
        metrics = QFontMetricsF(document.defaultFont())
        return QSizeF(metrics.horizontalAdvance(_words(format)) + 2 * _SIDE + 2, metrics.ascent())

    def drawObject(  # noqa: N802 - Qt's name
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        _at: int,
        format: QTextFormat,
    ) -> None:
        """Draw it."""
        room = QRectF(rect)
        colours = theme().colours
        metrics = QFontMetricsF(document.defaultFont())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft))
        painter.drawRoundedRect(room.adjusted(1, -2, -1, metrics.descent() + 1), 9, 9)
        painter.setPen(QColor(colours.accent))
        painter.setFont(document.defaultFont())
        painter.drawText(QPointF(room.left() + 1 + _SIDE, room.top() + metrics.ascent()), _words(format))


def _words(format: QTextFormat) -> str:
    name = str(format.property(_FIELD)).replace("_", " ")
    fallback = str(format.property(_FALLBACK) or "")
    return tr("{field}, or “{fallback}”").format(field=name, fallback=fallback) if fallback else name


class ChipLine(QTextEdit):
    """A line like QLineEdit: `text`, `setText`, `textEdited`. A double click on a chip asks to change it.

    `shown` comes for every other text, also for one that was set, as QLineEdit's textChanged does.
    """

    textEdited = Signal(str)  # noqa: N815 - as QLineEdit names it
    shown = Signal(str)
    chip_wanted = Signal(str, str)
    entered = Signal()

    def __init__(self, text: str = "", *, bare: bool = False) -> None:
        super().__init__()
        self._setting = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setProperty("line", True)
        self.setFixedHeight(t.CONTROL_HEIGHT - 8 if bare else t.CONTROL_HEIGHT)
        if bare:
            self.setStyleSheet("ChipLine { border: none; background: transparent; padding: 4px 0; }")
        self.document().setDocumentMargin(0)
        self._chip = _Chip(self)
        self.document().documentLayout().registerHandler(_CHIP, self._chip)
        self.textChanged.connect(self._tell)
        theme().changed.connect(self.viewport().update)
        self.setText(text)

    def text(self) -> str:
        """Give the line with its merge fields as tags."""
        return self._text_between(0, max(0, self.document().characterCount() - 1))

    def setText(self, text: str) -> None:  # noqa: N802 - as QLineEdit names it
        """Show another line; the tags in it become chips. Nothing is emitted, nothing can be undone."""
        if text == self.text():
            return
        self._setting = True
        self.document().setUndoRedoEnabled(False)
        self.clear()
        self._insert(QTextCursor(self.document()), text)
        self.document().setUndoRedoEnabled(True)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._setting = False
        self.shown.emit(text)

    def setCursorPosition(self, at: int) -> None:  # noqa: N802 - as QLineEdit names it
        """Put the cursor at a place of `text`; one inside a tag is before its chip."""
        end = max(0, self.document().characterCount() - 1)
        place = next((one for one in range(end + 1) if len(self._text_between(0, one)) >= at), end)
        cursor = self.textCursor()
        cursor.setPosition(place)
        self.setTextCursor(cursor)

    def insert(self, text: str) -> None:
        """Put text at the cursor, in place of what is selected; tags become chips."""
        self._insert(self.textCursor(), text)

    def _insert(self, cursor: QTextCursor, text: str) -> None:
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        for piece in operations.pieces(" ".join(text.splitlines())):
            if isinstance(piece, str):
                cursor.insertText(piece, QTextCharFormat())
            else:
                made = QTextCharFormat()
                made.setObjectType(_CHIP)
                made.setProperty(_FIELD, piece[0])
                made.setProperty(_FALLBACK, piece[1])
                made.setProperty(_TAG, piece[2])
                cursor.insertText(_OBJECT, made)
        cursor.endEditBlock()
        self.ensureCursorVisible()

    def _text_between(self, start: int, end: int) -> str:
        written = []
        cursor = QTextCursor(self.document())
        for at in range(start, end):
            cursor.setPosition(at)
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
            sign, looks = cursor.selectedText(), cursor.charFormat()
            if sign == _OBJECT and looks.objectType() == _CHIP:
                sign = str(looks.property(_TAG))
            written.append(sign)
        return "".join(written).replace("\u2029", " ").replace("\u2028", " ")

    def _tell(self) -> None:
        self._tell_readers()
        if not self._setting:
            text = self.text()
            self.textEdited.emit(text)
            self.shown.emit(text)

    def _tell_readers(self) -> None:
        """Screen readers see a chip as a sign without a name: the whole line is said beside it."""
        pieces = operations.pieces(self.text()) if _OBJECT in self.toPlainText() else ()
        said = [
            piece if isinstance(piece, str) else tr("[field {name}]").format(name=piece[0].replace("_", " "))
            for piece in pieces
        ]
        self.setAccessibleDescription("".join(said))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        """Copy tags, so that chips arrive anywhere."""
        data = QMimeData()
        cursor = self.textCursor()
        data.setText(self._text_between(cursor.selectionStart(), cursor.selectionEnd()))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take text."""
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Paste one line."""
        self.insert(source.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Stay in one line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            event.ignore()
        elif event.key() == Qt.Key.Key_F2:
            self._change_beside_cursor()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Turn tags that were typed into chips."""
        super().focusOutEvent(event)
        raw = self.toPlainText()
        if "{{" in raw and any(not isinstance(piece, str) for piece in operations.pieces(raw)):
            text = self.text()
            self._setting = True
            self.selectAll()
            self._insert(self.textCursor(), text)
            self._setting = False

    def _change_beside_cursor(self) -> None:
        """Ask to change the chip that the cursor stands beside."""
        at = self.textCursor().position()
        for start in (at, at - 1):
            if start >= 0 and self._ask_about(start):
                return

    def _ask_about(self, start: int) -> bool:
        """Ask to change the chip at a place; False when there is none."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
        looks = cursor.charFormat()
        if cursor.selectedText() != _OBJECT or looks.objectType() != _CHIP:
            return False
        self.setTextCursor(cursor)
        self.chip_wanted.emit(str(looks.property(_FIELD)), str(looks.property(_FALLBACK) or ""))
        return True

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Change a chip."""
        at = self.document().documentLayout().hitTest(event.position(), Qt.HitTestAccuracy.ExactHit)
        if at < 0 or not self._ask_about(at):
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Show the placeholder, which Qt leaves out where lines do not wrap."""
        super().paintEvent(event)
        if self.placeholderText() and self.document().isEmpty():
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignTop, self.placeholderText())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as narrow as needed."""
        return QSize(60, t.CONTROL_HEIGHT)
