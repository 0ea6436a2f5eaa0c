"""A card to choose: an icon, a name and a line that says more; it is a button to keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import ElidedLabel, column, row

THUMBNAIL = 92
"""The width of a template's picture, in pixels."""


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
    """A card with a picture of what is chosen above its name."""

    def __init__(self, picture: Path, name: str, text: str, chosen: Callable[[], object]) -> None:
        self._picture = QPixmap(str(picture))
        super().__init__("templates", name, text, chosen)
        self.setProperty("kind", "thumbnail")
        self.said.hide()
        self.setToolTip(text)
        self.setCheckable(True)
        self._whole.setDirection(QBoxLayout.Direction.TopToBottom)
        self._whole.setContentsMargins(t.XS, t.XS, t.XS, t.XS)
        self._whole.setSpacing(t.XS)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFixedSize(THUMBNAIL + 2 * t.S, round(THUMBNAIL * 1.25) + 34)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as large as the picture and its name."""
        return QSize(THUMBNAIL + 2 * t.S, round(THUMBNAIL * 1.25) + 34)

    def _paint(self) -> None:
        size = QSize(THUMBNAIL, round(THUMBNAIL * 1.25))
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = self._picture.scaled(size * self.devicePixelRatio(), Qt.AspectRatioMode.KeepAspectRatio, smooth)
        shown.setDevicePixelRatio(self.devicePixelRatio())
        self._icon.setPixmap(shown)
