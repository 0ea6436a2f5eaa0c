"""A letter's paragraphs in Qt's document and back: what is read is only what a letter can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextList,
    QTextListFormat,
)

from mailer_gui.model.writing import LetterBlock, LetterRun
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme

_LISTS = {"bullet": QTextListFormat.Style.ListDisc, "number": QTextListFormat.Style.ListDecimal}
_SIZES = {"heading": 22, "subheading": 17}
_LEVELS = {"heading": 1, "subheading": 2}
_BODY = 15
_PICTURE = "\ufffc"


def blocks_of(document: QTextDocument) -> list[LetterBlock]:
    """Read what was written: bold, italic, links, headings and lists; all else in the document is left out."""
    return [LetterBlock(kind_of(block), tuple(_runs(block))) for block in _blocks(document)]


def show_blocks(document: QTextDocument, blocks: Sequence[LetterBlock]) -> None:
    """Put a letter into an empty document's place; nothing of it can be undone."""
    document.clear()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    insert_blocks(cursor, blocks or [LetterBlock()])
    cursor.endEditBlock()
    document.clearUndoRedoStacks()


def insert_blocks(cursor: QTextCursor, blocks: Sequence[LetterBlock]) -> None:
    """Write paragraphs where the cursor is; the first joins the paragraph it is in, unless that is empty."""
    for number, block in enumerate(blocks):
        if number:
            cursor.insertBlock(QTextBlockFormat())
        if number or not cursor.block().text():
            set_kind(cursor, block.kind)
        for run in block.runs:
            cursor.insertText(run.text.replace("\n", "\u2028").replace("\r", ""), _looks(kind_of(cursor.block()), run))


def kind_of(block: QTextBlock) -> str:
    """Give what a paragraph is."""
    items = _list_of(block)
    if items is not None:
        return "number" if _is_numbered(items) else "bullet"
    level = block.blockFormat().headingLevel()
    return "paragraph" if level == 0 else "heading" if level == 1 else "subheading"


def set_kind(cursor: QTextCursor, kind: str) -> None:
    """Make the paragraphs that a cursor touches what they should be."""
    document = cursor.document()
    last = document.findBlock(cursor.selectionEnd())
    block = document.findBlock(cursor.selectionStart())
    cursor.beginEditBlock()
    while block.isValid():
        _set_kind(block, kind)
        if block == last:
            break
        block = block.next()
    cursor.endEditBlock()


def text_looks(kind: str, *, bold: bool = False, italic: bool = False, link: str = "") -> QTextCharFormat:
    """Give how characters look in a paragraph of this kind."""
    return _looks(kind, LetterRun("", bold, italic, link))


def is_bold(looks: QTextCharFormat) -> bool:
    """Tell whether a person made it bold; a heading is heavy by itself, but a little less."""
    return int(looks.fontWeight()) >= int(QFont.Weight.Bold)


def paint_links(document: QTextDocument) -> None:
    """Give links the colour of this moment."""
    for block in _blocks(document):
        _dress(block, kind_of(block), links_only=True)


def _set_kind(block: QTextBlock, kind: str) -> None:
    cursor = QTextCursor(block)
    items = _list_of(block)
    if items is not None and kind not in _LISTS:
        items.remove(block)
    looks = QTextBlockFormat()
    looks.setHeadingLevel(_LEVELS.get(kind, 0))
    looks.setBottomMargin(t.XS if kind in _LISTS else t.S + 2)
    looks.setTopMargin(t.S if kind in _LEVELS else 0)
    if kind not in _LISTS:
        cursor.setBlockFormat(looks)
    elif items is None or not _is_style(items, kind):
        cursor.setBlockFormat(looks)
        before = _list_of(block.previous()) if block.previous().isValid() else None
        if before is not None and _is_style(before, kind):
            before.add(block)
        else:
            made = QTextListFormat()
            made.setStyle(_LISTS[kind])
            cursor.createList(made)
    _dress(block, kind)


def _dress(block: QTextBlock, kind: str, *, links_only: bool = False) -> None:
    cursor = QTextCursor(block)
    places = [(part.position(), part.length(), part.charFormat()) for part in _parts(block)]
    for start, length, looks in places:
        if links_only and not looks.isAnchor():
            continue
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        run = LetterRun("", is_bold(looks), looks.fontItalic(), looks.anchorHref() if looks.isAnchor() else "")
        cursor.setCharFormat(_looks(kind, run))
    if not links_only:
        cursor.setPosition(block.position())
        cursor.setBlockCharFormat(_looks(kind, LetterRun("")))


def _looks(kind: str, run: LetterRun) -> QTextCharFormat:
    made = QTextCharFormat()
    heavy = QFont.Weight.DemiBold if kind in _SIZES else QFont.Weight.Normal
    made.setFontWeight(QFont.Weight.Bold if run.bold else heavy)
    made.setProperty(QTextCharFormat.Property.FontPixelSize, _SIZES.get(kind, _BODY))
    made.setFontItalic(run.italic)
    if run.link:
        made.setAnchor(True)
        made.setAnchorHref(run.link)
        made.setFontUnderline(True)
        made.setForeground(QBrush(QColor(theme().colours.accent)))
    return made


def _list_of(block: QTextBlock) -> QTextList | None:
    return block.textList()  # None outside lists, whatever the stubs say


def _is_style(items: QTextList, kind: str) -> bool:
    return _is_numbered(items) == (kind == "number")


def _is_numbered(items: QTextList) -> bool:
    style = items.format().style()
    return QTextListFormat.Style(style) in (
        QTextListFormat.Style.ListDecimal,
        QTextListFormat.Style.ListLowerAlpha,
        QTextListFormat.Style.ListUpperAlpha,
        QTextListFormat.Style.ListLowerRoman,
        QTextListFormat.Style.ListUpperRoman,
    )


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _parts(block: QTextBlock) -> Iterator[QTextFragment]:
    place = block.begin()
    while not place.atEnd():
        part = place.fragment()
        if part.isValid():
            yield part
        place += 1


def _runs(block: QTextBlock) -> Iterator[LetterRun]:
    waiting: LetterRun | None = None
    for part in _parts(block):
        looks = part.charFormat()
        text = part.text().replace("\u2028", "\n").replace(_PICTURE, "")
        link = looks.anchorHref() if looks.isAnchor() else ""
        run = LetterRun(text, is_bold(looks), looks.fontItalic(), link)
        if not text:
            continue
        same = waiting is not None and (waiting.bold, waiting.italic, waiting.link) == (run.bold, run.italic, run.link)
        if waiting is not None and same:
            waiting = LetterRun(waiting.text + text, run.bold, run.italic, run.link)
            continue
        if waiting is not None:
            yield waiting
        waiting = run
    if waiting is not None:
        yield waiting
