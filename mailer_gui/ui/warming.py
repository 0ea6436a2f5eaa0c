"""Makes the window warm while nobody waits for it: what a page or dialog needs is loaded before it is first opened.

Loading a page's modules takes longer than showing the page. A thread loads them one by one as soon as the first page
is shown; the few things that only the window's thread can do are done in moments of their own, each a short one.
"""

from __future__ import annotations

import gc
import importlib
import logging
import pkgutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mailer_gui.ui import icons
from mailer_gui.ui.widgets.graphics import card_draws
from mailer_gui.ui.widgets.html_view import web_engine_can_run
from mailer_gui.ui.window import Window

BREATH_MS = 50
"""Between two moments, in which the window does what it is asked to do."""
_PACKAGES = ("mailer_gui.ui.pages", "mailer_gui.ui.dialogs")
_WEB_ONLY = ("mailer_gui.ui.widgets.web_page", "mailer_gui.ui.pages.campaign.blocks.canvas")
"""Cannot be loaded where there is no web engine, and only by the window's thread. The engine itself starts later."""
_log = logging.getLogger(__name__)


class WarmUp(QObject):
    """Warms one window up; `done` comes when everything is ready."""

    done = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._moments: list[Callable[[], object]] = [
            gc.freeze,  # what is there by now stays: the collector would hold up the window by looking through it
            icons.draw_ahead,
            web_engine_can_run,
            card_draws,
            *(partial(_load_web, name) for name in _WEB_ONLY),
            *(partial(act, key) for key in window.built_ahead() for act in (window.build, window.page)),
            gc.freeze,
        ]

    def begin(self) -> None:
        """Begin; the first page is shown by now."""
        self._window.tasks.read(self, _load, lambda _none: self._next(), lambda _problem: self._next())

    def _next(self) -> None:
        if not self._moments:
            self.done.emit()
            return
        moment = self._moments.pop(0)
        moment()
        QTimer.singleShot(BREATH_MS, self, self._next)


def _load(_ws: Any) -> None:
    """Load every module of the pages and dialogs, and what the visual editor writes with."""
    from mailer_gui.operations import blocks

    blocks.load()
    for name in modules():
        try:
            importlib.import_module(name)
        except ImportError as problem:  # it is said again, to the person, when it is really needed
            _log.info("%s could not be loaded ahead: %s", name, problem)
        time.sleep(0.001)  # the window's thread goes first


def _load_web(name: str) -> None:
    if web_engine_can_run():
        importlib.import_module(name)


def modules() -> Iterator[str]:
    """Give the names of the modules that pages and dialogs are made of."""
    for package in _PACKAGES:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if found.name not in _WEB_ONLY:
                yield found.name
