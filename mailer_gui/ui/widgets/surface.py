"""Getting a window ready for web pages, before a person can click into the moment in which it changes.

WORKAROUND: the first web page in a window needs another kind of surface, so Qt destroys the system's window and makes
it anew: for a moment it is gone, and a click goes nowhere. A widget that wants the same surface brings this forward to
a moment in which nobody clicks: while a page opens, or before a dialog is shown.
"""

from __future__ import annotations

import logging
import os

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mailer_gui.ui.widgets.html_view import web_engine_can_run

READY = "ready_for_web_pages"
_WITHOUT_WINDOWS = ("offscreen", "minimal", "vnc")
_log = logging.getLogger(__name__)
_can_draw: bool | None = None


def ready_for_web_pages(window: QWidget) -> None:
    """Let a window have the surface that web pages need; does nothing the second time, or where it cannot be had."""
    if window.property(READY) or not _has_graphics() or not web_engine_can_run():
        return
    window.setProperty(READY, True)
    from PySide6.QtOpenGLWidgets import QOpenGLWidget

    was_active = window.isActiveWindow()
    seed = QOpenGLWidget(window)
    seed.setFixedSize(1, 1)
    seed.hide()
    if was_active:  # the new window has not been given the keyboard
        window.activateWindow()


def _has_graphics() -> bool:
    """True when the surface can be had: without it Qt draws web pages in another way, and needs no other window."""
    global _can_draw
    if _can_draw is None:
        _can_draw = _try_graphics()
    return _can_draw


def _try_graphics() -> bool:
    if QGuiApplication.platformName() in _WITHOUT_WINDOWS or os.environ.get("QT_QUICK_BACKEND") == "software":
        return False
    from PySide6.QtGui import QOpenGLContext

    if not QOpenGLContext().create():
        _log.info("no OpenGL here, web pages are drawn by the processor")
        return False
    return True
