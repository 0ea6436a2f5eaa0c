"""The source editor: HTML with its merge fields lit."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.preview import fixed_font

_FIELD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_TAG = re.compile(r"</?[A-Za-z][\w:-]*|/?>|<!\w+")
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_COMMENT = re.compile(r"<!--.*?-->")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class FieldHighlighter(QSyntaxHighlighter):
    """Lights merge fields, and in HTML the tags; follows the theme."""

    def __init__(self, editor: QPlainTextEdit, *, html: bool) -> None:
        super().__init__(editor.document())
        self._html = html
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Colour one line."""
        colours = theme().colours
        if self._html:
            for pattern, colour in (
                (_TAG, colours.accent),
                (_STRING, colours.good),
                (_COMMENT, colours.muted),
            ):
                style = QTextCharFormat()
                style.setForeground(QColor(colour))
                for found in pattern.finditer(text):
                    self.setFormat(found.start(), found.end() - found.start(), style)
        field = QTextCharFormat()
        field.setForeground(QColor(colours.warning))
        field.setBackground(QColor(colours.warning_soft))
        field.setFontWeight(QFont.Weight.DemiBold)
        for found in _FIELD.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), field)


class SourceEditor(QPlainTextEdit):
    """A plain editor in a fixed-width type."""

    def __init__(self, name: str, placeholder: str, *, html: bool) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setProperty("bare", True)
        self.setTabChangesFocus(True)
        self.setFont(fixed_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._highlighter = FieldHighlighter(self, html=html)

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor on a line (from 1) and select it."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.Right,
                QTextCursor.MoveMode.MoveAnchor,
                min(max(0, column - 1), max(0, block.length() - 1)),
            )
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus()


def field_tag(name: str) -> str:
    """Write a merge field for a field of any name."""
    if _PLAIN_NAME.fullmatch(name):
        return "{{ " + name + " }}"
    quote = '"' if "'" in name else "'"
    return "{{ [" + quote + name + quote + "] }}"
