"""Paints the HTML of a message with the web engine, as large as wanted, without showing it to anybody.

It waits for the engine, so it belongs into a process of its own (ui/thumbnails.py), never into that of the window.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWebEngineCore import QWebEngineScript, QWebEngineSettings
from PySide6.QtWidgets import QWidget
from shiboken6 import delete, isValid

from mailer_gui.ui.widgets.web_page import keep_pictures, make_view

PATIENCE_MS = 20_000
HIGHEST, LOW = 8_000, 200
LOOK_MS = 25
_APART = QWebEngineScript.ScriptWorldId.ApplicationWorld
"""The page itself runs no scripts."""
_MARK = """(dot => {
  if (!dot || document.readyState != "complete" || dot.dataset.waits) return;
  dot.dataset.waits = "yes";
  const pictures = [...document.images].map(one => one.decode().catch(() => 0));
  Promise.all(pictures).then(() => { dot.style.background = dot.dataset.mark; });
})(document.querySelector('[data-mark="%s"]'))"""
"""Shows the mark once everything is there: a busy computer paints a page without its pictures first."""


class Sheet:
    """A page that is painted after it has come to rest.

    `width` and `height` are those of what was painted last, in pixels: wider than asked for where something sticks out.
    """

    def __init__(self) -> None:
        self._holder = QWidget()
        self._view = make_view(self._holder)
        self._view.page().settings().setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, False)
        self._holder.show()
        self.width = self.height = self._number = 0
        self._mark = QColor()

    def picture(self, html: str, pictures: Mapping[str, tuple[str, bytes]], width: int, height: int = 0) -> QImage:
        """Paint a page; without `height` all of it."""
        self.measure(html, pictures, width, height or LOW)
        while not height:
            wanted = min(self.height, HIGHEST)
            self._resize(width, wanted)
            self._rest()
            self.height = round(self._view.page().contentsSize().height())
            if self.height <= wanted or wanted == HIGHEST:
                break
        return self._grabbed()

    def measure(
        self, html: str, pictures: Mapping[str, tuple[str, bytes]], width: int, height: int = LOW
    ) -> tuple[int, int]:
        """Give how wide and high a page becomes on a screen of this width."""
        keep_pictures(pictures)
        self._resize(width, height)
        self._number += 1
        self._mark = QColor(254, 1, self._number % 256)
        loop = QEventLoop()
        loaded = self._view.loadFinished.connect(lambda _: loop.quit())
        QTimer.singleShot(PATIENCE_MS, loop.quit)
        self._view.setHtml(_marked(html, self._mark), QUrl("about:blank"))
        loop.exec()
        self._view.loadFinished.disconnect(loaded)
        self._rest()
        size = self._view.page().contentsSize()
        self.width, self.height = round(size.width()), round(size.height())
        return self.width, self.height

    def close(self) -> None:
        """End the page before the process ends: one that outlives its profile can crash."""
        page = self._view.page()
        delete(self._view)
        if isValid(page):
            delete(page)

    def _resize(self, width: int, height: int) -> None:
        self._holder.resize(width, height)
        self._view.resize(width, height)

    def _grabbed(self) -> QImage:
        return self._view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)

    def _rest(self) -> None:
        """Wait until this page is painted in this size (its mark is in the corner), and twice the same; or raise."""
        before = QImage()
        for _ in range(PATIENCE_MS // LOOK_MS):
            self._view.page().runJavaScript(_MARK % self._mark.name(), _APART)
            loop = QEventLoop()
            QTimer.singleShot(LOOK_MS, loop.quit)
            loop.exec()
            now = self._grabbed()
            corner = now.pixelColor(now.width() - 1, now.height() - 1)
            if now == before and corner == self._mark:
                return
            before = now
        raise TimeoutError("the web engine never painted the page")


def _marked(html: str, mark: QColor) -> str:
    dot = f'<div data-mark="{mark.name()}" style="position:fixed;bottom:0;right:0;width:2px;height:2px"></div>'
    return html.replace("</body>", f"{dot}</body>", 1) if "</body>" in html else html + dot
