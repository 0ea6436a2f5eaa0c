"""The web engine, locked up: no scripts, nothing remote, nothing kept on disk. Imported when a page is first shown."""

from __future__ import annotations

from PySide6.QtCore import QUrl
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
from shiboken6 import isValid

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


_profile: QWebEngineProfile | None = None


def _the_profile() -> QWebEngineProfile:
    """One off-the-record profile for all pages. The application ends it, after the pages went with their views."""
    global _profile
    if _profile is None or not isValid(_profile):
        app = QApplication.instance()
        _profile = QWebEngineProfile(app)
        _profile.setUrlRequestInterceptor(_Gate(_profile))
        _profile.downloadRequested.connect(lambda download: download.cancel())
        settings = _profile.settings()
        for name in _FORBIDDEN:
            settings.setAttribute(getattr(QWebEngineSettings.WebAttribute, name), False)
    return _profile


def make_view(parent: QWidget) -> QWebEngineView:
    """Make a view with a locked page of its own."""
    view = QWebEngineView(parent)
    page = _Page(_the_profile(), view)
    page.setBackgroundColor(QColor("white"))
    view.setPage(page)
    view.setContextMenuPolicy(view.contextMenuPolicy().NoContextMenu)
    return view
