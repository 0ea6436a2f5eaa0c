"""A safe look at the HTML of a message: no scripts, nothing from the internet, no link is followed.

It shows a real web page where QtWebEngine can run, and Qt's simpler rich text where it cannot: the web engine is
missing, the program runs as root (it refuses to), or the page is too large for it. The engine is loaded when the
first page is shown; Qt allows that because the application was made with AA_ShareOpenGLContexts.
"""

from __future__ import annotations

import logging
import os
import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QTextBrowser, QVBoxLayout, QWidget

from mailer_gui.ui.texts import tr

if TYPE_CHECKING:
    from PySide6.QtWebEngineWidgets import QWebEngineView

LARGEST_PAGE = 1_400_000
"""The web engine takes pages of up to 2 MB once they are percent-encoded; larger ones are shown as rich text."""
_REMOTE = re.compile(r"""(?:\bsrc(?:set)?\s*=\s*|\bbackground\s*=\s*|url\()\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
_log = logging.getLogger(__name__)


class HtmlView(QWidget):
    """Shows one HTML page like a sheet of white paper. `show_html` may be called at any time."""

    rendered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._html = ""
        self._pending = False
        self._web: QWebEngineView | None = None
        self._plain = _Paper(self)
        self._plain.highlighted.connect(lambda url: self._tell_link(url.toString()))
        self._stack = QStackedLayout()
        self._stack.addWidget(self._plain)
        self._note = QLabel(self)
        self._note.setProperty("role", "small")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._note)

    def show_html(self, html: str) -> None:
        """Show a page in place of the one before; while this widget is hidden it waits, and costs nothing."""
        if html != self._html:
            self._html, self._pending = html, True
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
        web = self._web_view() if len(self._html.encode()) <= LARGEST_PAGE else None
        if web is None:
            self._plain.setHtml(self._html)
            self._stack.setCurrentWidget(self._plain)
            self.rendered.emit()
        else:
            self._stack.setCurrentWidget(web)
            web.setHtml(self._html, QUrl("about:blank"))

    def html(self) -> str:
        """Give the page that is shown."""
        return self._html

    def clear(self) -> None:
        """Show nothing."""
        self.show_html("")

    def _remark(self) -> str:
        return tr("Pictures on the internet are not loaded here.") if _REMOTE.search(self._html) else ""

    def _tell_link(self, target: str) -> None:
        self._note.setText(tr("Link to {target}").format(target=target[:200]) if target else self._remark())

    def _web_view(self) -> QWebEngineView | None:
        if self._web is None and web_engine_can_run():
            from mailer_gui.ui.widgets.web_page import make_view

            self._web = make_view(self)
            self._web.setAccessibleName(tr("The message as a web page"))
            self._web.page().linkHovered.connect(self._tell_link)
            self._web.loadFinished.connect(self.rendered)
            self._stack.addWidget(self._web)
        return self._web


class _Paper(QTextBrowser):
    """Qt's rich text, white as mail programs show it in light and in dark, with everything remote left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setAccessibleName(tr("The message"))
        self.setProperty("paper", True)
        self.setStyleSheet("QTextBrowser { background: #ffffff; color: #1c2430; border: none; padding: 12px; }")

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Give pictures that are inside the message; everything else is left out."""
        url = QUrl(name)
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
