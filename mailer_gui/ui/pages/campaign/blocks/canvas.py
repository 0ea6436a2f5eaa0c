"""The canvas: the document as the message looks, in a web page that only our own script reaches."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QFile, QIODevice, QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from mailer_gui.model.block_kinds import COLUMNS, Value
from mailer_gui.model.blocks import Block, Document, Place
from mailer_gui.operations import blocks as operations
from mailer_gui.paths import resource
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.pages.campaign.blocks.palette import KIND_FORMAT
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.web_page import lock

_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld
_PAGE = """<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>{style}</style></head>
<body><main id="paper" class="empty"><p class="hint"></p></main><div id="line"></div></body></html>"""


class Bridge(QObject):
    """What page and window tell each other. `told` goes to the page; the slots are called from there."""

    told = Signal(str)
    is_ready = Signal()
    was_chosen = Signal(str)
    was_edited = Signal(str, str, str, bool, int)
    was_left = Signal(str)
    was_moved = Signal(str, object)
    was_pressed = Signal(str)
    was_dropped = Signal(str, object, str)
    picture_wanted = Signal(str)
    picture_missing = Signal(str)
    picture_pasted = Signal()
    chip_wanted = Signal(str, str)
    state_changed = Signal(object)

    def tell(self, command: str, /, **more: Any) -> None:
        """Tell the page something."""
        self.told.emit(json.dumps({"do": command, **more}, ensure_ascii=False))

    @Slot()
    def ready(self) -> None:
        """The page has its script."""
        self.is_ready.emit()

    @Slot(str)
    def chosen(self, block_id: str) -> None:
        """A block was chosen, or none."""
        self.was_chosen.emit(block_id)

    @Slot(str, str, str, bool, int)
    def edited(self, block_id: str, name: str, html: str, plain: bool, number: int) -> None:
        """A text was changed in place, in the document of this number."""
        self.was_edited.emit(block_id, name, html, plain, number)

    @Slot(str)
    def left(self, block_id: str) -> None:
        """The text of a block was left."""
        self.was_left.emit(block_id)

    @Slot(str, int, str, int)
    def moved(self, block_id: str, index: int, parent: str, column: int) -> None:
        """A block was dragged to another place."""
        self.was_moved.emit(block_id, Place(index, parent, column))

    @Slot(str)
    def pressed(self, what: str) -> None:
        """A key was pressed that means something for the whole."""
        self.was_pressed.emit(what)

    @Slot(str, int, str, int, str)
    def dropped(self, what: str, index: int, parent: str, column: int, over: str) -> None:
        """Something was dropped at a place, over a block or none."""
        self.was_dropped.emit(what, Place(index, parent, column), over)

    @Slot(str)
    def pictureWanted(self, block_id: str) -> None:  # noqa: N802 - the page's name for it
        """A picture is to be chosen for a block."""
        self.picture_wanted.emit(block_id)

    @Slot(str)
    def pictureMissing(self, content_id: str) -> None:  # noqa: N802 - the page's name for it
        """The page shows a picture whose bytes it does not have."""
        self.picture_missing.emit(content_id)

    @Slot()
    def pastedPicture(self) -> None:  # noqa: N802 - the page's name for it
        """The clipboard has a picture and no text."""
        self.picture_pasted.emit()

    @Slot(str, str)
    def chipWanted(self, field: str, fallback: str) -> None:  # noqa: N802 - the page's name for it
        """A chip is to be changed."""
        self.chip_wanted.emit(field, fallback)

    @Slot(str, result=str)
    def cleaned(self, html: str) -> str:
        """Give pasted HTML as it may stay, chips shown as chips."""
        return operations.chipped(html, words.canvas_words())

    @Slot(str)
    def state(self, said: str) -> None:
        """The cursor stands in a text of other looks."""
        self.state_changed.emit(json.loads(said))


class Canvas(QWebEngineView):
    """Shows a document and sends to the page only what changed."""

    ready = Signal()
    dropped = Signal(object, object, str)
    edited = Signal(str, str, str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lock(self, scripts=True)
        self.setAccessibleName(tr("The message, block by block"))
        self.bridge = Bridge(self)
        self._shown = Document()
        self._is_ready = False
        self._number = 0
        self._wanted: tuple[Document, str] = (Document(), "")
        self._carried: QMimeData | None = None
        self._phone = self._dark = False
        channel = QWebChannel(self)
        channel.registerObject("bridge", self.bridge)
        page = self.page()
        page.setWebChannel(channel, _WORLD)
        page.scripts().insert(_script())
        page.setBackgroundColor(QColor(str(Document().theme["background"])))
        self.bridge.is_ready.connect(self._begin)
        self.bridge.was_dropped.connect(self._landed)
        self.bridge.was_edited.connect(self._take_text)
        style = resource("editor", "canvas.css").read_text(encoding="utf-8")
        self.setHtml(_PAGE.replace("{style}", style), QUrl("about:blank"))

    def _begin(self) -> None:
        self._is_ready = True
        self._shown = Document()
        document, chosen = self._wanted
        hint = tr("Drag a block here, or choose one at the side and press Enter.")
        self.bridge.tell(
            "update",
            theme=_style(document.theme),
            hint=hint,
            order=[],
            phone=self._phone,
            dark=self._dark,
            number=self._number,
        )
        self.show_document(document)
        self.choose(chosen)
        self.ready.emit()

    def begin(self, document: Document) -> None:
        """Show another document; what was typed in the one before and comes late is not taken for its text."""
        self._number += 1
        self.show_document(document)
        if self._is_ready:
            self.bridge.tell("update", number=self._number)

    def _take_text(self, block_id: str, name: str, html: str, plain: bool, number: int) -> None:
        if number == self._number:
            self.edited.emit(block_id, name, html, plain)

    def show_document(self, document: Document, known: str = "") -> None:
        """Show a document; the page shows the text of the block `known` already."""
        self._wanted = (document, self._wanted[1])
        if not self._is_ready:
            return
        old = {} if document.theme != self._shown.theme else _flat(self._shown)
        parts = [
            _part(block, document.theme, inside=inside, whole=block.id != known)
            for block, inside in _flat(document).values()
            if not _same(old.get(block.id), block, inside)
        ]
        more: dict[str, Any] = {}
        if document.theme != self._shown.theme:
            more["theme"] = _style(document.theme)
            self.page().setBackgroundColor(QColor(str(document.theme["background"])))
        order = _order(document)
        if order != _order(self._shown) or any(part["kind"] == COLUMNS for part in parts):
            more["order"] = order
        self._shown = document
        if parts or more:
            self.bridge.tell("update", blocks=parts, **more)

    def refresh_block(self, block_id: str) -> None:
        """Show a block as it is kept: typed merge fields become chips, what may not stay goes."""
        found = _flat(self._shown).get(block_id)
        if found is not None and self._is_ready:
            block, inside = found
            self.bridge.tell(
                "update", blocks=[_part(block, self._shown.theme, inside=inside)], order=_order(self._shown)
            )

    def choose(self, block_id: str, *, scroll: bool = True) -> None:
        """Mark a block as the chosen one."""
        self._wanted = (self._wanted[0], block_id)
        if self._is_ready:
            self.bridge.tell("update", chosen=block_id, scroll=scroll)

    def edit(self, block_id: str) -> None:
        """Put the cursor into the text of a block."""
        self.setFocus()
        self.bridge.tell("edit", id=block_id, end=True)

    def format(self, what: str, value: str = "") -> None:
        """Change the looks of the text at the cursor; `what` is a command of the web engine, or link."""
        self.setFocus()
        self.bridge.tell("format", what=what, value=value)

    def insert_chip(self, tag: str, *, replace: bool = False) -> None:
        """Put a merge field where the cursor is or was, or in place of the chip that is being changed."""
        self.setFocus()
        self.bridge.tell("chip", html=operations.chipped(tag, words.canvas_words()), replace=replace)

    def give_picture(self, content_id: str, data: str) -> None:
        """Give the page a picture, as a data: address."""
        self.bridge.tell("picture", id=content_id, data=data)

    def set_phone(self, on: bool) -> None:
        """Show the message as wide as on a phone."""
        self._phone = on
        if self._is_ready:
            self.bridge.tell("update", phone=on)

    def set_dark(self, on: bool) -> None:
        """Show the message as mail programs with a dark look may show it."""
        self._dark = on
        if self._is_ready:
            self.bridge.tell("update", dark=on)

    def flush(self) -> None:
        """Let the page hand over what was typed last."""
        if self._is_ready:
            self.bridge.tell("flush")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take blocks of the palette and files of pictures; the page itself never sees a drag from outside."""
        if _kind_of(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Show where it would land."""
        point = event.position()
        self.bridge.tell("over", x=point.x(), y=point.y(), kind=_kind_of(event.mimeData()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Take the line away."""
        self.bridge.tell("out")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Ask the page where it landed."""
        point, kind = event.position(), _kind_of(event.mimeData())
        self._carried = QMimeData()
        for name in event.mimeData().formats():
            self._carried.setData(name, event.mimeData().data(name))
        event.acceptProposedAction()
        self.bridge.tell("drop", x=point.x(), y=point.y(), kind=kind, what=kind)

    def _landed(self, _kind: str, place: Place, over: str) -> None:
        carried, self._carried = self._carried, None
        if carried is not None:
            self.dropped.emit(carried, place, over)


def _kind_of(data: QMimeData) -> str:
    """Give the kind of block that a drag would make, or nothing."""
    if data.hasFormat(KIND_FORMAT):
        return bytes(data.data(KIND_FORMAT).data()).decode("ascii", "replace")
    return "image" if data.hasUrls() or data.hasImage() else ""


def _script() -> QWebEngineScript:
    """Give Qt's side of the channel and our script, for a world that the page's own scripts could not reach."""
    channel = QFile(":/qtwebchannel/qwebchannel.js")
    if not channel.open(QIODevice.OpenModeFlag.ReadOnly):
        raise RuntimeError("Qt came without the script of its web channel")
    source = bytes(channel.readAll().data()).decode() + resource("editor", "canvas.js").read_text(encoding="utf-8")
    made = QWebEngineScript()
    made.setName("canvas")
    made.setSourceCode(source)
    made.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentReady)
    made.setWorldId(_WORLD)
    return made


def _flat(document: Document) -> dict[str, tuple[Block, bool]]:
    """Give every block by id, with whether it stands in a column."""
    found: dict[str, tuple[Block, bool]] = {}
    for block in document.blocks:
        found[block.id] = (block, False)
        found.update((one.id, (one, True)) for column in block.columns for one in column)
    return found


def _same(old: tuple[Block, bool] | None, block: Block, inside: bool) -> bool:
    if old is None:
        return False
    before = old[0]
    return before is block or (
        old[1] == inside
        and (before.kind, before.condition) == (block.kind, block.condition)
        and before.values == block.values
    )


def _part(block: Block, look: Mapping[str, Value], *, inside: bool, whole: bool = True) -> dict[str, Any]:
    part: dict[str, Any] = {
        "id": block.id,
        "kind": block.kind,
        "label": words.block_name(block, operations.first_words(block)),
        "shown": words.condition_words(block.condition),
    }
    if whole:
        part["html"] = operations.canvas_html(block, look, words.canvas_words(), inside=inside)
    return part


def _order(document: Document) -> list[Any]:
    return [
        [block.id, [[[one.id] for one in column] for column in block.columns]] if block.columns else [block.id]
        for block in document.blocks
    ]


def _style(look: Mapping[str, Value]) -> dict[str, str]:
    return {
        "--page": str(look["background"]),
        "--paper": str(look["paper"]),
        "--ink": str(look["colour"]),
        "--link": str(look["accent"]),
        "--font": str(look["font"]),
        "--width": f"{look['width']}px",
    }
