"""The window: sidebar, the page in front, the status strip and the notices. It knows pages only by their entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.paths import config_folder
from mailer_gui.ui.context import Notice, PageContext, PageEntry
from mailer_gui.ui.page import Page
from mailer_gui.ui.sidebar import Sidebar
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import sentence, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, row
from mailer_gui.ui.widgets.cards import EmptyState
from mailer_gui.ui.widgets.dialogs import Dialog, show_error
from mailer_gui.ui.widgets.progress import StatusStrip
from mailer_gui.ui.widgets.surface import ready_for_web_pages
from mailer_gui.ui.widgets.toasts import Toast

TITLE = "Mailer"
PAINT_PATIENCE_MS = 2000
FRAME = (16, 40)
"""What the system needs around the window for its frame and its title."""
_TABLE_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".vcard", ".ldif")


class Window(QMainWindow):
    """The one window. `painted` comes once, after it was first drawn, `begun` when its first page is in front;
    `closing` when the person wants to close it."""

    painted = Signal()
    begun = Signal()
    closing = Signal()

    def __init__(self, workspace: Path, entries: Sequence[PageEntry], tasks: Tasks) -> None:
        super().__init__()
        theme().dress(self)
        self.setWindowTitle(TITLE)
        self.setMinimumSize(860, 560)
        self._fit_screen()
        self.setAcceptDrops(True)
        self.tasks = tasks
        self.may_close = False
        self.show_log: Callable[[], object] = lambda: None
        self.show_help: Callable[[], object] = lambda: None
        self.show_palette: Callable[[], object] = lambda: None
        self._entries = {entry.key: entry for entry in entries}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._drawn = False
        self.context = PageContext(
            workspace=workspace, tasks=tasks, navigate=self.navigate, notify=self.notify, badge=self._badge
        )
        self.sidebar = Sidebar(entries)
        self.sidebar.chosen.connect(self.navigate)
        self._stack = QStackedWidget()
        self._strip = StatusStrip()
        body = QFrame()
        body.setLayout(column(self._stack, self._strip, spacing=0))
        self._toast = Toast(body)
        self._toast.lifted_over = self._strip
        whole = QWidget()
        whole.setLayout(row(self.sidebar, body, spacing=0))
        self.setCentralWidget(whole)
        tasks.job_started.connect(self._strip.add)
        tasks.job_started.connect(lambda _: QTimer.singleShot(0, self._toast, self._toast.place))
        tasks.error.connect(self._show_error)
        self._shortcuts()
        self._restore_geometry()

    def _fit_screen(self) -> None:
        """Take a good size, or what the screen has once the system has put its frame around the window."""
        room = self.screen().availableGeometry()
        self.resize(min(1280, room.width() - FRAME[0]), min(800, room.height() - FRAME[1]))

    def _shortcuts(self) -> None:
        top = [key for key, entry in self._entries.items() if entry.place in ("top", "bottom")]
        for place, key in enumerate(top, start=1):
            QShortcut(QKeySequence(f"Ctrl+{place}"), self, partial(self.navigate, key))
        for keys, action in (
            ("Ctrl+N", self._start_new),
            ("Ctrl+F", lambda: self._front(lambda page: page.start_search())),
            ("Esc", lambda: self._front(lambda page: page.go_back())),
            ("Ctrl+Return", lambda: self._front(lambda page: page.send())),
            ("F5", lambda: self._front(lambda page: page.refresh())),
            ("F1", lambda: self.show_help()),
            ("Ctrl+K", lambda: self.show_palette()),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self, action)

    def _front(self, ask: Callable[[Page], object]) -> None:
        page = self._pages.get(self._current)
        if page is not None:
            ask(page)

    def _start_new(self) -> None:
        page = self._pages.get(self._current)
        if page is None or not page.start_new():
            self.navigate("campaigns", "new")

    @property
    def current(self) -> str:
        """The key of the page in front."""
        return self._current

    def page(self, key: str) -> Page:
        """Give a page, making it the first time."""
        page = self.build(key)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        return page

    def build(self, key: str) -> Page:
        """Build a page the first time, without dressing it: the two take about as long."""
        if key not in self._pages:
            self._pages[key] = self._entries[key].make(self.context)
        return self._pages[key]

    def built_ahead(self) -> list[str]:
        """Give the keys of the pages that take so long to build that it is done before they are opened."""
        return [key for key, entry in self._entries.items() if entry.ahead]

    def made_pages(self) -> list[Page]:
        """Give the pages that have been made."""
        return list(self._pages.values())

    def navigate(self, key: str, argument: Any = None) -> None:
        """Bring a page to the front, and hand it an argument if there is one."""
        if key not in self._entries:
            return
        self._front(lambda page: page.leave())
        if self._entries[key].web:
            ready_for_web_pages(self)
        page = self.page(key)
        self._current = key
        self._stack.setCurrentWidget(page)
        entry = self._entries[key]
        self.sidebar.mark(key if entry.place else entry.marks)
        if argument is not None:
            page.open_with(argument)
        page.refresh()
        focused = self.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            page.setFocus()

    def notify(self, notice: Notice) -> None:
        """Show a notice at the lower edge."""
        self._toast.show_notice(notice)

    def _badge(self, key: str, count: int | None) -> None:
        self.sidebar.set_badge(key, count)

    def _show_error(self, error: MailerError) -> None:
        if any(dialog.text.text() == error.message for dialog in self.dialogs()):
            return  # said already; work that is repeated must not pile up dialogs
        show_error(self, error, self.show_log)

    def show_broken(self, error: MailerError, again: Callable[[], object]) -> None:
        """Show that the workspace cannot be used, in place of every page."""
        state = EmptyState(
            "error",
            tr(error.title),
            f"{sentence(error.message)} {error.hint}".strip(),
            button(tr("Show log"), "plain", self.show_log),
            button(tr("Try again"), "primary", again),
        )
        self._stack.addWidget(state)
        self._stack.setCurrentWidget(state)
        self.sidebar.setEnabled(False)

    def mend(self) -> None:
        """Take the pages up again after trouble with the workspace is over."""
        self.sidebar.setEnabled(True)

    def dialogs(self) -> list[Dialog]:
        """Give the dialogs that are open."""
        return [d for d in self.findChildren(Dialog) if d.isVisible()]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        QTimer.singleShot(0, self, self._tell_painted)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """A window that comes up minimised is not painted for a long time; its pages do not wait for that."""
        super().showEvent(event)
        QTimer.singleShot(PAINT_PATIENCE_MS, self, self._tell_painted)

    def _tell_painted(self) -> None:
        if not self._drawn:
            self._drawn = True
            self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+Z takes back what the notice says; whoever has something of their own to undo has heard of it before."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._toast.undo()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the notice in its place."""
        super().resizeEvent(event)
        if self._toast.isVisible():
            self._toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close when nothing speaks against it; whoever listens to `closing` decides."""
        if self.may_close:
            self._save_geometry()
            event.accept()
        else:
            event.ignore()
            self.closing.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files."""
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the files to the page in front; tables open the import."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        page = self._pages.get(self._current)
        if page is not None and page.accept_files(paths):
            event.acceptProposedAction()
        elif paths and Path(paths[0]).suffix.lower() in _TABLE_FILES:
            event.acceptProposedAction()
            self.navigate("contacts", {"import": paths[0]})

    def _settings(self) -> QSettings:
        return QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)

    def _restore_geometry(self) -> None:
        kept = self._settings().value("geometry")
        if kept is not None:
            self.restoreGeometry(kept)

    def _save_geometry(self) -> None:
        self._settings().setValue("geometry", self.saveGeometry())
