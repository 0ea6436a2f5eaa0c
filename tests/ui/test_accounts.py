"""Accounts on screen: filled in from the address, tested without blocking, saved with the password in the keyring."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from mailer_gui.model.accounts import (
    NO_DEPTH,
    PACE,
    Account,
    AccountKind,
    DomainLimit,
    Identity,
    LearnedPace,
    Limits,
    Security,
    WarmUp,
)
from mailer_gui.ui.dialogs.account import AccountDialog
from mailer_gui.ui.pages.accounts import AccountsPage
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


def accounts_of(ws: Any) -> list[Account]:
    from mailer_gui.operations import accounts

    return accounts.all(ws)


def save(ws: Any, account: Account) -> Account:
    from mailer_gui.operations import accounts

    return accounts.save(ws, account)


def newsletter(**changes: Any) -> Account:
    values = {"id": 0, "name": "Newsletter", "host": "smtp.bakery.example", "port": 587}
    values |= {"security": Security.STARTTLS, "identity": Identity("news@bakery.example", "Corner Bakery")}
    return Account(**{**values, **changes})


class Form:
    """The dialog, and what it saved."""

    def __init__(self, window: Window, account: Account | None = None) -> None:
        self.saved: list[Account] = []
        self.dialog = AccountDialog(window, window.tasks, self.saved.append, account)
        self.dialog.open()

    def fill(self, **texts: str) -> None:
        server = self.dialog.form.server
        edits = {"address": self.dialog.address, "host": server.host, "username": server.username}
        for name, text in texts.items():
            (edits | {"password": server.password})[name].setText(text)


@pytest.fixture
def form(window: Window) -> Form:
    """A new account's dialog."""
    return Form(window)


def to_practice(form: Form, port: int) -> None:
    server = form.dialog.form.server
    server.host.setText("127.0.0.1")
    server.security.setCurrentIndex(server.security.findData(Security.NONE))
    server.port.setValue(port)
    server.username.setText("")


@pytest.fixture
def silent() -> Iterator[int]:
    """A port where a connection is taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_the_address_fills_in_the_rest_with_a_note(qtbot: QtBot, form: Form) -> None:
    qtbot.waitUntil(lambda: form.dialog.provider.count() > 20, timeout=LONG_MS)
    form.fill(address="ana@gmail.com")
    form.dialog._find_preset()
    server = form.dialog.form.server
    assert (server.host.text(), server.port.value(), server.username.text()) == (
        "smtp.gmail.com",
        465,
        "ana@gmail.com",
    )
    assert form.dialog.provider.currentText() == "Gmail"
    assert form.dialog.form.limits.limits() == Limits(per_day=500)
    assert form.dialog.banner.isVisible()


def test_what_a_person_typed_is_not_overwritten(qtbot: QtBot, form: Form) -> None:
    form.dialog.form.server.host.setText("mail.bakery.example")
    form.dialog._touch()
    form.fill(address="ana@gmail.com")
    form.dialog._find_preset()
    assert form.dialog.form.server.host.text() == "mail.bakery.example"


def test_a_provider_can_be_chosen_by_name(qtbot: QtBot, form: Form) -> None:
    qtbot.waitUntil(lambda: form.dialog.provider.count() > 20, timeout=LONG_MS)
    form.dialog._use_named("SendGrid")
    assert form.dialog.form.server.username.text() == "apikey"


def test_encryption_brings_its_usual_port(form: Form) -> None:
    security = form.dialog.form.server.security
    security.setCurrentIndex(security.findData(Security.STARTTLS))
    security.activated.emit(security.currentIndex())
    assert form.dialog.form.server.port.value() == 587


def test_the_password_is_hidden_until_one_asks(form: Form) -> None:
    password = form.dialog.form.server.password
    assert password.echoMode() is QLineEdit.EchoMode.Password
    password.eye.click()
    assert password.echoMode() is QLineEdit.EchoMode.Normal


def test_a_mistake_is_said_above_the_form(qtbot: QtBot, form: Form) -> None:
    form.fill(address="news@bakery.example", host="https://smtp.bakery.example")
    form.dialog.save()
    qtbot.waitUntil(form.dialog.save_button.isEnabled, timeout=LONG_MS)
    assert form.dialog.banner.isVisible()
    assert form.saved == []


def test_saving_keeps_the_password_in_the_keyring(
    qtbot: QtBot, form: Form, in_workspace: InWorkspace, real_keyring: dict[str, str]
) -> None:
    form.fill(address="news@bakery.example", host="smtp.bakery.example", username="news", password="geheim")
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].name == "news@bakery.example"
    assert in_workspace(lambda ws: ws.secrets.get(form.saved[0])) == "geheim"
    in_workspace(lambda ws: ws.secrets.delete(form.saved[0]))


def test_where_the_password_goes_is_said(qtbot: QtBot, form: Form) -> None:
    note = form.dialog.form.server.password_field.note
    qtbot.waitUntil(lambda: "No password store" in note.text(), timeout=LONG_MS)


def test_changing_an_account_keeps_what_is_not_touched(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    before = in_workspace(lambda ws: save(ws, newsletter(limits=Limits(per_day=500), connections=2)))
    form = Form(window, before)
    form.dialog.form.identity.reply_to.setText("office@bakery.example")
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0] == Account(
        **{
            **{name: getattr(before, name) for name in before.__slots__},
            "identity": Identity("news@bakery.example", "Corner Bakery", "office@bakery.example"),
        }
    )


# Limits for few


def test_domain_limits_are_a_table_that_is_typed_into(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    kept = DomainLimit("example.org", Limits(per_day=50), 2)
    form = Form(window, in_workspace(lambda ws: save(ws, newsletter(domain_limits=(kept,)))))
    tab = form.dialog.form.domains
    tab.add.click()
    tab.lines[1].domain.setText("@Example.NET ")
    tab.lines[1].per_minute.setValue(5)
    tab.every.click()
    tab.lines[2].at_once.setValue(3)
    tab.add.click()  # a line in which nothing is typed
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].domain_limits == (
        DomainLimit("*", Limits(), 3),
        DomainLimit("example.net", Limits(per_minute=5)),
        kept,
    )


def test_a_domain_that_is_none_is_said_above_the_form(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    form = Form(window, in_workspace(lambda ws: save(ws, newsletter())))
    form.dialog.form.domains.add.click()
    form.dialog.form.domains.lines[0].domain.setText("nowhere")
    form.dialog.save()
    qtbot.waitUntil(form.dialog.banner.isVisible, timeout=LONG_MS)
    assert form.dialog.banner._title.text() == "“nowhere” is not a domain."
    assert form.saved == []


def test_a_line_can_be_taken_away(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    limit = DomainLimit("example.org", Limits(per_minute=5))
    form = Form(window, in_workspace(lambda ws: save(ws, newsletter(domain_limits=(limit,)))))
    form.dialog.form.domains.lines[0].removed.emit()
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].domain_limits == ()


def test_a_warm_up_is_made_of_three_numbers_and_shown_day_by_day(qtbot: QtBot, form: Form) -> None:
    tab = form.dialog.form.warm_up
    tab.on.click()
    tab.first.setValue(20)
    tab.factor.setValue(2.0)
    tab.days.setValue(4)
    assert tab.table.accessibleName() == "day 1: 20, day 2: 40, day 3: 80, day 4: 160"
    form.fill(address="news@bakery.example", host="smtp.bakery.example", username="")
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].warm_up == WarmUp((20, 40, 80, 160))


def test_a_warm_up_that_was_chosen_day_by_day_goes_on_untouched(
    qtbot: QtBot, window: Window, in_workspace: InWorkspace
) -> None:
    plan = WarmUp((5, 100, 101), time.time() - 86400 - 60)
    form = Form(window, in_workspace(lambda ws: save(ws, newsletter(warm_up=plan))))
    tab = form.dialog.form.warm_up
    qtbot.waitUntil(lambda: tab.today.text() == "Day 2 of 3: at most 100 today.", timeout=LONG_MS)
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].warm_up == plan


def test_more_at_a_time_says_what_it_widens(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    form = Form(window, in_workspace(lambda ws: save(ws, newsletter())))
    tab = form.dialog.form.limits
    assert not tab.deep.is_open
    tab.in_flight.setValue(8)
    assert "up to 8 messages on it are uncertain instead of one" in tab._widens.text()
    form.dialog.save()
    qtbot.waitUntil(lambda: bool(form.saved), timeout=LONG_MS)
    assert form.saved[0].depth == 8


def test_a_server_that_takes_one_at_a_time_is_told(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    def learn(ws: Any) -> Account:
        saved = save(ws, newsletter(depth=8))
        ws.accounts.set_quirk(saved.id, NO_DEPTH, {"at": time.time(), "why": "it does not offer CHUNKING"})
        return saved

    tab = Form(window, in_workspace(learn)).dialog.form.limits
    qtbot.waitUntil(lambda: not tab.no_depth.isHidden(), timeout=LONG_MS)


def test_a_learned_pace_is_shown_and_forgotten(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    def learn(ws: Any) -> Account:
        saved = save(ws, newsletter())
        ws.accounts.set_quirk(saved.id, PACE, asdict(LearnedPace(1, 12.0, time.time(), "The server asked for less")))
        return saved

    account = in_workspace(learn)
    form = Form(window, account)
    learned = form.dialog.form.limits.learned
    qtbot.waitUntil(lambda: not learned.isHidden(), timeout=LONG_MS)
    assert "at most 12 a minute" in learned._text.text()
    learned.action.click()
    qtbot.waitUntil(lambda: "Forgotten" in learned._text.text(), timeout=LONG_MS)
    assert in_workspace(lambda ws: ws.accounts.quirks(account.id)) == {}


# The test of the connection; the loop is the window's own


@pytest.fixture
def practice_port(in_workspace: InWorkspace) -> int:
    """The port of the practice server."""
    from mailer_gui.operations import practice

    return int(in_workspace(practice.ensure_running))


def test_a_good_account_gets_six_ticks(qtbot: QtBot, loop: Any, form: Form, practice_port: int) -> None:
    form.fill(address="news@bakery.example")
    to_practice(form, practice_port)
    form.dialog._start_test()
    qtbot.waitUntil(lambda: "ready to send" in form.dialog.test._verdict.text(), timeout=LONG_MS)
    assert [words.split()[0] for words in form.dialog.test.lines().values()] == ["good"] * 6


def test_a_closed_port_is_said_with_the_next_step(qtbot: QtBot, loop: Any, form: Form) -> None:
    form.fill(address="news@bakery.example")
    to_practice(form, 1)
    form.dialog._start_test()
    qtbot.waitUntil(lambda: "cannot send yet" in form.dialog.test._verdict.text(), timeout=LONG_MS)
    assert form.dialog.test.lines()["port"].startswith("bad")
    assert form.dialog.test.lines()["login"].startswith("-")


def test_the_window_lives_while_a_server_says_nothing_and_cancel_works(
    qtbot: QtBot, loop: Any, form: Form, silent: int
) -> None:
    form.fill(address="news@bakery.example")
    to_practice(form, silent)
    ticks: list[float] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start()
    form.dialog._start_test()
    qtbot.waitUntil(lambda: form.dialog.test.lines()["port"].startswith("running"), timeout=LONG_MS)

    def is_smooth() -> bool:
        ticks.clear()
        qtbot.waitUntil(lambda: len(ticks) > 50, timeout=LONG_MS)
        return max(b - a for a, b in pairwise(ticks)) < 0.2

    assert any(is_smooth() for _ in range(6))  # other programs hold it up, too, but not all the time
    running = form.dialog.test.is_running
    form.dialog.test.start.click()
    assert (running, form.dialog.test.is_running) == (True, False)
    assert form.dialog.test.lines()["port"].startswith("-")


def test_closing_the_dialog_stops_the_test(qtbot: QtBot, loop: Any, window: Window, form: Form, silent: int) -> None:
    form.fill(address="news@bakery.example")
    to_practice(form, silent)
    form.dialog._start_test()
    qtbot.waitUntil(lambda: form.dialog.test.is_running, timeout=LONG_MS)
    form.dialog.reject()
    qtbot.waitUntil(lambda: not window.tasks._running, timeout=LONG_MS)


# The page


def test_the_page_shows_the_practice_server_and_invites(qtbot: QtBot, window: Window) -> None:
    window.navigate("accounts")
    page = window.page("accounts")
    assert isinstance(page, AccountsPage)
    qtbot.waitUntil(lambda: len(page.cards()) == 1, timeout=LONG_MS)
    assert page.cards()[0].entry.account.kind is AccountKind.PRACTICE
    assert page.empty.isVisible()


def test_states_are_words(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    def fill(ws: Any) -> None:
        save(ws, newsletter())
        save(ws, newsletter(name="Office", username="office"))
        stopped = save(ws, newsletter(name="Old"))
        ws.accounts.set_stopped(stopped.id, "The server refused the password.")

    in_workspace(fill)
    window.navigate("accounts")
    page = window.page("accounts")
    assert isinstance(page, AccountsPage)
    qtbot.waitUntil(lambda: len(page.cards()) == 4, timeout=LONG_MS)
    said = [card.accessibleName() for card in page.cards()]
    assert said[:3] == ["Newsletter, Ready", "Office, Needs a password", "Old, Stopped"]


def test_removing_asks_first(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    account = in_workspace(lambda ws: save(ws, newsletter()))
    window.navigate("accounts")
    page = window.page("accounts")
    assert isinstance(page, AccountsPage)
    qtbot.waitUntil(lambda: len(page.cards()) == 2, timeout=LONG_MS)
    page.ask_remove(account)
    question = window.dialogs()[0]
    assert len(in_workspace(accounts_of)) == 2
    next(b for b in question.findChildren(type(page.new)) if b.text() == "Remove").click()
    qtbot.waitUntil(lambda: len(page.cards()) == 1, timeout=LONG_MS)
    assert len(in_workspace(accounts_of)) == 1
