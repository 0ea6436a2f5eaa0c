"""What stands above the message: its subject, and its tabs with the tools; side by side where there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from mailer_gui.model.messages import Purpose
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.message_tools import MessageTools
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, label, line, row
from mailer_gui.ui.widgets.chip_line import ChipLine

_BESIDE, _BELOW, _ABOVE = (
    QBoxLayout.Direction.LeftToRight,
    QBoxLayout.Direction.TopToBottom,
    QBoxLayout.Direction.BottomToTop,
)
_SUBJECT = 300
"""Pixels that a subject needs at least; with less, what belongs to it stands below."""


class SubjectRow(QWidget):
    """The subject, what the message is for, and how long the subject is."""

    purpose_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.subject = ChipLine(bare=True)
        self.subject.setPlaceholderText(tr("What it is about, in a few words"))
        self.subject.setAccessibleName(tr("Subject"))
        self._length = label("", "small")
        self.purpose = button("", "link")
        self.purpose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.purpose.setMenu(self._purposes())
        written = row(label(tr("Subject"), "muted"), self.subject, spacing=t.M, margins=(t.L, t.XS, 0, t.XS))
        written.setStretch(1, 1)
        self._about = QWidget()
        self._about.setLayout(row(self.purpose, None, self._length, spacing=t.M, margins=(t.M - 1, 0, t.L, 0)))
        self._box = QBoxLayout(_BESIDE, self)
        self._box.setContentsMargins(0, 2, 0, 2)
        self._box.setSpacing(0)
        self._box.addLayout(written, 1)
        self._box.addWidget(self._about)

    def show_length(self) -> None:
        """Count the signs of the subject."""
        self._length.setText(counted(len(self.subject.text()), "%Ln character", "%Ln characters"))

    def show_purpose(self, purpose: Purpose) -> None:
        """Say what the message is for."""
        self.purpose.setText(f"{purpose_words(purpose)} ▾")
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand side by side, or one below the other."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        beside = self.width() >= _SUBJECT + self._about.sizeHint().width()
        self._box.setDirection(_BESIDE if beside else _BELOW)

    def _purposes(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for purpose, tip in (
            (Purpose.MARKETING, tr("It must say who sends it and let people unsubscribe.")),
            (Purpose.NOTICE, tr("Something they must know, for example about an order or a change of address.")),
        ):
            action = menu.addAction(purpose_words(purpose), lambda chosen=purpose: self.purpose_chosen.emit(chosen))  # type: ignore[misc]  # the usual loop binding
            action.setToolTip(tip)
        return menu


class HeadedTabs(QWidget):
    """Pages with tabs, and tools that belong to all of them beside the tabs; used like a QTabWidget."""

    def __init__(self, tools: MessageTools) -> None:
        super().__init__()
        self._tools = tools
        self._bar = QTabBar()
        self._bar.setDrawBase(False)
        self._bar.setExpanding(False)
        self._bar.setUsesScrollButtons(False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._bar.setAccessibleName(tr("Parts of the message"))
        self._stack = QStackedWidget()
        self._bar.currentChanged.connect(self._stack.setCurrentIndex)
        self._head = QBoxLayout(_BESIDE)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(0)
        self._head.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignBottom)
        self._head.addWidget(tools, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head)
        whole.addWidget(line())
        whole.addWidget(self._stack, 1)

    def addTab(self, page: QWidget, title: str) -> None:  # noqa: N802 - as QTabWidget names it
        """Add a page."""
        self._stack.addWidget(page)
        self._bar.addTab(title)

    def currentIndex(self) -> int:  # noqa: N802 - as QTabWidget names it
        """Give the number of the page in front."""
        return self._bar.currentIndex()

    def setCurrentIndex(self, at: int) -> None:  # noqa: N802 - as QTabWidget names it
        """Bring a page to the front."""
        self._bar.setCurrentIndex(at)

    def setCurrentWidget(self, page: QWidget) -> None:  # noqa: N802 - as QTabWidget names it
        """Bring a page to the front."""
        self._bar.setCurrentIndex(self._stack.indexOf(page))

    def setTabVisible(self, at: int, on: bool) -> None:  # noqa: N802 - as QTabWidget names it
        """Offer a page, or do not."""
        self._bar.setTabVisible(at, on)
        self._fold()

    def tabText(self, at: int) -> str:  # noqa: N802 - as QTabWidget names it
        """Give the title of a page."""
        return self._bar.tabText(at)

    def setTabText(self, at: int, title: str) -> None:  # noqa: N802 - as QTabWidget names it
        """Give a page another title."""
        if title != self._bar.tabText(at):
            self._bar.setTabText(at, title)
            self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand side by side, or the tools above the tabs."""
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Give the tabs the room that they need in their look: the layout asked them before they had it."""
        super().showEvent(event)
        self._bar.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need no more room than the wider of both: they can stand one above the other."""
        size = super().minimumSizeHint()
        return QSize(max(self._tools.minimumSizeHint().width(), self._stack.minimumSizeHint().width()), size.height())

    def _fold(self) -> None:
        beside = self.width() >= self._bar.sizeHint().width() + self._tools.sizeHint().width()
        self._head.setDirection(_BESIDE if beside else _ABOVE)
        self._tools.spread(on=not beside)


def purpose_words(purpose: Purpose) -> str:
    """Say what a message is for."""
    return {
        Purpose.MARKETING: tr("Newsletter or offer"),
        Purpose.NOTICE: tr("Notice"),
    }.get(purpose, tr("What is it for?"))
