"""The web engine, locked up: nothing remote, nothing kept on disk, no scripts but our own on the editor's canvas.

Imported when a page is first shown.
"""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Mapping
from typing import TypeVar
from weakref import WeakSet

from PySide6.QtCore import QBuffer, QObject, QUrl
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete, isValid

from mailer_gui.ui.widgets.graphics import card_draws

V = TypeVar("V", bound=QWebEngineView)
_INSIDE = frozenset({"data", "about", "cid"})
_WEB = frozenset({"http", "https"})
_MOST_PICTURES = 40_000_000
"""Bytes of pictures that are kept for pages; those shown longest ago are forgotten."""
card_draws()  # asked before the first page: what is drawn by the processor is drawn otherwise
QWebEngineUrlScheme.registerScheme(QWebEngineUrlScheme(b"cid"))  # late calls are ignored: before the first profile
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
    """Stops every request that would leave the page itself; pictures of the web may come if a person asked for them."""

    def __init__(self, parent: QObject, *, web_pictures: bool) -> None:
        super().__init__(parent)
        self._web_pictures = web_pictures

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:  # noqa: N802 - Qt's name
        scheme = info.requestUrl().scheme()
        is_picture = info.resourceType() == QWebEngineUrlRequestInfo.ResourceType.ResourceTypeImage
        info.block(scheme not in _INSIDE and not (self._web_pictures and is_picture and scheme in _WEB))


_pictures: OrderedDict[str, tuple[str, bytes]] = OrderedDict()


def keep_pictures(pictures: Mapping[str, tuple[str, bytes]]) -> None:
    """Have pictures ready for pages that show them as `cid:`; their content ids tell their bytes."""
    for content_id, picture in pictures.items():
        _pictures[content_id] = picture
        _pictures.move_to_end(content_id)
    size = sum(len(content) for _, content in _pictures.values())
    while size > _MOST_PICTURES and len(_pictures) > len(pictures):
        size -= len(_pictures.popitem(last=False)[1][1])


class _Pictures(QWebEngineUrlSchemeHandler):
    """Answers `cid:` with a picture that the message itself holds."""

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:  # noqa: N802 - Qt's name
        found = _pictures.get(job.requestUrl().path())
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        kind, content = found
        buffer = QBuffer(job)  # it dies with the request, not before
        buffer.setData(content)
        job.reply(kind.encode("ascii", "replace"), buffer)


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

    def __init__(self, parent: QObject | None, *, scripts: bool, web_pictures: bool) -> None:
        super().__init__(parent)
        # Kept here: the profile does not keep it alive, and without it nothing is stopped.
        self._gate = _Gate(self, web_pictures=web_pictures)
        self.setUrlRequestInterceptor(self._gate)
        self._handler = _Pictures(self)
        self.installUrlSchemeHandler(b"cid", self._handler)
        self.downloadRequested.connect(lambda download: download.cancel())
        for name in _FORBIDDEN:
            self.settings().setAttribute(getattr(QWebEngineSettings.WebAttribute, name), False)
        self.settings().setAttribute(QWebEngineSettings.WebAttribute.JavascriptEnabled, scripts)


_profiles: dict[tuple[bool, bool], _Profile] = {}


def _the_profile(*, scripts: bool = False, web_pictures: bool = False) -> _Profile:
    """One profile for all locked pages, one for those with pictures of the web, one for the canvas.

    The application ends them, after the pages went with their views.
    """
    key = (scripts, web_pictures)
    made = _profiles.get(key)
    if made is None or not isValid(made):
        made = _profiles[key] = _Profile(QApplication.instance(), scripts=scripts, web_pictures=web_pictures)
    return made


def profile_of_canvas() -> QWebEngineProfile:
    """Make what the canvas needs before its view; the first profile of all starts the web engine, which takes long."""
    return _the_profile(scripts=True)


_pages: WeakSet[QWebEnginePage] = WeakSet()


@atexit.register
def _end_pages() -> None:
    """A page that outlives its profile can crash at the end; where windows are still around, pages go first."""
    for page in list(_pages):
        if isValid(page):
            delete(page)


def make_view(parent: QWidget, *, web_pictures: bool = False) -> QWebEngineView:
    """Make a view with a locked page of its own; with `web_pictures` it may load pictures, and nothing else."""
    return lock(QWebEngineView(parent), web_pictures=web_pictures)


def lock(view: V, *, scripts: bool = False, web_pictures: bool = False) -> V:
    """Give a view a locked page; `scripts` is for the canvas, whose page forbids all scripts but the injected one."""
    page = _Page(_the_profile(scripts=scripts, web_pictures=web_pictures), view)
    page.setBackgroundColor(QColor("white"))
    view.setPage(page)
    _pages.add(page)
    view.setContextMenuPolicy(view.contextMenuPolicy().NoContextMenu)
    return view


def set_dark(view: QWebEngineView, *, dark: bool, forced: bool) -> None:
    """Show the page on dark ground; `forced` turns its colours, as mail programs do where a message brings none."""
    page = view.page()
    page.settings().setAttribute(QWebEngineSettings.WebAttribute.ForceDarkMode, dark and forced)
    page.setBackgroundColor(QColor("#121212" if dark else "white"))
