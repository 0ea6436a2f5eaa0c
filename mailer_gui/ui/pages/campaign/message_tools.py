"""The tools of the message: the way of writing, fields and pictures to insert, the preview, and what else there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.campaign.beginning import export_message
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editors import way_words
from mailer_gui.ui.pages.campaign.fields_menu import FieldsMenu
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.pages.campaign.versions_dialog import show_versions
from mailer_gui.ui.pages.campaign.ways import Ways
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, icon_button, row
from mailer_gui.ui.widgets.dialogs import ask_text, choose_file

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")


class MessageTools(QWidget):
    """A row of buttons. `shown_anew()` comes when the draft has another message, `pictures_chosen` with paths."""

    pictures_chosen = Signal(list)
    shown_anew = Signal()

    def __init__(self, context: PageContext, draft: Draft, people: People, insert: Callable[[str, str], None]) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self.ways = Ways(self, context, draft, self.shown_anew.emit)
        self.way = button("", "link", tip=tr("Way of writing"))
        self._way_menu = QMenu(self)
        self._way_menu.aboutToShow.connect(lambda: self.ways.fill(self._way_menu))
        self.way.setMenu(self._way_menu)
        fields = QMenu(self)
        self.fields = FieldsMenu(fields, context, draft, people, insert)
        self.insert = button(tr("Insert field"), "link", icon="field")
        self.insert.setMenu(fields)
        self.picture = icon_button("picture", tr("Insert a picture…"), self._choose_picture)
        self.see = icon_button("eye", tr("Preview beside it"))
        self.see.setCheckable(True)
        self.see.setChecked(True)
        self.more = icon_button("more", tr("More about the message"), self._open_more)
        first, last = (self.way, self.insert, self.picture), (self.see, self.more)
        for made in (*first, *last):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row = row(None, *first, None, *last, spacing=t.S, margins=(t.M - 1, 3, t.S, 3))
        self._gap = len(first) + 1
        self.setLayout(self._row)

    def spread(self, *, on: bool) -> None:
        """Stand at both ends of the row, or together at its end."""
        self._row.setStretch(0, 0 if on else 1)
        self._row.setStretch(self._gap, 1 if on else 0)

    def show_way(self, kind: BodyKind, *, takes_pictures: bool) -> None:
        """Say how the message is written."""
        self.way.setText(f"{way_words(kind)[1]} ▾")
        self.picture.setVisible(takes_pictures)

    def _choose_picture(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in PICTURES)
        filters = tr("Pictures ({patterns})").format(patterns=patterns)
        choose_file(self, tr("Insert a picture"), filters, self.pictures_chosen.emit, many=True)

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Save as template…"), self._save_template)
        menu.addAction(tr("Export…"), self._export)
        menu.addSeparator()
        menu.addAction(tr("Earlier versions…"), self.show_versions)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _save_template(self) -> None:
        def save(name: str) -> None:
            self._draft.settle(lambda: self._keep_template(name, self._draft.message))

        suggestion = self._draft.message.subject or self._draft.campaign.name
        ask_text(self, tr("Save as template"), tr("Name"), save, value=suggestion, word=tr("Save"))

    def _keep_template(self, name: str, message: Message) -> None:
        def work(ws: Any) -> None:
            from mailer_gui.operations import templates

            templates.save(ws, name, message)

        said = Notice(tr("“{name}” is a template now.").format(name=name))
        self._context.tasks.read(self, work, lambda _: self._context.notify(said))

    def _export(self) -> None:
        name = self._draft.campaign.name
        self._draft.settle(lambda: export_message(self, self._context, name, self._draft.message))

    def show_versions(self) -> None:
        """Open the earlier versions."""

        def restored(campaign: Campaign) -> None:
            if campaign.id == self._draft.campaign.id:
                self._draft.use_message(campaign.message)
                self.shown_anew.emit()
                self._context.notify(Notice(tr("The earlier version is back.")))

        campaign_id, contact_id = self._draft.campaign.id, self._people.contact_id
        self._draft.when_kept(lambda: show_versions(self, self._context, campaign_id, contact_id, restored))
