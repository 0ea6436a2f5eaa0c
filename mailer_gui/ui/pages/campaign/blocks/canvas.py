"""The canvas: the document as the message looks, in a web page that only our own script reaches."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QFile, QIODevice, QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from mailer_gui.model.block_kinds import COLUMNS, Value
from mailer_gui.model.blocks import Block, Document, Place
from mailer_gui.operations import blocks as operations
from mailer_gui.paths import resource
from mailer_gui.ui.pages.campaign.blocks import parts, words
from mailer_gui.ui.pages.campaign.blocks.bridge import Bridge
from mailer_gui.ui.pages.campaign.blocks.palette import KIND_FORMAT
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.web_page import lock

AT_ONCE = 12
"""So many blocks are written for the page in one go."""
PATIENCE_MS = 1000
"""So long the page has to hand over what was typed last; it takes a few milliseconds."""
_MARK_KEYS, _MARK_MODIFIERS = 12, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
"""A mark is one of F13 to F24 with Ctrl+Alt, or with Ctrl+Alt+Shift: no program's keys."""
_WORLD = QWebEngineScript.ScriptWorldId.ApplicationWorld
_PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src cid:">
<style>{style}</style></head>
<body><main id="paper" class="empty" aria-label="{label}"><p class="hint"></p></main><div id="line"></div></body>
</html>"""


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
        self._is_ready = False
        self._number = 0
        self._document, self._chosen = Document(), ""
        self._told: dict[str, tuple[Block, bool]] = {}
        self._order: list[Any] = []
        self._looks: Mapping[str, Value] = {}
        self._settling: dict[int, Callable[[], object]] = {}
        self._asked = 0
        self._carried: QMimeData | None = None
        self._phone = self._dark = False
        channel = QWebChannel(self)
        channel.registerObject("bridge", self.bridge)
        page = self.page()
        page.setWebChannel(channel, _WORLD)
        page.scripts().insert(_script())
        page.setBackgroundColor(QColor(str(Document().theme["background"])))
        page.renderProcessTerminated.connect(self._gone)
        self.bridge.is_ready.connect(self._begin)
        self.bridge.was_dropped.connect(self._landed)
        self.bridge.was_edited.connect(self._take_text)
        self.bridge.was_settled.connect(self._settled)
        self.load_page()

    def load_page(self) -> None:
        """Show the empty sheet; the page says when its script runs."""
        style = resource("editor", "canvas.css").read_text(encoding="utf-8")
        words = {"title": tr("The message"), "label": tr("The message, block by block")}
        page = _PAGE.replace("{style}", style)
        for name, text in words.items():
            page = page.replace(f"{{{name}}}", escape(text))
        self.setHtml(page, QUrl("about:blank"))

    def _begin(self) -> None:
        self._is_ready = True
        self._told, self._order, self._looks = {}, [], {}
        hint = tr("Drag a block here, or choose one at the side and press Enter.")
        move = tr("Drag to move")
        state: dict[str, Any] = {"phone": self._phone, "dark": self._dark, "number": self._number}
        self.bridge.tell("update", hint=hint, move=move, order=[], **state)
        self.show_document(self._document)
        self.choose(self._chosen)
        self.ready.emit()

    def _gone(self) -> None:
        """The page's process ended: what it was told is told again to a new one."""
        self._is_ready = False
        for asked in list(self._settling):
            self._settled(asked)
        QTimer.singleShot(0, self, self.load_page)

    def begin(self, document: Document) -> None:
        """Show another document; what was typed in the one before and comes late is not taken for its text."""
        self._number += 1
        if self._is_ready:
            self.bridge.tell("update", number=self._number)
        self.show_document(document)

    def settle(self, then: Callable[[], object]) -> None:
        """Let the page hand over what was typed last, then call `then`; soon in any case."""
        if not self._is_ready:
            then()
            return
        self._asked += 1
        self._settling[self._asked] = then
        shifted, key = divmod(self._asked % (2 * _MARK_KEYS), _MARK_KEYS)
        self.bridge.tell("settle", asked=self._asked, mark=f"F{13 + key}{'+' * shifted}")
        self._press(Qt.Key(Qt.Key.Key_F13 + key), shifted=bool(shifted))
        QTimer.singleShot(PATIENCE_MS, self, partial(self._settled, self._asked))

    def _press(self, key: Qt.Key, *, shifted: bool) -> None:
        """Send a mark behind all keys that were pressed: what the bridge tells reaches the page by another way."""
        held = _MARK_MODIFIERS | Qt.KeyboardModifier.ShiftModifier if shifted else _MARK_MODIFIERS
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(self.focusProxy() or self, QKeyEvent(kind, key, held))

    def _settled(self, asked: int) -> None:
        then = self._settling.pop(asked, None)
        if then is not None:
            then()

    def _take_text(self, block_id: str, name: str, html: str, plain: bool, number: int) -> None:
        if number == self._number:
            self.edited.emit(block_id, name, html, plain)

    def show_document(self, document: Document, known: str = "") -> None:
        """Show a document; the page shows the text of the block `known` already."""
        self._document = document
        if not self._is_ready:
            return
        if document.theme != self._looks:
            self._looks = document.theme
            self.bridge.tell("update", theme=parts.looks(document.theme))
            self.page().setBackgroundColor(QColor(str(document.theme["background"])))
        self._go_on(known)

    def _go_on(self, known: str = "") -> None:
        """Tell what the page does not show yet: some blocks at a time, for a whole message takes long to write."""
        wanted = parts.flat(self._document)
        changed = {
            name: (block, inside)
            for name, (block, inside) in wanted.items()
            if not parts.same(self._told.get(name), block, inside)
        }
        now = dict(itertools.islice(changed.items(), AT_ONCE))
        self._told = {name: pair for name, pair in self._told.items() if name in wanted} | now
        more: dict[str, Any] = {}
        order = parts.order(self._document, self._told)
        if order != self._order or any(block.kind == COLUMNS for block, _ in now.values()):
            self._order = more["order"] = order
        if now:
            more["blocks"] = [
                parts.part(block, inside=inside, whole=name != known) for name, (block, inside) in now.items()
            ]
        if more:
            self.bridge.tell("update", **more)
        if len(changed) > len(now):
            QTimer.singleShot(0, self, self._go_on)

    def refresh_block(self, block_id: str) -> None:
        """Show a block as it is kept: typed merge fields become chips, what may not stay goes."""
        found = self._told.get(block_id)
        if found is not None and self._is_ready:
            block, inside = found
            order = {"order": self._order} if block.kind == COLUMNS else {}
            self.bridge.tell("refresh", blocks=[parts.part(block, inside=inside)], **order)

    def stand_after(self, before: QWidget) -> None:
        """Come after a widget in the order of Tab.

        Qt moves only what takes the keyboard for the view. The view itself would lead back to that from its old place,
        and Tab would go round in a ring.
        """
        taker = self.focusProxy()
        if taker is not None:
            policy = self.focusPolicy()
            self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes None for "none"
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            QWidget.setTabOrder(before, self)
            self.setFocusPolicy(policy)
            self.setFocusProxy(taker)
        QWidget.setTabOrder(before, taker or self)

    def choose(self, block_id: str, *, scroll: bool = True) -> None:
        """Mark a block as the chosen one."""
        self._chosen = block_id
        if self._is_ready:
            self.bridge.tell("update", chosen=block_id, scroll=scroll)

    def edit(self, block_id: str) -> None:
        """Put the cursor into the text of a block."""
        self.setFocus()
        self.bridge.tell("edit", id=block_id, end=True)

    def take_focus(self) -> None:
        """Go to where the cursor was last, else to the chosen block, else to the first one."""
        self.setFocus()
        if self._is_ready:
            self.bridge.tell("focus")

    def format(self, what: str, value: str = "") -> None:
        """Change the looks of the text at the cursor; `what` is a command of the web engine, or link."""
        self.setFocus()
        self.bridge.tell("format", what=what, value=value)

    def insert_chip(self, tag: str, *, replace: bool = False) -> None:
        """Put a merge field where the cursor is or was, or in place of the chip that is being changed."""
        self.setFocus()
        self.bridge.tell("chip", html=operations.chipped(tag, words.canvas_words()), replace=replace)

    def give_picture(self, content_id: str, address: str) -> None:
        """Tell the page where a picture can be had."""
        self.bridge.tell("picture", id=content_id, address=address)

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
