"""A card to choose: an icon, a name and a line that says more; it is a button to keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import ElidedLabel, column, row

WIDEST = 112
"""Pixels of a tile; its picture is a little narrower."""
CAPTION, MORE = 28, 24
ON_PAPER = "#2563d9"
"""The icon on an empty sheet, which is white in light and in dark."""


class Choice(QPushButton):
    """A card of two lines; `more` stands at its end and is pressed by itself."""

    def __init__(
        self, icon: str, name: str, text: str, chosen: Callable[[], object], more: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self._icon_name = icon
        self._icon = QLabel()
        self.title, self.said = ElidedLabel(name, "strong"), ElidedLabel(text, "small")
        for part in (self._icon, self.title, self.said):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        words = column(self.title, self.said, spacing=2)
        whole = row(self._icon, words, spacing=t.M, margins=(t.M, t.S, t.M, t.S))
        whole.setStretch(1, 1)
        if more is not None:
            whole.addWidget(more)
        self._whole = whole
        self.setLayout(whole)
        self.setAccessibleName(name)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: chosen())
        theme().changed.connect(self._paint)
        self._paint()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as high as the two lines."""
        return QSize(220, max(56, self._whole.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Shrink in width only: both lines end with … then."""
        return QSize(120, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press on Return, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint(self) -> None:
        self._icon.setPixmap(icons.pixmap(self._icon_name, theme().colours.accent, 20))


class PictureChoice(Choice):
    """A tile with a picture of what is chosen above its name; without a picture an empty sheet with an icon.

    `taken` is emitted when somebody who has chosen it presses it twice.
    """

    taken = Signal()

    def __init__(
        self,
        picture: Path | None,
        name: str,
        text: str,
        chosen: Callable[[], object],
        more: QWidget | None = None,
        *,
        icon: str = "templates",
    ) -> None:
        self._picture = QPixmap(str(picture)) if picture is not None else QPixmap()
        super().__init__(icon, name, text, chosen)
        self.setProperty("kind", "thumbnail")
        self.said.hide()
        self.title.setProperty("role", "caption")
        self.setToolTip(f"{name}. {text}" if text else name)
        self.setCheckable(True)
        self._whole.setDirection(QBoxLayout.Direction.TopToBottom)
        self._whole.setContentsMargins(t.XS, t.XS, t.XS, 0)
        self._whole.setSpacing(0)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._more = more
        if more is not None:
            more.setParent(self)
            more.setProperty("kind", "tiny")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_picture(self, picture: Path) -> None:
        """Show a picture that has been made meanwhile."""
        self._picture = QPixmap(str(picture))
        self._paint()

    @property
    def has_picture(self) -> bool:
        """True when it shows more than an icon."""
        return not self._picture.isNull()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Be as high as the picture and its name."""
        return self._size_of(width).height() + CAPTION + t.XS

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """A wide one is higher."""
        return True

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as large as the picture and its name."""
        return QSize(WIDEST, self.heightForWidth(WIDEST))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the picture."""
        super().resizeEvent(event)
        self._paint()
        if self._more is not None:
            self.title.setMaximumWidth(self.width() - MORE - 2 * t.XS)
            place = self.width() - MORE - 2 if not self.isRightToLeft() else 2
            self._more.setGeometry(place, self.height() - CAPTION, MORE, CAPTION - 2)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take it."""
        super().mouseDoubleClickEvent(event)
        self.taken.emit()

    def _size_of(self, width: int) -> QSize:
        inside = width - 2 * t.XS - 2
        return QSize(inside, round(inside * 1.25))

    def _paint(self) -> None:
        size = self._size_of(self.width())
        self._icon.setFixedHeight(size.height())
        ratio = self.devicePixelRatio()
        if self._picture.isNull():
            shown = QPixmap(size * ratio)
            shown.setDevicePixelRatio(ratio)
            shown.fill(Qt.GlobalColor.white)
            icon = icons.pixmap(self._icon_name, ON_PAPER, 28)
            painter = QPainter(shown)
            painter.drawPixmap((size.width() - 28) // 2, (size.height() - 28) // 2, icon)
            painter.end()
        else:
            smooth = Qt.TransformationMode.SmoothTransformation
            shown = self._picture.scaled(size * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            shown.setDevicePixelRatio(ratio)
        self._icon.setPixmap(shown)
