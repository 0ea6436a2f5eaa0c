"""Writing a letter as people know it: bold, italic, links, lists, headings; nothing else can get into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QComboBox, QTextEdit, QToolButton, QToolTip

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import Attachment, BodyKind, Message
from mailer_gui.model.writing import LETTER_KINDS, LetterBlock
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.colouring import Colouring
from mailer_gui.ui.pages.campaign.editor import has_pictures, pictures_of
from mailer_gui.ui.pages.campaign.letter_text import (
    blocks_of,
    insert_blocks,
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

_SCHEME = re.compile(r"(?:https?|mailto|tel):|\{\{", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")


class LetterText(QTextEdit):
    """The letter itself. What is pasted becomes paragraphs of a letter; pictures are handed on."""

    pictures_given = Signal(list)

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
        """Show the sentence of a mistake, or where a link goes, under the pointer."""
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


class LetterBody(BodyEditor):
    """A letter with its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.editor = LetterText()
        self.editor.pictures_given.connect(self.pictures_given)
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
        for keys, act in (("Ctrl+B", self._toggle_bold), ("Ctrl+I", self._toggle_italic), ("Ctrl+K", self._ask_link)):
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
    if _SCHEME.match(target):
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


def _calm(block: LetterBlock) -> LetterBlock:
    """Take the looks out of pasted headings: they are heavy by themselves. Links that lead nowhere are dropped."""
    kind = block.kind if block.kind in LETTER_KINDS else "paragraph"
    is_heading = kind in ("heading", "subheading")
    runs = tuple(
        type(run)(run.text, run.bold and not is_heading, run.italic, run.link if _SCHEME.match(run.link) else "")
        for run in block.runs
    )
    return LetterBlock(kind, runs)
