"""What a letter is typed on: it takes nothing but paragraphs of a letter, and shows what is wrong in its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import BodyKind
from mailer_gui.model.writing import LETTER_KINDS, LetterBlock
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.colouring import Colouring
from mailer_gui.ui.pages.campaign.editor import has_pictures, pictures_of
from mailer_gui.ui.pages.campaign.letter_text import (
    blocks_of,
    insert_blocks,
    kind_of,
    set_kind,
    text_looks,
)
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme

LINK = re.compile(r"(?:https?|mailto|tel):|\{\{", re.IGNORECASE)
"""How a link begins that leads somewhere."""

LINK_KEY = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_K)


class LetterText(QTextEdit):
    """The letter itself. What is pasted becomes paragraphs of a letter; pictures are handed on."""

    pictures_given = Signal(list)
    link_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("The letter"))
        self.setProperty("bare", True)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(tr("Dear {{ first_name }}, …"))
        self.document().setDocumentMargin(t.S)
        self.document().setIndentWidth(t.XL)
        self.colouring = Colouring(self.document(), BodyKind.LETTER)
        self._mistakes: list[tuple[int, int, str]] = []

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take text, and pictures to hand them on."""
        return source.hasText() or source.hasHtml() or has_pictures(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Take the words; fonts, colours, tables and scripts stay where they came from."""
        if source.hasHtml():
            other = QTextDocument()
            other.setHtml(source.html())
            found = [block for block in blocks_of(other) if block.text.strip()]
            cursor = self.textCursor()
            cursor.beginEditBlock()
            cursor.removeSelectedText()
            insert_blocks(cursor, [_calm(block) for block in found])
            cursor.endEditBlock()
            self.setTextCursor(cursor)
        elif source.hasText():
            self.textCursor().insertText(source.text())
        elif has_pictures(source):
            self.pictures_given.emit(pictures_of(source))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave a list at its empty last item, and a heading at its end."""
        cursor = self.textCursor()
        kind = kind_of(cursor.block())
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if enter and kind in ("bullet", "number") and not cursor.block().text():
            set_kind(cursor, "paragraph")
            return
        back = event.key() == Qt.Key.Key_Backspace and cursor.atBlockStart() and not cursor.hasSelection()
        if back and kind != "paragraph":
            set_kind(cursor, "paragraph")
            return
        super().keyPressEvent(event)
        if enter and kind in ("heading", "subheading") and not self.textCursor().block().text():
            set_kind(self.textCursor(), "paragraph")
            self.setCurrentCharFormat(text_looks("paragraph"))

    def show_mistakes(self, mistakes: Sequence[TemplateError]) -> None:
        """Underline them; the sentence is the tool tip there."""
        self._mistakes, selections = [], []
        for one in mistakes:
            if not one.line:
                continue
            cursor = self._cursor(one.line, one.column)
            rest = cursor.block().text()[cursor.positionInBlock() :]
            closing = rest.find("}}") if "}}" in rest else len(rest) - 2
            start, end = cursor.position(), cursor.position() + max(1, closing + 2)
            self._mistakes.append((start, end, f"{one.message} {one.hint}".strip()))
            cursor.setPosition(min(end, self.document().characterCount() - 1), QTextCursor.MoveMode.KeepAnchor)
            looks = QTextCharFormat()
            looks.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            looks.setUnderlineColor(QColor(theme().colours.bad))
            selection = QTextEdit.ExtraSelection()
            selection.format, selection.cursor = looks, cursor
            selections.append(selection)
        self.setExtraSelections(selections)

    def go_to(self, line_number: int, column_number: int) -> None:
        """Put the cursor on a mistake."""
        if line_number:
            self.setTextCursor(self._cursor(line_number, column_number))
            self.ensureCursorVisible()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Show the sentence of a mistake, or where a link goes, under the pointer; Ctrl+K, elsewhere "Go to", links."""
        if isinstance(event, QKeyEvent) and event.keyCombination() == LINK_KEY:
            if event.type() is QEvent.Type.KeyPress:
                self.link_wanted.emit()
            if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
                event.accept()
                return True
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.viewport().mapFrom(self, event.pos())
            position = self.cursorForPosition(place).position()
            said = next((said for start, end, said in self._mistakes if start <= position <= end), "")
            said = said or self.anchorAt(place)
            if said:
                QToolTip.showText(event.globalPos(), said, self)
                return True
        return super().event(event)

    def _cursor(self, line_number: int, column_number: int) -> QTextCursor:
        """Give a cursor for a place in the text of all paragraphs, in which a line break counts as a line, too."""
        lines = self.document().toRawText().replace("\u2028", "\u2029").split("\u2029")
        before = sum(len(one.encode("utf-16-le", "surrogatepass")) // 2 + 1 for one in lines[: line_number - 1])
        cursor = QTextCursor(self.document())
        cursor.setPosition(max(0, min(before + column_number - 1, self.document().characterCount() - 1)))
        return cursor


def _calm(block: LetterBlock) -> LetterBlock:
    """Take the looks out of pasted headings: they are heavy by themselves. Links that lead nowhere are dropped."""
    kind = block.kind if block.kind in LETTER_KINDS else "paragraph"
    is_heading = kind in ("heading", "subheading")
    runs = tuple(
        type(run)(run.text, run.bold and not is_heading, run.italic, run.link if LINK.match(run.link) else "")
        for run in block.runs
    )
    return LetterBlock(kind, runs)
