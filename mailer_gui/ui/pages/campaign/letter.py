"""Writing a letter as people know it: bold, italic, links, lists, headings; nothing else can get into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QComboBox, QToolButton

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import Attachment, Message
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.letter_paper import LINK, LetterText
from mailer_gui.ui.pages.campaign.letter_text import (
    blocks_of,
    is_bold,
    kind_of,
    paint_links,
    set_kind,
    show_blocks,
    text_looks,
)
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column, icon_button, line, row
from mailer_gui.ui.widgets.dialogs import ask_text
from mailer_gui.ui.widgets.inputs import calm_wheel

_ADDRESS = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")


class LetterBody(BodyEditor):
    """A letter with its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = LetterText()
        self.editor.pictures_given.connect(self.pictures_given)
        self.editor.link_wanted.connect(self._ask_link)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Kind of paragraph"))
        for kind, word in (("paragraph", tr("Text")), ("heading", tr("Heading")), ("subheading", tr("Subheading"))):
            self.kinds.addItem(word, kind)
        calm_wheel(self.kinds)
        self.kinds.activated.connect(lambda _: self._use_kind(str(self.kinds.currentData())))
        self.bold = self._toggle("bold", tr("Bold (Ctrl+B)"), self._toggle_bold)
        self.italic = self._toggle("italic", tr("Italic (Ctrl+I)"), self._toggle_italic)
        self.bullets = self._toggle("bullets", tr("List with bullets"), lambda: self._use_list("bullet"))
        self.numbers = self._toggle("numbers", tr("List with numbers"), lambda: self._use_list("number"))
        self.link = icon_button("link", tr("Link (Ctrl+K)"), self._ask_link)
        bar = row(self.kinds, self.bold, self.italic, self.link, self.bullets, self.numbers, None, spacing=2)
        bar.setContentsMargins(t.S, t.XS, t.S, t.XS)
        layout = column(bar, line(), self.editor, spacing=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.editor)
        for keys, act in (("Ctrl+B", self._toggle_bold), ("Ctrl+I", self._toggle_italic)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._filling = False
        self._source = ""
        self.editor.textChanged.connect(self._written)
        self.editor.cursorPositionChanged.connect(self._tell)
        self.editor.currentCharFormatChanged.connect(lambda _: self._tell())
        theme().changed.connect(self._repaint_links)

    def _toggle(self, icon: str, tip: str, act: object) -> QToolButton:
        made = icon_button(icon, tip, act)  # type: ignore[arg-type]  # a function without arguments
        made.setCheckable(True)
        return made

    def show_message(self, message: Message) -> None:
        """Show a letter."""
        if message.source == self._source:
            return
        from mailer_gui.operations.writing import letter_blocks

        self._source = message.source
        self._filling = True
        show_blocks(self.editor.document(), letter_blocks(message.source))
        self.editor.moveCursor(QTextCursor.MoveOperation.Start)
        self._filling = False
        self._tell()

    def insert_field(self, tag: str) -> None:
        """Put a merge tag where the cursor is."""
        self.editor.textCursor().insertText(tag)

    def insert_picture(self, picture: Attachment) -> None:
        """A letter has no pictures."""

    def show_mistakes(self, mistakes: Sequence[TemplateError]) -> None:
        """Underline those of the letter."""
        self.editor.show_mistakes([one for one in mistakes if one.part == "letter"])

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor there."""
        self.editor.go_to(line, column)

    def _written(self) -> None:
        if self._filling:
            return
        from mailer_gui.operations.writing import letter_source

        source = letter_source(blocks_of(self.editor.document()))
        if source != self._source:
            self._source = source
            self.changed.emit({"source": source})

    def _use_kind(self, kind: str) -> None:
        set_kind(self.editor.textCursor(), kind)
        self.editor.setCurrentCharFormat(text_looks(kind))
        self.editor.setFocus()
        self._tell()

    def _use_list(self, kind: str) -> None:
        is_that = kind_of(self.editor.textCursor().block()) == kind
        self._use_kind("paragraph" if is_that else kind)

    def _toggle_bold(self) -> None:
        looks = self.editor.currentCharFormat()
        kind = kind_of(self.editor.textCursor().block())
        change = QTextCharFormat()
        change.setFontWeight(text_looks(kind, bold=not is_bold(looks)).fontWeight())
        self.editor.mergeCurrentCharFormat(change)
        self.editor.setFocus()
        self._tell()

    def _toggle_italic(self) -> None:
        change = QTextCharFormat()
        change.setFontItalic(not self.editor.currentCharFormat().fontItalic())
        self.editor.mergeCurrentCharFormat(change)
        self.editor.setFocus()
        self._tell()

    def _ask_link(self) -> None:
        cursor = self.editor.textCursor()
        before = cursor.charFormat().anchorHref() if cursor.charFormat().isAnchor() else ""
        hint = tr("A page, an e-mail address or a telephone number. Mark words first to make them the link.")
        ask_text(
            self, tr("Link"), tr("Address"), partial(self._set_link, cursor), value=before, word=tr("Link"), text=hint
        )

    def _set_link(self, cursor: QTextCursor, typed: str) -> None:
        target = link_target(typed)
        if not cursor.hasSelection() and cursor.charFormat().isAnchor():
            _select_link(cursor)
        kind = kind_of(cursor.block())
        if not cursor.hasSelection():
            cursor.insertText(typed, text_looks(kind, link=target))
            cursor.insertText(" ", text_looks(kind))
        else:
            looks = text_looks(kind, link=target)
            looks.clearProperty(QTextCharFormat.Property.FontWeight)
            looks.clearProperty(QTextCharFormat.Property.FontItalic)
            cursor.mergeCharFormat(looks)
        self.editor.setTextCursor(cursor)
        self.editor.setFocus()

    def _repaint_links(self) -> None:
        self._filling = True  # another colour is no change of the letter
        paint_links(self.editor.document())
        self._filling = False

    def _tell(self) -> None:
        """Show in the buttons what the cursor stands in."""
        kind = kind_of(self.editor.textCursor().block())
        looks = self.editor.currentCharFormat()
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self.bold.setChecked(is_bold(looks))
        self.italic.setChecked(looks.fontItalic())
        self.bullets.setChecked(kind == "bullet")
        self.numbers.setChecked(kind == "number")


def link_target(typed: str) -> str:
    """Make a whole link of what a person types: an e-mail address, a number, a page without https."""
    target = typed.strip()
    if LINK.match(target):
        return target
    if _ADDRESS.fullmatch(target):
        return f"mailto:{target}"
    if re.fullmatch(r"\+?[\d\s()/-]{6,}", target):
        return "tel:" + re.sub(r"[^\d+]", "", target)
    return f"https://{target.lstrip('/')}"


def _select_link(cursor: QTextCursor) -> None:
    """Let a cursor that stands in a link hold all of it."""
    target, block = cursor.charFormat().anchorHref(), cursor.block()
    place = block.begin()
    while not place.atEnd():
        part = place.fragment()
        inside = part.position() <= cursor.position() <= part.position() + part.length()
        if part.isValid() and inside and part.charFormat().anchorHref() == target:
            cursor.setPosition(part.position())
            cursor.setPosition(part.position() + part.length(), QTextCursor.MoveMode.KeepAnchor)
            return
        place += 1
