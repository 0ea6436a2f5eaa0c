"""Getting a window ready for web pages, before a person can click into the moment in which it changes.

WORKAROUND: the first web page in a window needs another kind of surface, so Qt destroys the system's window and makes
it anew: for a moment it is gone, and a click goes nowhere. A widget that wants the same surface brings this forward to
a moment in which nobody clicks: while a page opens, or before a dialog is shown. Where no graphics card draws web
pages, the window stays the one it is.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mailer_gui.ui.widgets.graphics import card_draws
from mailer_gui.ui.widgets.html_view import web_engine_can_run

READY = "ready_for_web_pages"


def ready_for_web_pages(window: QWidget) -> None:
    """Let a window have the surface that web pages need; does nothing the second time, or where it cannot be had."""
    if window.property(READY) or not card_draws() or not web_engine_can_run():
        return
    window.setProperty(READY, True)
    from PySide6.QtOpenGLWidgets import QOpenGLWidget

    was_active = window.isActiveWindow()
    seed = QOpenGLWidget(window)
    seed.setFixedSize(1, 1)
    seed.hide()
    if was_active:  # the new window has not been given the keyboard
        window.activateWindow()
