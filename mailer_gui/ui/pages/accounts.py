"""The accounts page: every SMTP server one may send through, what it has sent today, and whether it may send now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.account import AccountDialog
from mailer_gui.ui.page import Page
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.widgets.basics import button, clear, column, icon_button, label, page, row, scrolled
from mailer_gui.ui.widgets.cards import Banner, Card, EmptyState, PageHeader
from mailer_gui.ui.widgets.dialogs import ask
from mailer_gui.ui.widgets.pills import Pill
from mailer_gui.ui.widgets.progress import ProgressLine


@dataclass(frozen=True, slots=True)
class Entry:
    """An account as the page shows it."""

    account: Account
    used: int
    has_password: bool


LONG_NAME = 24


def make(context: PageContext) -> Page:
    """Make the page."""
    return AccountsPage(context)


def read(ws: Any) -> list[Entry]:
    """Give all accounts with today's messages."""
    from mailer_gui.operations import accounts

    used = accounts.used_today(ws)
    return [
        Entry(account, used.get(account.id, 0), not account.username or accounts.has_password(ws, account))
        for account in accounts.all(ws)
    ]


class AccountsPage(Page):
    """All accounts as cards; the practice server is the last one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.entries: list[Entry] = []
        self.new = button(tr("New account"), "primary", self.start_new, icon="plus")
        self.header = PageHeader(tr("Accounts"), tr("The servers that send for you"), self.new)
        self.empty = Card(
            EmptyState(
                "accounts",
                tr("No account of your own yet"),
                tr("Mailer sends through your own mail account. If we know your provider, its settings are filled in."),
                button(tr("Set up my account"), "primary", self.start_new),
            )
        )
        self._cards = column(spacing=t.M)
        inner = QWidget()
        inner.setLayout(column(self.empty, self._cards, None, spacing=t.M))
        layout = page(self.header, scrolled(inner))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def open_with(self, argument: Any) -> None:
        """`"new"` begins a new account, an account's id opens it."""
        if argument == "new":
            self.start_new()
        elif isinstance(argument, int):
            self.context.tasks.read(self, lambda ws: _get(ws, argument), self.edit)

    def refresh(self) -> None:
        """Read the accounts again."""
        self.context.tasks.read(self, read, self._show)

    def start_new(self) -> bool:
        """Begin a new account."""
        AccountDialog(self.window(), self.context.tasks, self._saved).open()
        return True

    def edit(self, account: Account) -> None:
        """Open an account; the practice server is changed on its own page."""
        if account.kind is AccountKind.PRACTICE:
            self.context.navigate("practice", None)
        else:
            AccountDialog(self.window(), self.context.tasks, self._saved, account).open()

    def cards(self) -> list[AccountCard]:
        """Give the cards in their order."""
        found = (self._cards.itemAt(place) for place in range(self._cards.count()))
        return [w for item in found if item is not None and isinstance(w := item.widget(), AccountCard)]

    def _show(self, entries: list[Entry]) -> None:
        if entries == self.entries and self.cards():
            return
        self.entries = entries
        clear(self._cards)
        for entry in entries:
            self._cards.addWidget(AccountCard(entry, self))
        own = sum(1 for entry in entries if entry.account.kind is not AccountKind.PRACTICE)
        self.empty.setVisible(own == 0)
        self.new.setVisible(own > 0)

    def _saved(self, account: Account) -> None:
        self.context.notify(Notice(tr("The account “{name}” is saved.").format(name=account.name)))
        self.refresh()

    def ask_remove(self, account: Account) -> None:
        """Ask, then remove an account with its password."""

        def work(ws: Any) -> None:
            from mailer_gui.operations import accounts

            accounts.remove(ws, account.id)

        def removed(_none: None) -> None:
            self.context.notify(Notice(tr("The account “{name}” is removed.").format(name=account.name)))
            self.refresh()

        ask(
            self.window(),
            tr("Remove the account “{name}”?").format(name=account.name),
            tr("Its password is removed from the password store too. Reports of what it sent stay."),
            [
                (tr("Keep it"), "plain", None),
                (tr("Remove"), "danger", lambda: self.context.tasks.read(self, work, removed)),
            ],
        )


class AccountCard(Card):
    """One account: name and state, server and From, and how much of today's limit is used."""

    def __init__(self, entry: Entry, owner: AccountsPage) -> None:
        super().__init__(spacing=t.S)
        self.entry, self._owner = entry, owner
        account = entry.account
        self._practice = account.kind is AccountKind.PRACTICE
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        word, kind = state_of(entry)
        self.pill = Pill(word, kind)
        self.setAccessibleName(f"{account.name}, {word}")
        title = label(account.name, "section", wrap=len(account.name) > LONG_NAME)
        name = row(title, self.pill, None, spacing=t.M)
        name.setStretch(0, 1 if title.wordWrap() else 0)
        left = column(name, label(_who(account), "muted", wrap=True), spacing=t.XS)
        whole = row(left, self._usage(), self._buttons(), spacing=t.XL)
        whole.setStretch(0, 3)
        whole.setStretch(1, 1)
        self.content.addLayout(whole)
        if account.stopped_reason:
            banner = Banner("bad", "", account.stopped_reason)
            banner.set("bad", "", account.stopped_reason, tr("Mend it"), self._open)
            self.content.addWidget(banner)

    def _usage(self) -> QWidget:
        most, day = most_today(self.entry.account)
        used = number(self.entry.used)
        words = (
            tr("{used} of {most} in 24 hours").format(used=used, most=number(most))
            if most
            else tr("{used} in 24 hours, no limit").format(used=used)
        )
        if day is not None:
            words = tr("{words}, warm-up day {day}").format(words=words, day=day)
        holder = QWidget()
        holder.setMinimumWidth(150)
        holder.setMaximumWidth(190)
        bar = ProgressLine()
        bar.setAccessibleName(words)
        bar.set(min(self.entry.used, most), most) if most else bar.hide()
        holder.setLayout(column(None, label(words, "small", wrap=True), bar, None, spacing=t.XS))
        return holder

    def _buttons(self) -> QWidget:
        holder = QWidget()
        if self._practice:
            holder.setLayout(row(None, button(tr("Open mailbox"), "plain", self._open)))
        else:
            self.more = icon_button("more", tr("More for this account"), self._menu, "text")
            holder.setLayout(row(None, button(tr("Edit"), "plain", self._open), self.more))
        holder.setMinimumWidth(max(128, holder.minimumSizeHint().width()))
        return holder

    def _open(self) -> None:
        self._owner.edit(self.entry.account)

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("edit"), tr("Edit"), self._open)
        menu.addAction(icons.icon("trash"), tr("Remove"), lambda: self._owner.ask_remove(self.entry.account))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return opens, Delete asks to remove."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        elif event.key() == Qt.Key.Key_Delete and not self._practice:
            self._owner.ask_remove(self.entry.account)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """A double click opens."""
        self._open()


def state_of(entry: Entry) -> tuple[str, str]:
    """Give (word, meaning) of an account's state."""
    account = entry.account
    if account.kind is AccountKind.PRACTICE:
        return tr("Nothing leaves this computer"), "info"
    if account.stopped_reason:
        return tr("Stopped"), "bad"
    if not entry.has_password:
        return tr("Needs a password"), "warning"
    most, _ = most_today(account)
    if most and entry.used >= most:
        return tr("Waits: day limit reached"), "warning"
    return tr("Ready"), "good"


def most_today(account: Account) -> tuple[int, int | None]:
    """Give how many messages an account may send in 24 hours (0: no limit), and the day of its warm-up, if any."""
    from mailer_gui.operations import limits

    day = limits.warm_up_day(account)
    if day is None:
        return account.limits.per_day, None
    step = account.warm_up.steps[day - 1]
    return min(step, account.limits.per_day or step), day


def _who(account: Account) -> str:
    identity = account.identity
    sender = f"{identity.name} <{identity.address}>" if identity.name else identity.address
    if account.kind is AccountKind.PRACTICE:
        return tr("Keeps the mail of rehearsals in the practice mailbox")
    return f"{sender} · {account.host}"


def _get(ws: Any, account_id: int) -> Account:
    from mailer_gui.operations import accounts

    return accounts.get(ws, account_id)
