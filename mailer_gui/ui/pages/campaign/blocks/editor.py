"""The visual editor of a draft: palette and outline, canvas, and the panel of what can be set."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPixmap, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout

from mailer_gui.model.block_kinds import KINDS, Value
from mailer_gui.model.blocks import Document
from mailer_gui.model.messages import Attachment, Message
from mailer_gui.operations import blocks as operations
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.pages.campaign.blocks.chips import Chips
from mailer_gui.ui.pages.campaign.blocks.commands import Commands
from mailer_gui.ui.pages.campaign.blocks.editing import Editing
from mailer_gui.ui.pages.campaign.blocks.keyboard import Keyboard, is_escape
from mailer_gui.ui.pages.campaign.blocks.languages import own_language
from mailer_gui.ui.pages.campaign.blocks.merge_fields import FieldOffer
from mailer_gui.ui.pages.campaign.blocks.palette import Palette
from mailer_gui.ui.pages.campaign.blocks.panel import ThemePanel
from mailer_gui.ui.pages.campaign.blocks.panels import BLOCK, Panels
from mailer_gui.ui.pages.campaign.blocks.pictures import Pictures
from mailer_gui.ui.pages.campaign.blocks.pieces import in_pieces
from mailer_gui.ui.pages.campaign.blocks.placing import Placing
from mailer_gui.ui.pages.campaign.blocks.toolbar import Toolbar
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, label, line, row, upright
from mailer_gui.ui.widgets.cards import EmptyState
from mailer_gui.ui.widgets.html_view import web_engine_can_run

if TYPE_CHECKING:
    from mailer_gui.ui.pages.campaign.blocks.canvas import Canvas

SIDES, NARROW_SIDES, ROOMY = (128, 224), (124, 204), 860
"""Pixels of what stands left and right of the canvas: usually, and in an editor that is narrower than the last."""
_WEB = "mailer_gui.ui.widgets.web_page"
_CANVAS = "mailer_gui.ui.pages.campaign.blocks.canvas"


class BlocksEditor(BodyEditor):
    """Edits a message of blocks; every change of its document is told at once."""

    takes_pictures = True
    wide = True

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self.keyboard = Keyboard(self)
        self.commands = Commands(self)
        self._draft = draft
        self._source = ""
        self._campaign_id = 0
        self._seen = self._starting = self._following = False
        self.canvas: Canvas | None = None
        self.editing = Editing(self)
        self.offer = FieldOffer(context, self)
        self.pictures = Pictures(context, self)
        self.placing = Placing(self, self.editing, self.pictures)
        self.chips = Chips(self, lambda: self.canvas)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_rest)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.palette_side = Palette()
        self.toolbar = Toolbar()
        self._middle = QVBoxLayout()
        self._opening = label(tr("Opening the message…"), "muted")
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._middle.addWidget(self._opening)
        middle = column(self.toolbar, line(), self._middle, spacing=0)
        middle.setStretch(2, 1)
        self.panels = Panels(self._brand)
        self.block_panel = self.panels.block
        whole = row(self.palette_side, upright(), middle, upright(), self.panels, spacing=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        editing, outline, panel = self.editing, self.palette_side.outline, self.block_panel
        editing.changed.connect(self._show)
        editing.chose.connect(self._show_chosen)
        self.palette_side.wanted.connect(lambda kind: editing.add(kind))
        outline.chose.connect(editing.choose)
        outline.pressed_key.connect(self.commands.press)
        outline.moved.connect(lambda block_id, place: self.settle(partial(editing.move, block_id, place)))
        self.keyboard.connect()
        self.panels.made.connect(self.keyboard.order)
        self.panels.theme_made.connect(self._connect_theme)
        panel.changed.connect(lambda block_id, name, value: editing.set_value(block_id, name, value))
        panel.condition_changed.connect(editing.set_condition)
        panel.picture_wanted.connect(self.placing.ask_picture)
        panel.picture_given.connect(lambda block_id, data: self.placing.take(data, block_id))
        panel.chip_wanted.connect(self.chips.change_in)
        self.toolbar.format.connect(self.commands.format)
        self.toolbar.undo.connect(partial(self.commands.press, "undo"))
        self.toolbar.redo.connect(partial(self.commands.press, "redo"))
        self.offer.known.connect(panel.condition.set_fields)
        self.pictures.read.connect(self._show_picture)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, what in (("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Ctrl+Y", "redo"), ("Ctrl+D", "duplicate")):
            QShortcut(QKeySequence(keys), self, partial(self.commands.press, what), context=within)

    def _connect_theme(self, panel: ThemePanel) -> None:
        panel.changed.connect(self.editing.set_theme)
        panel.preview_changed.connect(self.editing.set_preview)
        panel.language_chosen.connect(self.editing.set_language)
        panel.preview.chip_wanted.connect(partial(self.chips.change_in, panel.preview))
        panel.show_document(self.editing.document)

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window that mean something else here."""
        return self.keyboard.keeps(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from what stands at the sides back to the chosen block on Esc."""
        if is_escape(event):
            self.keyboard.go_to_canvas()
        else:
            super().keyPressEvent(event)

    @property
    def is_in_text(self) -> bool:
        """True when the cursor stands in a text on the canvas."""
        canvas, now = self.canvas, QApplication.focusWidget()
        return bool(self.commands.state.get("editing") and canvas and now and canvas.isAncestorOf(now))

    def show_message(self, message: Message) -> None:
        """Show a message's document, unless it is shown already. Raises InputError, TooNewError."""
        self.pictures.begin(message.images)
        if message.source == self._source and self._draft.campaign.id == self._campaign_id:
            return
        document = Document.load(message.source)
        if not message.source.strip():
            document = replace(document, language=own_language())
        self._campaign_id, self._source = self._draft.campaign.id, message.source
        if self.canvas is not None:
            self.canvas.begin(document)
        self._starting = True
        self.editing.start(document)
        self._starting = False
        self.offer.read()

    def settle(self, then: Callable[[], object]) -> None:
        """Let the canvas hand over what was typed last, then call `then`."""
        if self.canvas is None:
            then()
        else:
            self.canvas.settle(then)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave more room to the message where there is little."""
        super().resizeEvent(event)
        left, right = SIDES if self.width() >= ROOMY else NARROW_SIDES
        self.palette_side.setFixedWidth(left)
        self.panels.setFixedWidth(right)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Load the web engine when the editor is first seen: in pieces, and after a word was painted that it comes."""
        super().showEvent(event)
        if self._seen:  # the first web page can make the window anew, which shows everything a second time
            return
        self._seen = True
        in_pieces(self, web_engine_can_run, self._begin_canvas)

    def _begin_canvas(self) -> None:
        if web_engine_can_run():
            in_pieces(
                self,
                lambda: importlib.import_module(_WEB),
                lambda: importlib.import_module(_WEB).profile_of_canvas(),
                lambda: importlib.import_module(_CANVAS),
                self._make_canvas,
            )
            return
        said = tr("This computer cannot show web pages inside the program. Use the outline and the fields beside it.")
        self._opening.hide()
        self._middle.addWidget(EmptyState("warning", tr("The message cannot be shown here"), said))

    def _make_canvas(self) -> None:
        from mailer_gui.ui.pages.campaign.blocks.canvas import Canvas

        canvas = self.canvas = Canvas(self)
        bridge = canvas.bridge
        bridge.was_chosen.connect(self._chosen_on_canvas)
        canvas.edited.connect(self._edited)
        bridge.was_left.connect(canvas.refresh_block)
        bridge.was_moved.connect(self.editing.move)
        bridge.was_pressed.connect(self.commands.press_settled)
        bridge.picture_wanted.connect(self.placing.ask_picture)
        bridge.picture_missing.connect(self.pictures.want)
        bridge.picture_pasted.connect(lambda: self.placing.take(QApplication.clipboard().mimeData()))
        bridge.chip_wanted.connect(self.chips.change)
        bridge.state_changed.connect(self.commands.show_state)
        canvas.dropped.connect(self.placing.dropped)
        self.toolbar.phone.connect(canvas.set_phone)
        self.toolbar.dark.connect(canvas.set_dark)
        canvas.set_phone(self.toolbar.narrow.isChecked())
        canvas.set_dark(self.toolbar.night.isChecked())
        canvas.show_document(self.editing.document)
        canvas.choose(self.editing.chosen)
        canvas.ready.connect(self._prepare_panel)
        self._opening.hide()
        self._middle.addWidget(canvas)
        self.keyboard.order_canvas()
        canvas.ready.connect(self.keyboard.order_canvas)  # its page may bring another taker of keys

    def _prepare_panel(self) -> None:
        """Make what stands at the side before it is needed: the first block of a kind would wait for it."""
        in_pieces(self, *(partial(self.block_panel.prepare, kind) for kind in KINDS), self.panels.prepare_theme)

    def _show(self, document: Document, source: str) -> None:
        if self.canvas is not None:
            self.canvas.show_document(document, source)
        self._show_block()
        self.toolbar.show_history(can_undo=self.editing.can_undo, can_redo=self.editing.can_redo)
        self._keep(document)
        self._soon.start()

    def _show_rest(self) -> None:
        """Show at the sides what changed; a moment after the canvas, so that no key waits for it."""
        document, outline = self.editing.document, self.palette_side.outline
        outline.show_document(document)
        outline.choose(self.editing.chosen)
        self.panels.show_document(document)

    def _keep(self, document: Document) -> None:
        if self._starting or self._draft.campaign.id != self._campaign_id:
            return
        self._source = document.dump()
        images = operations.used_pictures(document, tuple(self.pictures.known.values()))
        self.changed.emit({"source": self._source, "images": images})

    def _show_block(self) -> None:
        block = self.editing.block
        self.block_panel.show_block(block)
        if block is not None and block.kind == "image" and self.block_panel.fields is not None:
            content_id = str(block.values["picture"]).removeprefix("cid:")
            self.block_panel.fields.show_picture(self.pictures.small(content_id) if content_id else QPixmap())

    def _show_picture(self, content_id: str, address: str) -> None:
        if self.canvas is not None:
            self.canvas.give_picture(content_id, address)
        block = self.editing.block
        if block is not None and block.values.get("picture") == f"cid:{content_id}" and self.block_panel.fields:
            self.block_panel.fields.show_picture(self.pictures.small(content_id))

    def _show_chosen(self, block_id: str) -> None:
        self.palette_side.outline.choose(block_id)
        self._show_block()
        if block_id:
            self.panels.setCurrentIndex(BLOCK)
        if self.canvas is not None and not self._following:
            self.canvas.choose(block_id)

    def _chosen_on_canvas(self, block_id: str) -> None:
        """Follow the canvas without an echo: by the time that arrived, another block could be chosen there."""
        self._following = True
        self.editing.choose(block_id)
        self._following = False

    def _edited(self, block_id: str, name: str, html: str, plain: bool) -> None:
        value: Value = operations.plain(html) if plain else operations.clean(html)
        self.editing.set_value(block_id, name, value, block_id)

    def insert_field(self, name: str, fallback: str = "") -> None:
        """Put a field (its name, or a whole tag) where the cursor was last: a line at the side, or the canvas."""
        self.chips.insert(name if "{{" in name else operations.tag_of(name, fallback))

    def setFocus(self, *_: object) -> None:  # noqa: N802 - Qt's name
        """Go where the cursor was last."""
        (self.chips.line or self.canvas or self.palette_side).setFocus()

    def insert_picture(self, picture: Attachment) -> None:
        """Show a picture in the chosen block when it is one for pictures, else in a new one after it."""
        self.placing.insert(picture)

    def _brand(self) -> list[tuple[str, str]]:
        look = self.editing.document.theme
        return [(words.theme_name(name), str(look[name])) for name in ("accent", "colour", "paper", "background")]
