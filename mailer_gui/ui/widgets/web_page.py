"""The web engine, locked up: nothing remote, nothing kept on disk, no scripts but our own on the editor's canvas.

Imported when a page is first shown.
"""

from __future__ import annotations

import atexit
from typing import TypeVar
from weakref import WeakSet

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete, isValid

V = TypeVar("V", bound=QWebEngineView)
_INSIDE = frozenset({"data", "about"})
_FORBIDDEN = (
    "JavascriptEnabled",
    "LocalStorageEnabled",
    "LocalContentCanAccessRemoteUrls",
    "LocalContentCanAccessFileUrls",
    "PluginsEnabled",
    "AutoLoadIconsForPage",
    "HyperlinkAuditingEnabled",
    "ErrorPageEnabled",
    "DnsPrefetchEnabled",
    "FullScreenSupportEnabled",
    "PdfViewerEnabled",
)


class _Gate(QWebEngineUrlRequestInterceptor):
    """Stops every request that would leave the page itself."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802 - Qt's name
        info.block(info.requestUrl().scheme() not in _INSIDE)


class _Page(QWebEnginePage):
    """A page that goes nowhere: clicks on links and forms are ignored."""

    def acceptNavigationRequest(  # noqa: N802 - Qt's name
        self, _url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        return is_main_frame and kind is QWebEnginePage.NavigationType.NavigationTypeTyped

    def createWindow(self, _kind: QWebEnginePage.WebWindowType) -> QWebEnginePage | None:  # type: ignore[override]  # noqa: N802 - Qt's name; Qt takes None for "no"
        return None


class _Profile(QWebEngineProfile):
    """Off the record, with everything switched off that a message could use to tell that it was read."""

    def __init__(self, parent: QObject | None, *, scripts: bool) -> None:
        super().__init__(parent)
        self._gate = _Gate(self)  # kept here: the profile does not keep it alive, and without it nothing is stopped
        self.setUrlRequestInterceptor(self._gate)
        self.downloadRequested.connect(lambda download: download.cancel())
        for name in _FORBIDDEN:
            self.settings().setAttribute(getattr(QWebEngineSettings.WebAttribute, name), False)
        self.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, scripts)


_profiles: dict[bool, _Profile] = {}


def _the_profile(*, scripts: bool) -> _Profile:
    """One profile for all pages, one for the canvas. The application ends them, after their pages."""
    profile = _profiles.get(scripts)
    if profile is None or not isValid(profile):
        profile = _profiles[scripts] = _Profile(QApplication.instance(), scripts=scripts)
    return profile


_pages: WeakSet[QWebEnginePage] = WeakSet()


@atexit.register
def _end_pages() -> None:
    """A page that outlives its profile can crash at the end; where windows are still around, pages go first."""
    for page in list(_pages):
        if isValid(page):
            delete(page)


def make_view(parent: QWidget) -> QWebEngineView:
    """Make a view with a locked page of its own."""
    return lock(QWebEngineView(parent))


def lock(view: V, *, scripts: bool = False) -> V:
    """Give a view a locked page; `scripts` is for the canvas, whose page forbids all scripts but the injected one."""
    page = _Page(_the_profile(scripts=scripts), view)
    page.setBackgroundColor(QColor("white"))
    view.setPage(page)
    _pages.add(page)
    view.setContextMenuPolicy(view.contextMenuPolicy().NoContextMenu)
    return view
