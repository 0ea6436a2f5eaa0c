"""The list of social links: for each its network, its address, and where it stands."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from mailer_gui.operations import blocks as operations
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.blocks import networks
from mailer_gui.ui.pages.campaign.blocks.networks import Network
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, icon_button, label, line, restyle, row
from mailer_gui.ui.widgets.inputs import calm_wheel

BADGE = 18
OTHER = "other"


def badge(network: Network) -> QIcon:
    """Draw the badge of a network: two letters of it, or an icon of ours; no network's own sign."""
    if not network.sign[0].isupper():
        return icons.icon(network.sign, "muted", BADGE)
    colours = theme().colours
    image = QPixmap(BADGE * 2, BADGE * 2)
    image.setDevicePixelRatio(2)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent_soft))
    painter.drawRoundedRect(0, 0, BADGE, BADGE, 5, 5)
    font = painter.font()
    font.setPixelSize(10)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(colours.accent))
    painter.drawText(0, 0, BADGE, BADGE, Qt.AlignmentFlag.AlignCenter, network.sign)
    painter.end()
    return QIcon(image)


class SocialLink(QWidget):
    """One link. `changed` comes when a person changed it, `moved(by)` and `removed` when they ask for that."""

    changed = Signal()
    moved = Signal(int)
    removed = Signal()

    def __init__(self, name: str, address: str) -> None:
        super().__init__()
        self.network = QComboBox()
        self.network.setAccessibleName(tr("Network"))
        self.network.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.network.setIconSize(QSize(BADGE, BADGE))
        calm_wheel(self.network)
        for one in networks.networks():
            self.network.addItem(badge(one), one.name, one)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name"))
        self.name.setAccessibleName(tr("Name of the link"))
        self.address = QLineEdit(networks.shown(address))
        self.address.setAccessibleName(tr("Address of the link"))
        self.problem = label("", "small", wrap=True)
        self.more = icon_button("more", tr("Move or remove this link"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        self.up = menu.addAction(tr("Move up") + "\tAlt+Up", lambda: self.moved.emit(-1))
        self.down = menu.addAction(tr("Move down") + "\tAlt+Down", lambda: self.moved.emit(1))
        menu.addSeparator()
        self.away = menu.addAction(tr("Remove"), self.removed.emit)
        self.more.setMenu(menu)
        top = row(self.network, self.more, spacing=t.XS)
        top.setStretch(0, 1)
        self.setLayout(column(top, self.name, self.address, self.problem, line(), spacing=t.XS))
        self._choose(networks.network_of(name, address))
        if self.chosen.key == OTHER:
            self.name.setText(name)
        self._dress()
        self.network.activated.connect(self._take_network)
        self.name.textEdited.connect(self._tell)
        self.address.textEdited.connect(self._typed)
        self.address.editingFinished.connect(self._finish)
        for edit in (self.network, self.name, self.address):
            edit.installEventFilter(self)

    @property
    def chosen(self) -> Network:
        """The network that is chosen."""
        found: Network = self.network.currentData()
        return found

    def text(self) -> str:
        """Give the link as the document keeps it: its name, and its address or the beginning of one."""
        chosen = self.chosen
        name = self.name.text().strip() if chosen.key == OTHER else chosen.name
        return f"{name} {networks.completed(chosen, self.address.text()) or 'https://'}".strip()

    def place(self, at: int, count: int) -> None:
        """Offer only ways that there are."""
        self.up.setEnabled(at > 0)
        self.down.setEnabled(at < count - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Move the link with Alt and the arrows."""
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return super().eventFilter(watched, event)

    def _choose(self, network: Network) -> None:
        keys = [self.network.itemData(at).key for at in range(self.network.count())]
        self.network.setCurrentIndex(keys.index(network.key))

    def _take_network(self) -> None:
        self._tell()
        if self.chosen.key == OTHER:
            self.name.setFocus()

    def _typed(self, text: str) -> None:
        found = networks.network_of("", text)
        if found.hosts and found.key != self.chosen.key:  # a pasted address says which network it is
            self._choose(found)
        self._tell()

    def _finish(self) -> None:
        self.address.setText(networks.shown(networks.completed(self.chosen, self.address.text())))

    def _tell(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        chosen = self.chosen
        self.name.setVisible(chosen.key == OTHER)
        self.address.setPlaceholderText(chosen.example)
        problem = networks.mistake(chosen, networks.completed(chosen, self.address.text()))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.address.setAccessibleDescription(problem)
        restyle(self.address, invalid="true" if problem and self.address.text().strip() else "false")


class SocialLinks(QWidget):
    """All of them. `changed(value)` gives them as the document keeps them: one on each line."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._value = ""
        self.links: list[SocialLink] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(t.S)
        self.more = button(tr("Add a link"), "link", self._add, icon="plus")
        self.setLayout(column(self._list, row(self.more, None), spacing=t.XS))

    def set_value(self, value: str) -> None:
        """Show these links; nothing is emitted. Those that stay as they are keep their fields, and the cursor."""
        if value == self._value:
            return
        self._value = value
        lines = operations.social_lines(value)
        if [f"{name} {address}".strip() for name, address in lines] == [link.text() for link in self.links]:
            return
        for link in self.links:
            self._list.removeWidget(link)
            link.deleteLater()
        self.links = []
        for name, address in lines:
            self._put(name, address)
        self._place()

    def _put(self, name: str, address: str) -> SocialLink:
        link = SocialLink(name, "" if address == "https://" else address)
        link.changed.connect(self._tell)
        link.moved.connect(lambda by: self._move(link, by))
        link.removed.connect(lambda: self._remove(link))
        self.links.append(link)
        self._list.addWidget(link)
        return link

    def _add(self) -> None:
        used = {link.chosen.key for link in self.links}
        fresh = next(one for one in networks.networks() if one.key not in used or one.key == OTHER)
        link = self._put(fresh.name, "")
        self._place()
        self._tell()
        link.network.setFocus()

    def _move(self, link: SocialLink, by: int) -> None:
        at = self.links.index(link)
        to = at + by
        if 0 <= to < len(self.links):
            self.links.insert(to, self.links.pop(at))
            self._list.insertWidget(to, link)
            self._place()
            self._tell()

    def _remove(self, link: SocialLink) -> None:
        at = self.links.index(link)
        self.links.remove(link)
        self._list.removeWidget(link)
        link.deleteLater()
        self._place()
        self._tell()
        (self.links[min(at, len(self.links) - 1)].network if self.links else self.more).setFocus()

    def _place(self) -> None:
        for at, link in enumerate(self.links):
            link.place(at, len(self.links))
            link.setAccessibleName(tr("Link {number} of {count}").format(number=at + 1, count=len(self.links)))
        before: QWidget | None = None
        for link in self.links:
            if before is not None:
                QWidget.setTabOrder(before, link.network)
            for first, second in pairwise((link.network, link.more, link.name, link.address)):
                QWidget.setTabOrder(first, second)
            before = link.address
        if before is not None:
            QWidget.setTabOrder(before, self.more)

    def _tell(self) -> None:
        self._value = "\n".join(link.text() for link in self.links)
        self.changed.emit(self._value)
