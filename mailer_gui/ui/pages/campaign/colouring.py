"""Colours for what is written: HTML, Markdown and merge tags, a slice at a time so that nobody waits for them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.theme import theme

SLICE_MS = 8.0
"""Milliseconds that are spent on colours before the window gets its turn again."""
LONGEST_LINE = 4_000
"""Longer lines have no colours: Qt would lay such a line out anew for every one of them."""
_PLAIN, _IN_COMMENT, _IN_TAG, _IN_CODE = -1, 1, 2, 3
"""How a line ends; plain is what Qt takes for "nothing special", so that a change stays in its line."""
_MERGE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_HTML = re.compile(r"(?P<comment><!--.*?(?:-->|$))|(?P<tag><!\w+[^>]*>?|</?[A-Za-z][\w:-]*)|(?P<entity>&(?:#\w+|\w+);)")
_INSIDE = re.compile(r"(?P<string>\"[^\"]*\"?|'[^']*'?)|(?P<name>[\w:-]+)(?==)|(?P<end>/?>)")
_MARKDOWN = re.compile(
    r"(?P<code>`[^`]+`)|(?P<strong>\*\*[^*]+\*\*|__[^_]+__)|(?P<link>!?\[[^\]]*\]\([^)]*\))|(?P<url>https?://\S+)"
    r"|(?P<italic>(?<![\w*])\*[^*\s][^*]*\*|(?<![\w_])_[^_\s][^_]*_)"
)
_MARKDOWN_LINE = re.compile(
    r"\s{0,3}(?:(?P<heading>#{1,6}\s.*)|(?P<mark>(?:[-*+]|\d+[.)]|>)\s)|(?P<rule>(?:[-*_]\s*){3,}$))"
)


class Colouring(QSyntaxHighlighter):
    """Lights merge tags, and the marks of HTML or Markdown; follows the theme."""

    def __init__(self, document: QTextDocument, kind: BodyKind) -> None:
        self._deadline = 0.0
        self._next: int | None = None
        document.contentsChange.connect(self._begin_slice)  # before Qt's own, which colours what changed
        super().__init__(document)
        self._line: Callable[[str], None] | None = {BodyKind.HTML: self._html, BodyKind.MARKDOWN: self._markdown}.get(
            kind
        )
        self._formats: dict[str, QTextCharFormat] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._go_on)
        theme().changed.connect(self.colour_again)
        self._take_colours()

    def colour_again(self) -> None:
        """Colour everything in the colours of this moment."""
        self._take_colours()
        self._next = 0
        self._soon.start()

    @property
    def is_whole(self) -> bool:
        """True when every line has its colours."""
        return self._next is None

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Colour one line, if there is time left."""
        if time.perf_counter() > self._deadline:
            number = self.currentBlock().blockNumber()
            self._next = number if self._next is None else min(self._next, number)
            self._soon.start()
            return
        self.setCurrentBlockState(_PLAIN)
        if len(text) > LONGEST_LINE:
            return
        if self._line is not None:
            self._line(text)
        for found in _MERGE.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), self._formats["merge"])

    def _begin_slice(self) -> None:
        self._deadline = time.perf_counter() + SLICE_MS / 1000

    def _go_on(self) -> None:
        self._begin_slice()
        document = self.document()
        while self._next is not None and time.perf_counter() < self._deadline:
            block = document.findBlockByNumber(self._next)
            self._next = self._next + 1 if block.isValid() and block.next().isValid() else None
            if block.isValid():
                self.rehighlightBlock(block)
        if self._next is not None:
            self._soon.start()

    def _take_colours(self) -> None:
        colours = theme().colours
        plain = {
            "tag": colours.accent,
            "end": colours.accent,
            "name": colours.neutral,
            "string": colours.good,
            "comment": colours.muted,
            "entity": colours.warning,
            "code": colours.good,
            "link": colours.accent,
            "url": colours.accent,
            "mark": colours.accent,
            "rule": colours.muted,
            "heading": colours.accent,
            "strong": colours.text,
            "italic": colours.text,
        }
        self._formats = {name: _format(colour) for name, colour in plain.items()}
        for name in ("heading", "strong"):
            self._formats[name].setFontWeight(QFont.Weight.Bold)
        self._formats["italic"].setFontItalic(True)
        self._formats["merge"] = _format(colours.warning)
        self._formats["merge"].setBackground(QColor(colours.warning_soft))
        self._formats["merge"].setFontWeight(QFont.Weight.DemiBold)

    def _html(self, text: str) -> None:
        at, state = 0, self.previousBlockState()
        if state == _IN_COMMENT:
            at = self._comment(text, 0)
        elif state == _IN_TAG:
            at = self._inside(text, 0)
        while (found := _HTML.search(text, at)) is not None:
            name = str(found.lastgroup)
            if name == "comment":
                at = self._comment(text, found.start())
                continue
            self.setFormat(found.start(), found.end() - found.start(), self._formats[name])
            at = found.end()
            if name == "tag" and not found.group().endswith(">"):
                at = self._inside(text, at)

    def _comment(self, text: str, start: int) -> int:
        end = text.find("-->", start)
        if end < 0:
            self.setFormat(start, len(text) - start, self._formats["comment"])
            self.setCurrentBlockState(_IN_COMMENT)
            return len(text)
        self.setFormat(start, end + 3 - start, self._formats["comment"])
        return end + 3

    def _inside(self, text: str, start: int) -> int:
        """Colour what stands between `<name` and `>`."""
        for found in _INSIDE.finditer(text, start):
            name = str(found.lastgroup)
            self.setFormat(found.start(), found.end() - found.start(), self._formats[name])
            if name == "end":
                return found.end()
        self.setCurrentBlockState(_IN_TAG)
        return len(text)

    def _markdown(self, text: str) -> None:
        is_fence = text.startswith("```")
        if is_fence or self.previousBlockState() == _IN_CODE:
            self.setFormat(0, len(text), self._formats["code"])
            if is_fence != (self.previousBlockState() == _IN_CODE):
                self.setCurrentBlockState(_IN_CODE)
            return
        line = _MARKDOWN_LINE.match(text)
        if line is not None:
            self.setFormat(0, line.end(), self._formats[str(line.lastgroup)])
            if line.lastgroup != "mark":
                return
        for found in _MARKDOWN.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), self._formats[str(found.lastgroup)])


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
