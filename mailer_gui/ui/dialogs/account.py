"""The account dialog: the address first, everything else filled in from it, and a test before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QTabWidget, QWidget

from mailer_gui.model.accounts import Account, LearnedPace, Preset, WindowUse
from mailer_gui.model.errors import MailerError
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.account_form import AccountForm
from mailer_gui.ui.dialogs.account_test import ConnectionTest, Tested
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, row
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field, long_list

WIDTH = 860
KNOWN_PASSWORD = "••••••••"  # noqa: S105 - a placeholder on screen


class AccountDialog(Dialog):
    """Adds or changes one account. `saved` is called with it after it has been saved."""

    def __init__(
        self, parent: QWidget | None, tasks: Tasks, saved: Callable[[Account], object], account: Account | None = None
    ) -> None:
        title = tr("Account “{name}”").format(name=account.name) if account else tr("New account")
        super().__init__(parent, title, width=WIDTH)
        self._tasks, self._saved = tasks, saved
        self._id = account.id if account else 0
        self._preset: Preset | None = None
        self._touched = bool(account)
        self.form = AccountForm()
        self.address = QLineEdit(placeholderText="news@example.org")
        self.provider = QComboBox()
        long_list(self.provider)
        self.test = ConnectionTest(tasks)
        self.banner = Banner()
        self.banner.hide()
        self.tabs = QTabWidget()
        self._lay_out()
        self._connect()
        if account is not None:
            self.address.setText(account.identity.address)
            self.form.fill(account)
            self.form.identity.show_from(account.identity.address)
            self._look_at_use(account)
        self._look_for_passwords(account)
        self.address.setFocus()

    def _lay_out(self) -> None:
        self.provider.setAccessibleName(tr("Provider"))
        self.tabs.addTab(self.form.server, tr("Server"))
        self.tabs.addTab(self.form.identity, tr("Identity"))
        self.tabs.addTab(self.form.limits, tr("Limits"))
        self.tabs.addTab(self.form.domains, tr("Domains"))
        self.tabs.addTab(self.form.warm_up, tr("Warm-up"))
        self.address_field = Field(tr("E-mail address"), self.address)
        top = row(self.address_field, Field(tr("Provider"), self.provider), spacing=t.M)
        top.setStretch(0, 1)
        left = column(top, self.tabs, spacing=t.M)
        whole = row(left, self.test, spacing=t.XL)
        whole.setStretch(0, 1)
        self.test.setFixedWidth(310)
        self.test.setMinimumHeight(478)
        self.content.addWidget(self.banner)
        self.content.addLayout(whole)
        self.add_button(tr("Cancel"))
        self.save_button = self.add_button(tr("Save"), "primary", self.save)

    def _connect(self) -> None:
        self._wait = QTimer(self, singleShot=True, interval=250)
        self._wait.timeout.connect(self._find_preset)
        self.address.textEdited.connect(lambda: self._wait.start())
        self.address.textChanged.connect(self.form.identity.show_from)
        self.address.editingFinished.connect(self._find_preset)
        self.form.identity.from_name.textChanged.connect(lambda: self.form.identity.show_from(self.address.text()))
        self.provider.addItem(tr("Another provider"), "")
        self.provider.activated.connect(lambda: self._use_named(self.provider.currentData()))
        self.form.server.changed.connect(self._touch)
        self.test.wanted.connect(self._start_test)
        self._tasks.read(self, _provider_names, self._list_providers)

    def _touch(self) -> None:
        self._touched = True

    # Presets

    def _list_providers(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.provider.addItem(name, name)
        self._find_preset()

    def _find_preset(self) -> None:
        from mailer_gui.operations import providers

        address = self.address.text().strip()
        if "." not in address.rpartition("@")[2]:
            return
        preset = providers.preset_for(address)
        if preset is not None:
            self._show_preset(preset, fill=not self._touched)
        elif not self._touched:
            self.form.server.host.setPlaceholderText("smtp." + address.rpartition("@")[2])
            self.form.server.username.setText(address)

    def _use_named(self, name: str) -> None:
        from mailer_gui.operations import providers

        if not name:
            self._preset = None
            self.banner.hide()
            return
        self._show_preset(providers.preset_named(name, self.address.text()), fill=True)

    def _show_preset(self, preset: Preset, *, fill: bool) -> None:
        if preset == self._preset:
            return
        self._preset = preset
        if fill:
            self.form.use(preset)
        self.provider.setCurrentIndex(max(0, self.provider.findData(preset.provider)))
        if any(preset.limits.windows()):
            note = tr("Filled in from what {provider} published by {date}.").format(
                provider=preset.provider, date=_day(preset.as_of)
            )
            self.form.limits.note.setText(note)
        if preset.note:
            link = (tr("How to"), lambda: QDesktopServices.openUrl(QUrl(preset.link))) if preset.link else ("", None)
            self.banner.set("info", "", preset.note, *link)
        self.banner.setVisible(bool(preset.note))

    # The password

    def _look_for_passwords(self, account: Account | None) -> None:
        def look(ws: Any) -> tuple[bool, str, bool]:
            from mailer_gui.operations import accounts

            return *accounts.password_store(ws), bool(account and accounts.has_password(ws, account))

        def found(answer: tuple[bool, str, bool]) -> None:
            available, name, known = answer
            field = self.form.server.password_field
            if available:
                field.set_note(tr("Kept in {name}, never in a file.").format(name=name))
            else:
                field.set_note(tr("No password store here: kept until you close Mailer."))
            if known:
                self.form.server.password.setPlaceholderText(KNOWN_PASSWORD)

        self._tasks.read(self, look, found, lambda _problem: None)

    def _typed_password(self) -> str | None:
        return self.form.server.password.text() or None

    # What is used and known

    def _look_at_use(self, account: Account) -> None:
        def look(ws: Any) -> tuple[list[WindowUse], int | None, LearnedPace | None, bool]:
            from mailer_gui.operations import limits

            no_depth = bool(limits.why_no_depth(ws, account))
            return limits.used(ws, account), limits.warm_up_day(account), limits.learned_pace(ws, account), no_depth

        def found(answer: tuple[list[WindowUse], int | None, LearnedPace | None, bool]) -> None:
            used, day, pace, no_depth = answer
            self.form.limits.no_depth.setVisible(no_depth)
            self.form.limits.show_used(used)
            self.form.warm_up.show_day(day)
            self.form.limits.show_learned(pace, lambda: self._forget(account))

        self._tasks.read(self, look, found)

    def _forget(self, account: Account) -> None:
        def work(ws: Any) -> None:
            from mailer_gui.operations import limits

            limits.forget_pace(ws, account)

        self._tasks.read(self, work, lambda _: self.form.limits.show_forgotten(), self.show_problem)

    # Test and save

    def _start_test(self) -> None:
        account, password = self.form.account(self._id, self.address.text()), self._typed_password()

        def check(ws: Any) -> Account:
            from mailer_gui.operations import accounts

            return accounts.validated(ws, _tidied(account))

        self._clear_errors()
        self._tasks.read(
            self, check, lambda valid: self.test.run(Tested(valid, password)), lambda problem: self._refuse(problem)
        )

    def _refuse(self, problem: MailerError) -> None:
        self.show_problem(problem)
        self.test.refuse(tr("There is something to mend first."))

    def save(self) -> None:
        """Save the account and close, or say what is wrong."""
        account, password = self.form.account(self._id, self.address.text()), self._typed_password()
        self._clear_errors()
        self.save_button.setEnabled(False)

        def work(ws: Any) -> Account:
            from mailer_gui.operations import accounts

            return accounts.save(ws, _tidied(account), password, keep_for_now=True)

        self._tasks.read(self, work, self._done, self.show_problem)

    def _done(self, account: Account) -> None:
        self.test.cancel()
        self.accept()
        self._saved(account)

    def _clear_errors(self) -> None:
        self.banner.setVisible(bool(self._preset and self._preset.note))
        if self._preset:
            preset, self._preset = self._preset, None
            self._show_preset(preset, fill=False)

    def show_problem(self, problem: MailerError) -> None:
        """Say what is wrong, above the form."""
        self.save_button.setEnabled(True)
        self.banner.set("bad", problem.message, problem.hint)
        self.banner.show()

    def done(self, result: int) -> None:
        """Stop the test when the dialog goes."""
        self.test.cancel()
        super().done(result)


def _tidied(account: Account) -> Account:
    """Give the account with the limits for its domains as they are kept, or raise InputError about one of them."""
    from mailer_gui.operations import limits

    return replace(account, domain_limits=limits.tidied(account.domain_limits))


def _provider_names(_ws: Any) -> tuple[str, ...]:
    from mailer_gui.operations import providers

    return providers.provider_names()


def _day(date: str) -> str:
    """Write a date of the data (2026-11-24) for people."""
    return QLocale().toString(QDate.fromString(date, Qt.DateFormat.ISODate), "d MMM yyyy")
