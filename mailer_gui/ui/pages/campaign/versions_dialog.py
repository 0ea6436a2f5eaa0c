"""How the message stood earlier: looked at beside how it is now, and restored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.errors import MailerError
from mailer_gui.model.preview import Preview
from mailer_gui.model.templates import MessageVersion
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.editors import way_words
from mailer_gui.ui.texts import moment, tr
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.preview import PreviewPane


class VersionsDialog(Dialog):
    """A list of times, and two messages side by side. `restored(campaign)` is called after a restore."""

    def __init__(
        self,
        parent: QWidget,
        context: PageContext,
        campaign_id: int,
        contact_id: int | None,
        restored: Callable[[Campaign], object],
    ) -> None:
        super().__init__(parent, tr("Earlier versions"), width=880)
        self._context, self._campaign_id, self._contact_id = context, campaign_id, contact_id
        self._restored = restored
        self._versions: list[MessageVersion] = []
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Times at which the message was kept"))
        self.list.setFixedWidth(210)
        self.list.currentRowChanged.connect(self._look)
        self.then, self.now = PreviewPane(), PreviewPane()
        self._then_title = label(tr("As it was"), "strong")
        sides = []
        for title, pane in ((self._then_title, self.then), (label(tr("As it is now"), "strong"), self.now)):
            card = Card(pane, margin=1, spacing=0)
            card.setMinimumHeight(340)
            side = column(title, card, spacing=t.S)
            side.setStretch(1, 1)
            sides.append(side)
        whole = row(self.list, *sides, spacing=t.M)
        whole.setStretch(1, 1)
        whole.setStretch(2, 1)
        self.add(whole)
        self.add_button(tr("Close"))
        self.restore = self.add_button(tr("Restore this version"), "primary", self._restore)
        self.restore.setEnabled(False)
        self.list.setFocus()
        self._read()

    def _read(self) -> None:
        campaign_id = self._campaign_id

        def work(ws: Any) -> list[MessageVersion]:
            from mailer_gui.operations import versions

            return versions.all(ws, campaign_id)

        self._context.tasks.read(self, work, self._show)

    def _show(self, found: list[MessageVersion]) -> None:
        self._versions = found
        self.list.clear()
        for number, version in enumerate(found):
            _, way, _ = way_words(version.message.kind)
            item = QListWidgetItem(tr("Now") if number == 0 else moment(version.at))
            item.setToolTip(f"{way} · {version.message.subject}")
            self.list.addItem(item)
        if found:
            self._preview(found[0], self.now)
            self.list.setCurrentRow(1 if len(found) > 1 else 0)

    def _look(self, place: int) -> None:
        self.restore.setEnabled(place > 0)
        if 0 <= place < len(self._versions):
            self._preview(self._versions[place], self.then)

    def _preview(self, version: MessageVersion, pane: PreviewPane) -> None:
        campaign_id, contact_id = self._campaign_id, self._contact_id

        def work(ws: Any) -> Preview:
            from mailer_gui.operations import outbox

            return outbox.preview(ws, campaign_id, contact_id, message=version.message)

        def show(preview: Preview) -> None:
            if pane is self.now or version is self._chosen():
                pane.show_preview(preview)

        def failed(error: MailerError) -> None:
            if pane is self.now or version is self._chosen():
                pane.clear()
                pane.show_error(error)

        if not version.message.is_written:
            pane.clear()
            return
        self._context.tasks.read(self, work, show, failed)

    def _chosen(self) -> MessageVersion | None:
        place = self.list.currentRow()
        return self._versions[place] if 0 <= place < len(self._versions) else None

    def _restore(self) -> None:
        version = self._chosen()
        if version is None:
            return

        def work(ws: Any) -> Campaign:
            from mailer_gui.operations import versions

            return versions.restore(ws, version.id)

        def done(campaign: Campaign) -> None:
            self.accept()
            self._restored(campaign)

        self._context.tasks.read(self, work, done)


def show_versions(
    parent: QWidget,
    context: PageContext,
    campaign_id: int,
    contact_id: int | None,
    restored: Callable[[Campaign], object],
) -> VersionsDialog:
    """Open the list of versions of a draft."""
    dialog = VersionsDialog(parent, context, campaign_id, contact_id, restored)
    dialog.setModal(True)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    return dialog
