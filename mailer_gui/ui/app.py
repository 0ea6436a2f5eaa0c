"""The window's front door: makes the application, the loop and the window, and wires the pages together."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

from mailer_gui.ui import icons, preferences, theme
from mailer_gui.ui.closing import Closing
from mailer_gui.ui.context import PageContext, PageEntry
from mailer_gui.ui.help import show_help
from mailer_gui.ui.log_viewer import show_log
from mailer_gui.ui.lookout import Lookout
from mailer_gui.ui.page import Page
from mailer_gui.ui.palette import Palette
from mailer_gui.ui.startup import mark_first_paint
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import set_up_locale, tr
from mailer_gui.ui.warming import WarmUp
from mailer_gui.ui.window import Window


def pages() -> list[PageEntry]:
    """List the pages in the order of the sidebar; a page's module is imported when it is first shown."""
    return [
        PageEntry("campaigns", tr("Campaigns"), "campaigns", _later("campaigns.page")),
        PageEntry(
            "campaign", tr("Campaign"), "campaigns", _later("campaign.page"), "", "campaigns", web=True, ahead=True
        ),
        PageEntry("outbox", tr("Outbox"), "campaigns", _later("outbox.page"), "", "campaigns", web=True),
        PageEntry("contacts", tr("Contacts"), "contacts", _later("contacts.page")),
        PageEntry("segments", tr("Segments"), "segment", _later("segments.page"), place="under"),
        PageEntry("suppressions", tr("Suppressions"), "block", _later("suppressions.page"), place="under"),
        PageEntry("accounts", tr("Accounts"), "accounts", _later("accounts")),
        PageEntry("reports", tr("Reports"), "reports", _later("reports.page")),
        PageEntry("practice", tr("Practice mailbox"), "practice", _later("practice.page"), "bottom", web=True),
        PageEntry("settings", tr("Settings"), "settings", _later("settings"), place="bottom"),
        PageEntry("first_run", tr("Welcome"), "mailer", _later("first_run"), place=""),
    ]


def _later(module: str) -> Callable[[PageContext], Page]:
    def make(context: PageContext) -> Page:
        made: Page = importlib.import_module(f"mailer_gui.ui.pages.{module}").make(context)
        return made

    return make


def make_application(arguments: list[str] | None = None) -> QApplication:
    """Make the application with our look; the one that exists is taken when there is one."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        # Web views are loaded when first needed, which Qt allows only with this attribute set before the application.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        app = QApplication(arguments or sys.argv[:1])
    sys.setswitchinterval(0.0005)  # the window's thread must not wait five milliseconds for one that only reads
    app.setApplicationName("Mailer")
    app.setApplicationDisplayName("Mailer")
    app.setDesktopFileName("mailer-gui")
    app.setQuitOnLastWindowClosed(False)  # closing a mere dialog must not end the loop
    set_up_locale()
    theme.install(app).use(preferences.theme_mode())
    app.setWindowIcon(icons.app_icon())
    return app


def make_window(workspace: Path) -> Window:
    """Make the window with all its pages; nothing is read before it has been painted."""
    tasks = Tasks(workspace)
    window = Window(workspace, pages(), tasks)
    tasks.setParent(window)
    window.show_log = lambda: show_log(window, workspace)
    window.show_help = lambda: show_help(window, window.show_log, lambda: window.navigate("first_run"))
    window.show_palette = lambda: Palette(window, window.context, pages()).open()
    window.painted.connect(lambda: _begin(window))
    return window


def _begin(window: Window) -> None:
    def ready(first_page: str) -> None:
        window.mend()
        window.navigate(first_page)
        window.tasks.read(window, _wake)
        window.tasks.read(window, _people, lambda count: window.context.badge("contacts", count or None))
        Lookout(window).begin()
        window.begun.emit()

    window.tasks.read(window, _first_page, ready, lambda error: window.show_broken(error, lambda: _begin(window)))


def _first_page(ws: Any) -> str:
    """Welcome those who have neither people nor campaigns yet."""
    from mailer_gui.operations import campaigns, contacts

    return "campaigns" if contacts.count(ws) or campaigns.all(ws) else "first_run"


def _people(ws: Any) -> int:
    from mailer_gui.operations import contacts

    return contacts.count(ws)


def _wake(ws: Any) -> None:
    """Go on with what was being sent when the computer or the sender stopped."""
    from mailer_gui.operations import campaigns

    campaigns.wake(ws)


def tidy_up(window: Window) -> None:
    """Do what is left to do in the workspace, away from the window; seldom there is anything."""
    from mailer_gui.operations import tidying

    def begin(wanted: bool) -> None:
        if wanted:
            window.tasks.start(window, tr("Preparing the search"), tidying.tidy)

    window.tasks.read(window, tidying.is_wanted, begin)


def run(workspace: Path) -> int:
    """Open the window and stay until it is closed; give the exit code."""
    app = make_application()
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    window = make_window(workspace)
    over = loop.create_future()

    def end() -> None:
        if not over.done():
            over.set_result(0)

    Closing(window, end)
    warm_up = WarmUp(window)
    warm_up.done.connect(lambda: tidy_up(window))
    window.begun.connect(warm_up.begin)
    sys.excepthook = _hook(window, end)
    mark_first_paint(window)
    window.show()
    with loop:
        return int(loop.run_until_complete(_stay(window, over)))


async def _stay(window: Window, over: asyncio.Future[int]) -> int:
    """Wait for the end, then let cancelled tasks run their last lines.

    The loop is run once only: each of its ends tells Qt that the program quits, and the web engine stands that once.
    """
    code = await over
    window.tasks.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    if others:
        await asyncio.wait(others, timeout=1)
    return code


def _hook(
    window: Window, end: Callable[[], None]
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.may_close = True
            window.close()
            end()
            return
        logging.getLogger(__name__).error("Not caught", exc_info=(kind, error, trace))
        window.tasks.report(error)

    return hook
