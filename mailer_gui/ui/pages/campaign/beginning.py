"""How a message begins: one of the ways of writing, or a template of one's own or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.model.templates import Template
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.campaign.choice import WIDEST, Choice, PictureChoice
from mailer_gui.ui.pages.campaign.editors import MAKERS, way_words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.thumbnails import Thumbnails
from mailer_gui.ui.widgets.basics import button, column, icon_button, label, row, scrolled
from mailer_gui.ui.widgets.dialogs import ask_text, choose_file, save_file
from mailer_gui.ui.widgets.tiles import TileRoom

WIDEST_WAY = 500
"""Pixels of the card of a way of writing."""
TEMPLATE_FILES = (".html", ".htm", ".zip", ".eml", ".mjml", ".md", ".markdown", ".txt")


class Beginning(QWidget):
    """Shown while nothing is written. `way_chosen(kind)`, `looked_at(message)` to preview one, `taken(message)`."""

    way_chosen = Signal(object)
    looked_at = Signal(object)
    taken = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._chosen: Message | None = None
        self.ways: dict[BodyKind, Choice] = {}
        self.cards: list[Choice] = []
        self.starters: dict[str, PictureChoice] = {}
        self._paths: dict[Choice, Path] = {}
        self._thumbnails = Thumbnails(context.workspace, self)
        self._thumbnails.painted.connect(self._show_painted)
        self._pages, self._own, self._others = TileRoom(WIDEST), TileRoom(WIDEST), TileRoom(WIDEST_WAY)
        self._no_own = label(tr("A message that you save as a template appears here."), "muted", wrap=True)
        self._bring = button(tr("From a file…"), "link", self._choose_file, icon="import")
        head = row(label(tr("Your templates"), "section"), self._bring, spacing=t.S)
        head.setStretch(0, 1)
        inner = QWidget()
        inner.setLayout(
            column(
                label(tr("Begin with"), "section"),
                self._pages,
                t.S,
                head,
                self._own,
                self._no_own,
                t.S,
                label(tr("Or write in another way"), "section"),
                self._others,
                None,
                spacing=t.S,
                margins=(t.L, t.M, t.L, t.M),
            )
        )
        self._add_ways()
        self.use = button(tr("Begin with this one"), "primary", self._use)
        self._foot = QWidget()
        self._foot.setLayout(row(None, self.use, margins=(t.L, t.S, t.L, t.S)))
        self._foot.hide()
        self._room = scrolled(inner)
        whole = column(self._room, self._foot, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _add_ways(self) -> None:
        for kind in MAKERS:
            icon, name, text = way_words(kind)
            begin = partial(self.way_chosen.emit, kind)
            if kind is BodyKind.BLOCKS:
                blank = PictureChoice(None, tr("Blank"), text, begin, icon="plus")
                blank.setCheckable(False)
                self.ways[kind] = blank
                self._pages.tiles.addWidget(blank)
            else:
                self.ways[kind] = Choice(icon, name, text, begin)
                self._others.tiles.addWidget(self.ways[kind])

    def refresh(self) -> None:
        """Read the templates."""

        def work(ws: Any) -> list[tuple[Template, Path]]:
            from mailer_gui.operations import templates

            return [(one, templates.thumbnail(ws, one)) for one in templates.all(ws)]

        self._context.tasks.read(self, work, self._show)

    def import_files(self, paths: Sequence[str]) -> bool:
        """Make templates of files; False when none of them can be one."""
        fitting = [path for path in paths if path.lower().endswith(TEMPLATE_FILES)]
        for path in fitting:
            self._import(path)
        return bool(fitting)

    def _show(self, found: Sequence[tuple[Template, Path]]) -> None:
        self._own.empty()
        self.cards, self._paths = [], {}
        self._foot.hide()
        if not self.starters:
            self._show_starters()
        for card in self.starters.values():
            card.setChecked(False)
        for template, path in found:
            self._add_card(template, path)
        self._order_tabs()
        self._own.setVisible(bool(found))
        self._no_own.setVisible(not found)
        if not all(path.exists() for path in self._paths.values()):
            self._thumbnails.want()

    def _order_tabs(self) -> None:
        """Let the keyboard go as the eye does: what was made later would come last."""
        own = [part for card in self.cards for part in (card, *card.findChildren(QToolButton))]
        others = [way for kind, way in self.ways.items() if kind is not BodyKind.BLOCKS]
        blank = self.ways[BodyKind.BLOCKS]
        for before, after in pairwise((blank, *self.starters.values(), self._bring, *own, *others, self.use)):
            QWidget.setTabOrder(before, after)

    def _show_painted(self) -> None:
        for card, path in self._paths.items():
            if isinstance(card, PictureChoice) and not card.has_picture and path.exists():
                card.show_picture(path)

    def _show_starters(self) -> None:
        from mailer_gui.operations import starters

        for one in starters.all(tr):
            card = PictureChoice(one.thumbnail, one.name, one.about, partial(self._look_at_starter, one.key))
            card.taken.connect(self._use)
            self.starters[one.key] = card
            self._pages.tiles.addWidget(card)

    def _look_at_starter(self, key: str) -> None:
        def work(ws: Any) -> Message:
            from mailer_gui.operations import starters

            return starters.begin(ws, key, tr)

        self._context.tasks.read(self, work, lambda message: self._look(self.starters[key], message))

    def _add_card(self, template: Template, path: Path) -> None:
        message, (icon, _, _) = template.message, way_words(template.message.kind)
        picture = path if path.exists() else None
        card = PictureChoice(
            picture, template.name, _words(message), lambda: self._look(card, message), self._more(template), icon=icon
        )
        card.taken.connect(self._use)
        self._paths[card] = path
        self.cards.append(card)
        self._own.tiles.addWidget(card)

    def _look(self, card: Choice, message: Message) -> None:
        for one in (*self.cards, *self.starters.values()):
            one.setChecked(one is card)
        self._chosen = message
        self.use.setText(tr("Begin with “{name}”").format(name=card.title.text()))
        self._foot.show()
        self.looked_at.emit(message)
        QTimer.singleShot(0, self, lambda: self._room.ensureWidgetVisible(card, 0, t.L))  # the room has become narrower

    def _use(self) -> None:
        if self._chosen is not None:
            self.taken.emit(self._chosen)

    def _more(self, template: Template) -> QWidget:
        made = icon_button("more", tr("More about “{name}”").format(name=template.name))

        def open_menu() -> None:
            menu = QMenu(made)
            menu.addAction(tr("Rename…"), lambda: self._rename(template))
            menu.addAction(tr("Export…"), lambda: self._export(template))
            menu.addSeparator()
            menu.addAction(tr("Delete"), lambda: self._remove(template))
            menu.popup(made.mapToGlobal(made.rect().bottomLeft()))

        made.clicked.connect(open_menu)
        return made

    def _rename(self, template: Template) -> None:
        def rename(name: str) -> None:
            self._do(lambda templates, ws: templates.rename(ws, template.id, name))

        ask_text(self, tr("Rename"), tr("Name"), rename, value=template.name, word=tr("Rename"))

    def _export(self, template: Template) -> None:
        export_message(self, self._context, template.name, template.message)

    def _remove(self, template: Template) -> None:
        def removed() -> None:
            self._context.notify(
                Notice(
                    tr("The template “{name}” is deleted.").format(name=template.name),
                    lambda: self._do(lambda templates, ws: templates.save(ws, template.name, template.message)),
                )
            )

        self._do(lambda templates, ws: templates.remove(ws, template.id), removed)

    def _do(self, work: Any, then: Any = None) -> None:
        def in_workspace(ws: Any) -> None:
            from mailer_gui.operations import templates

            work(templates, ws)

        def done(_: None) -> None:
            self.refresh()
            if then is not None:
                then()

        self._context.tasks.read(self, in_workspace, done)

    def _choose_file(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in TEMPLATE_FILES)
        choose_file(self, tr("Begin with a file"), tr("Messages ({patterns})").format(patterns=patterns), self._first)

    def _first(self, paths: list[str]) -> None:
        self._import(paths[0])

    def _import(self, path: str) -> None:
        def work(ws: Any) -> Template:
            from mailer_gui.operations import templates

            return templates.import_file(ws, Path(path))

        def done(template: Template) -> None:
            self._context.notify(Notice(tr("“{name}” is a template now.").format(name=template.name)))
            self.refresh()
            self._chosen = template.message
            self.looked_at.emit(template.message)

        self._context.tasks.read(self, work, done)


def begun_with(message: Message, template: Message) -> Message:
    """Give a draft's message begun with a template: what the draft says already about its sender stays."""
    return replace(
        template,
        subject=message.subject or template.subject,
        from_name=message.from_name,
        from_address=message.from_address,
        reply_to=message.reply_to,
        purpose=template.purpose or message.purpose,
        attachments=(*message.attachments, *(one for one in template.attachments if one not in message.attachments)),
        personal=message.personal or template.personal,
    )


def export_message(parent: QWidget, context: PageContext, name: str, message: Message) -> None:
    """Ask where to, and write a template or a message to a file."""
    suffix = {BodyKind.MARKDOWN: ".md", BodyKind.PLAIN: ".txt"}.get(message.kind, ".html")
    if message.images:
        suffix = ".zip"

    def write(path: str) -> None:
        def work(ws: Any) -> Path:
            from mailer_gui.operations import templates

            return templates.export_message(ws, name, message, Path(path))

        def done(out: Path) -> None:
            context.notify(Notice(tr("Written to {path}.").format(path=out)))

        context.tasks.read(parent, work, done)

    save_file(parent, tr("Export"), f"{name}{suffix}", tr("All files (*)"), write)


def _words(message: Message) -> str:
    _, name, _ = way_words(message.kind)
    return f"{name} · {message.subject}" if message.subject else name
