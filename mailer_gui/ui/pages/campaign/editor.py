"""The source editor: HTML, Markdown or plain text with its merge fields lit and its mistakes underlined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import Attachment, BodyKind, Message
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.colouring import Colouring
from mailer_gui.ui.pages.campaign.exact_text import ExactText, shown
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column
from mailer_gui.ui.widgets.preview import fixed_font

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")


class SourceEditor(QPlainTextEdit):
    """A plain editor in a fixed-width type. The text that it gives has the line ends that it was given."""

    pictures_given = Signal(list)

    def __init__(self, name: str, placeholder: str, kind: BodyKind, *, takes_pictures: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setProperty("bare", True)
        self.setTabChangesFocus(True)
        self.setFont(fixed_font())
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._takes_pictures = takes_pictures
        self._exact = ExactText()
        self._mistakes: list[tuple[int, int, str]] = []
        self.colouring = Colouring(self.document(), kind)
        theme().changed.connect(self._underline)

    def source(self) -> str:
        """Give the text; outside what was edited it is what `show_source` was given."""
        return self._exact.edited(self.document().toRawText())

    def show_source(self, text: str) -> None:
        """Show a text in place of the one before, unless it is the same."""
        if text != self.source():
            self._exact = ExactText(text)
            self.setPlainText(text)
            self._exact.edited(self.document().toRawText())

    def show_mistakes(self, mistakes: Sequence[TemplateError]) -> None:
        """Underline them, each to the end of its tag; the sentence is the tool tip there."""
        self._mistakes = []
        for one in mistakes:
            if one.line:
                start, end = self._span(one.line, one.column)
                self._mistakes.append((start, end, f"{one.message} {one.hint}".strip()))
        self._underline()

    def mistake_at(self, position: int) -> str:
        """Give the sentence of the mistake at a position, empty when there is none."""
        return next((said for start, end, said in self._mistakes if start <= position <= end), "")

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor on a line (from 1) and select it."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            cursor = self._cursor(line, column)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
            self.centerCursor()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Show the sentence of a mistake under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            said = self.mistake_at(self.cursorForPosition(event.pos()).position())
            if said:
                QToolTip.showText(event.globalPos(), said, self)
                return True
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take pictures besides text."""
        return super().canInsertFromMimeData(source) or (self._takes_pictures and has_pictures(source))

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Hand pictures on; everything else is text."""
        if self._takes_pictures and has_pictures(source) and not source.hasText():
            self.pictures_given.emit(pictures_of(source))
        elif self._takes_pictures and picture_files(source):
            self.pictures_given.emit(picture_files(source))
        else:
            super().insertFromMimeData(source)

    def _cursor(self, line: int, column: int) -> QTextCursor:
        """Give a cursor on a place that the checks named: they count characters, Qt counts UTF-16."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(_units(block, column - 1), max(0, block.length() - 1)))
        return cursor

    def _span(self, line: int, column: int) -> tuple[int, int]:
        cursor = self._cursor(line, column)
        block = cursor.block()
        rest = block.text()[cursor.positionInBlock() :]
        closing = min((place for place in (rest.find("}}"), rest.find("%}")) if place >= 0), default=len(rest) - 2)
        return cursor.position(), cursor.position() + max(1, closing + 2)

    def _underline(self) -> None:
        selections = []
        for start, end, _ in self._mistakes:
            one = QTextEdit.ExtraSelection()
            looks = QTextCharFormat()
            looks.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            looks.setUnderlineColor(QColor(theme().colours.bad))
            cursor = QTextCursor(self.document())
            last = max(0, self.document().characterCount() - 1)
            cursor.setPosition(min(start, last))
            cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
            one.format, one.cursor = looks, cursor
            selections.append(one)
        self.setExtraSelections(selections)


class SourceBody(BodyEditor):
    """Writing HTML, Markdown or plain text as it is."""

    def __init__(self, kind: BodyKind) -> None:
        super().__init__()
        self._kind = kind
        self.takes_pictures = kind in (BodyKind.HTML, BodyKind.MARKDOWN)
        names = {
            BodyKind.HTML: (tr("HTML of the message"), tr("HTML, with merge fields")),
            BodyKind.MARKDOWN: (tr("Markdown of the message"), tr("# A heading\n\nDear {{ first_name }}, …")),
            BodyKind.PLAIN: (tr("Text of the message"), tr("Dear {{ first_name }}, …")),
        }
        self.editor = SourceEditor(*names[kind], kind, takes_pictures=self.takes_pictures)
        self.editor.pictures_given.connect(self.pictures_given)
        self.editor.textChanged.connect(self._written)
        self.setLayout(column(self.editor))
        self.setFocusProxy(self.editor)
        self._filling = False
        self._source = ""

    def show_message(self, message: Message) -> None:
        """Show the part of the message that is written this way."""
        self._filling = True
        self._source = self._part(message)
        self.editor.show_source(self._source)
        self._filling = False

    def insert_field(self, tag: str) -> None:
        """Put a merge tag where the cursor is."""
        self.editor.insertPlainText(tag)

    def insert_picture(self, picture: Attachment) -> None:
        """Write the picture's tag; a person who cannot see it should read what it shows."""
        name = Path(picture.name).stem
        if self._kind is BodyKind.HTML:
            self.editor.insertPlainText(
                f'<img src="cid:{picture.content_id}" alt="{name}" style="max-width:100%;height:auto">'
            )
        else:
            self.editor.insertPlainText(f"![{name}](cid:{picture.content_id})")

    def show_mistakes(self, mistakes: Sequence[TemplateError]) -> None:
        """Underline those of this part."""
        part = {BodyKind.HTML: "html", BodyKind.MARKDOWN: "markdown", BodyKind.PLAIN: "text"}[self._kind]
        self.editor.show_mistakes([one for one in mistakes if one.part == part])

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor there."""
        self.editor.go_to(line, column)

    def _part(self, message: Message) -> str:
        if self._kind is BodyKind.HTML:
            return message.html
        return message.text if self._kind is BodyKind.PLAIN else message.source

    def _written(self) -> None:
        # Colours that come later count as a change of the text for Qt, and must not bring an old one back.
        if self._filling:
            return
        source = self.editor.source()
        if source != self._source:
            self._source = source
            name = {BodyKind.HTML: "html", BodyKind.PLAIN: "text"}.get(self._kind, "source")
            self.changed.emit({name: self._source})


def field_tag(name: str, fallback: str = "") -> str:
    """Write a merge field for a field of any name, with what stands there for people who lack it."""
    shown_name = name
    if not _PLAIN_NAME.fullmatch(name):
        quote = '"' if "'" in name else "'"
        shown_name = "[" + quote + name + quote + "]"
    if not fallback:
        return "{{ " + shown_name + " }}"
    quote = "'" if '"' in fallback else '"'
    return "{{ " + shown_name + " | default: " + quote + fallback.replace(quote, "’") + quote + " }}"


def picture_files(source: QMimeData) -> list[str]:
    """Give the files of pictures among what was dropped or pasted; empty when there is something else too."""
    paths = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
    return paths if paths and all(path.lower().endswith(_PICTURES) for path in paths) else []


def has_pictures(source: QMimeData) -> bool:
    """Tell whether pictures were dropped or pasted."""
    return bool(picture_files(source)) or source.hasImage()


def pictures_of(source: QMimeData) -> list[str] | list[bytes]:
    """Give the pictures: paths of files, or the bytes of the one that was copied."""
    files = picture_files(source)
    if files:
        return files
    image = source.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes here, Qt takes the name
    return [bytes(buffer.data().data())]


def _units(block: QTextBlock, characters: int) -> int:
    """Count the UTF-16 units of a line's first characters."""
    return len(shown(block.text())[: max(0, characters)].encode("utf-16-le", "surrogatepass")) // 2
