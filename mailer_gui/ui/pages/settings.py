"""The settings page: the look, the time to undo Send, where everything is kept, and what this program is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from mailer_gui import __version__
from mailer_gui.ui import preferences
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.log_viewer import show_log
from mailer_gui.ui.page import Page
from mailer_gui.ui.session_offer import is_on, turn
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.widgets.basics import button, column, label, page, restyle, row, scrolled
from mailer_gui.ui.widgets.cards import Card, PageHeader
from mailer_gui.ui.widgets.inputs import number_box


def make(context: PageContext) -> Page:
    """Make the page."""
    return SettingsPage(context)


class SettingsPage(Page):
    """Everything that can be set, in six cards."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.header = PageHeader(tr("Settings"), tr("They take effect at once"))
        self.modes = {mode: QRadioButton() for mode in ThemeMode}
        self.undo = number_box(0, preferences.MOST_UNDO_SECONDS)
        self.session = QCheckBox(tr("Start again with my session"))
        self.session_note = label("", "small", wrap=True)
        self.store = label(tr("Looking…"), wrap=True)
        self.store_note = label("", "small", wrap=True)
        inner = QWidget()
        inner.setMaximumWidth(760)
        inner.setLayout(
            column(
                _section(tr("Look"), "", self._look()),
                _section(
                    tr("Sending"),
                    tr("After you press Send, nothing is sent for this long, and you can undo it."),
                    self._sending(),
                ),
                _section(
                    tr("After a restart of this computer"),
                    tr("Sending needs no window. What is scheduled or under way can go on by itself when you sign in."),
                    column(self.session, self.session_note, spacing=0),
                ),
                _section(tr("Passwords"), "", column(self.store, self.store_note, spacing=t.XS)),
                _section(tr("Where everything is kept"), "", self._places()),
                _section(tr("About"), "", self._about()),
                None,
                spacing=14,
            )
        )
        self.session_note.setContentsMargins(t.XL, 0, 0, 0)
        self.session.clicked.connect(self.start_with_session)
        layout = page(self.header, scrolled(inner))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Show what is set now."""
        self._mark_mode()
        self.undo.setValue(preferences.undo_seconds())
        self.context.tasks.read(self, _password_store, self._show_store)
        self.context.tasks.read(self, is_on, self._show_session)

    def _look(self) -> Any:
        group = QButtonGroup(self)
        names = {
            ThemeMode.SYSTEM: tr("As the system"),
            ThemeMode.LIGHT: tr("Light"),
            ThemeMode.DARK: tr("Dark"),
        }
        for mode, choice in self.modes.items():
            choice.setText(names[mode])
            group.addButton(choice)
            choice.clicked.connect(lambda _checked, mode=mode: self.use_theme(mode))
        theme().changed.connect(self._mark_mode)
        return row(*self.modes.values(), None, spacing=t.XL)

    def _mark_mode(self) -> None:
        self.modes[theme().mode].setChecked(True)

    def use_theme(self, mode: ThemeMode) -> None:
        """Take another look at once, and keep it."""
        preferences.set_theme_mode(mode)
        theme().use(mode)

    def _sending(self) -> Any:
        self.undo.setSuffix(tr(" seconds"))
        self.undo.setSpecialValueText(tr("send at once"))
        self.undo.setMinimumWidth(140)
        caption = label(tr("Time to undo Send"))
        caption.setBuddy(self.undo)
        self.undo.setAccessibleName(tr("Time to undo Send, in seconds"))
        self.undo.valueChanged.connect(preferences.set_undo_seconds)
        return row(caption, None, self.undo)

    def start_with_session(self, on: bool) -> None:
        """Let the sender start with the session, or no longer; what is shown is what is so."""
        turn(self.window(), self.context.tasks, lambda: self.context.tasks.read(self, is_on, self._show_session), on)

    def _show_session(self, on: bool) -> None:
        self.session.setChecked(on)
        self.session_note.setText(
            tr("It is on. The sender starts when you sign in, and ends by itself when there is nothing to do.")
            if on
            else tr("It is off. After a restart sending goes on when you open Mailer.")
        )

    def _places(self) -> Any:
        folder = str(self.context.workspace)
        shown = label(folder, wrap=True, selectable=True)
        shown.setAccessibleName("")
        buttons = row(
            button(tr("Open folder"), "plain", self.open_folder, icon="folder"),
            button(tr("Copy the path"), "plain", lambda: self._copy(folder)),
            button(tr("Show log"), "plain", self.show_log, icon="file"),
            None,
        )
        what = label(
            tr("Contacts, campaigns and reports are in this one folder. Copy it to keep a backup."), "small", wrap=True
        )
        return column(shown, what, t.XS, buttons, spacing=t.XS)

    def open_folder(self) -> None:
        """Show the workspace in the file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.context.workspace)))

    def show_log(self) -> None:
        """Show the log."""
        show_log(self.window(), self.context.workspace)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.context.notify(Notice(tr("The path is copied.")))

    def _about(self) -> Any:
        return column(
            label(tr("Mailer {version}").format(version=__version__), "strong"),
            label(
                tr(
                    "Free software under the MIT licence. It runs on this computer alone: no account with us,"
                    " no telemetry, and your contacts never leave it."
                ),
                "muted",
                wrap=True,
            ),
            t.XS,
            row(
                button(tr("Show the first page again"), "plain", lambda: self.context.navigate("first_run", None)), None
            ),
            spacing=t.XS,
        )

    def _show_store(self, found: tuple[bool, str]) -> None:
        available, name = found
        if available:
            self.store.setText(tr("Kept in {name}.").format(name=name))
            self.store_note.setText(tr("They are never in a file, a log or the database."))
        else:
            self.store.setText(tr("This computer has no password store."))
            self.store_note.setText(
                tr("Passwords are kept in memory until you close Mailer. On Linux, install GNOME Keyring or KWallet.")
            )
        restyle(self.store, role="" if available else "warning")


def _section(title: str, text: str, body: Any) -> Card:
    card = Card(label(title, "section"), spacing=t.S)
    if text:
        card.content.addWidget(label(text, "muted", wrap=True))
    card.content.addLayout(body)
    return card


def _password_store(ws: Any) -> tuple[bool, str]:
    from mailer_gui.operations import accounts

    return accounts.password_store(ws)
