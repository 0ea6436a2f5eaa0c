"""A safe look at the HTML of a message: no scripts, nothing from the internet, no link is followed.

It shows a real web page where QtWebEngine can run, and Qt's simpler rich text where it cannot: the web engine is
missing, the program runs as root (it refuses to), or the page is too large for it. The engine is loaded when the
first page is shown; Qt allows that because the application was made with AA_ShareOpenGLContexts.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QTextBrowser, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, column, row
from mailer_gui.ui.widgets.dark_page import brings_dark, in_light_or_dark

if TYPE_CHECKING:
    from PySide6.QtWebEngineWidgets import QWebEngineView

LARGEST_PAGE = 1_400_000
"""The web engine takes pages of up to 2 MB once they are percent-encoded; larger ones are shown as rich text."""
_REMOTE = re.compile(r"""(?:\bsrc(?:set)?\s*=\s*|\bbackground\s*=\s*|url\()\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
_log = logging.getLogger(__name__)


class HtmlView(QWidget):
    """Shows one HTML page like a sheet of white paper. `show_html` may be called at any time.

    Pictures that are inside the message (`cid:`) are given with it. Those of the web come only when `allow_web` was
    called; `asked_for_web` is emitted by the button that asks for them.
    """

    rendered = Signal()
    asked_for_web = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._html = ""
        self._pictures: Mapping[str, tuple[str, bytes]] = {}
        self._pending = self._dark = self._allowed = False
        self._webs: dict[bool, QWebEngineView] = {}
        self._plain = _Paper(self)
        self._plain.highlighted.connect(lambda url: self._tell_link(url.toString()))
        self._holder = QWidget(self)
        self._stack = QStackedLayout(self._holder)
        self._stack.addWidget(self._plain)
        self._note = ElidedLabel("", "small")
        self._ask = button(tr("Load them"), "link", self.asked_for_web.emit)
        self._ask.setAccessibleName(tr("Load pictures from the web for this message"))
        self._ask.setToolTip(tr("Load pictures from the web for this message"))
        self._ask.hide()
        below = row(self._note, self._ask, spacing=t.S, margins=(t.M, 0, t.M, 0))
        below.setStretch(0, 1)
        middle = row(self._holder, spacing=0)
        middle.setAlignment(self._holder, Qt.AlignmentFlag(0))
        layout = column(middle, below, spacing=t.XS)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def show_html(self, html: str, pictures: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        """Show a page in place of the one before; while this widget is hidden it waits, and costs nothing.

        `pictures` are those that it shows by `cid:`: content id -> media type and bytes.
        """
        if html != self._html or (pictures or {}) != self._pictures:
            self._html, self._pictures, self._pending = html, pictures or {}, True
            if self.isVisible():
                self._render()

    def set_width(self, pixels: int | None) -> None:
        """Show the page as wide as a telephone, or (None) as wide as there is room."""
        self._holder.setMaximumWidth(pixels or 16_777_215)

    def set_dark(self, *, dark: bool) -> None:
        """Show the page as mail programs in dark colours do: in its own ones, or turned where it brings none."""
        if dark != self._dark:
            self._dark = dark
            self._plain.set_dark(dark=dark)
            self._pending = True
            if self.isVisible():
                self._render()

    def allow_web(self, *, allowed: bool) -> None:
        """Let the page load pictures of the web, or stop that."""
        if allowed != self._allowed:
            self._allowed = allowed
            self._pending = True
            if self.isVisible():
                self._render()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Render what was waiting."""
        super().showEvent(event)
        self._render()

    def _render(self) -> None:
        if not self._pending:
            return
        self._pending = False
        self._note.setText(self._remark())
        self._ask.setVisible(self._may_ask())
        web = self._web_view() if len(self._html.encode()) <= LARGEST_PAGE else None
        if web is None:
            self._plain.pictures = self._pictures
            self._plain.setHtml(self._html)
            self._stack.setCurrentWidget(self._plain)
            self.rendered.emit()
        else:
            from mailer_gui.ui.widgets.web_page import keep_pictures

            keep_pictures(self._pictures)
            self._dress()
            self._stack.setCurrentWidget(web)
            web.setHtml(in_light_or_dark(self._html, dark=self._dark), QUrl("about:blank"))

    def html(self) -> str:
        """Give the page that is shown."""
        return self._html

    def clear(self) -> None:
        """Show nothing."""
        self.allow_web(allowed=False)
        self.show_html("")

    def _may_ask(self) -> bool:
        return not self._allowed and bool(_REMOTE.search(self._html)) and web_engine_can_run()

    def _remark(self) -> str:
        if not _REMOTE.search(self._html):
            return ""
        return tr("Pictures come from the web.") if self._allowed else tr("Pictures on the web are not loaded here.")

    def _tell_link(self, target: str) -> None:
        self._note.setText(tr("Link to {target}").format(target=target[:200]) if target else self._remark())

    def _web_view(self) -> QWebEngineView | None:
        if self._allowed not in self._webs and web_engine_can_run():
            from mailer_gui.ui.widgets.web_page import make_view

            made = self._webs[self._allowed] = make_view(self, web_pictures=self._allowed)
            made.setAccessibleName(tr("The message as a web page"))
            made.page().linkHovered.connect(self._tell_link)
            made.loadFinished.connect(self.rendered)
            self._stack.addWidget(made)
        return self._webs.get(self._allowed)

    def _dress(self) -> None:
        if self._webs:
            from mailer_gui.ui.widgets.web_page import set_dark

            is_own = brings_dark(self._html)
            for web in self._webs.values():
                set_dark(web, dark=self._dark, forced=not is_own)


class _Paper(QTextBrowser):
    """Qt's rich text, white as mail programs show it in light and in dark, with everything remote left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("The message"))
        self.setProperty("paper", True)
        self.pictures: Mapping[str, tuple[str, bytes]] = {}
        self.set_dark(dark=False)

    def set_dark(self, *, dark: bool) -> None:
        """Show dark paper, or white."""
        ground, ink = ("#121212", "#e6e9ee") if dark else ("#ffffff", "#1c2430")
        self.setStyleSheet(f"QTextBrowser {{ background: {ground}; color: {ink}; border: none; padding: 12px; }}")

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Give pictures that are inside the message; everything else is left out."""
        url = QUrl(name)
        if url.scheme() == "cid" and url.path() in self.pictures:
            return QImage.fromData(self.pictures[url.path()][1])
        return super().loadResource(kind, url) if url.scheme() == "data" else None


_can_run: bool | None = None


def web_engine_can_run() -> bool:
    """True when QtWebEngine is there and may be used; asked once."""
    global _can_run
    if _can_run is None:
        _can_run = _try_engine()
    return _can_run


def _try_engine() -> bool:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if as_root and not os.environ.get("QTWEBENGINE_DISABLE_SANDBOX"):
        return False  # Chromium ends the whole program rather than run as root with its sandbox
    if os.environ.get("MAILER_PLAIN_PREVIEW"):
        return False
    try:
        import PySide6.QtWebEngineWidgets  # noqa: F401 - only to see whether it loads
    except ImportError as problem:
        _log.info("no web engine, messages are shown as rich text: %s", problem)
        return False
    return True
