"""Accounts and their dialog, the practice mailbox, the settings."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from mailer_gui.model.accounts import PACE, Account, DomainLimit, Identity, LearnedPace, Limits, Security, WarmUp
from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.ui.dialogs.account import AccountDialog
from mailer_gui.ui.pages.accounts import AccountsPage
from mailer_gui.ui.pages.practice.page import PracticePage
from mailer_gui.ui.pages.practice.trouble import OFF
from tests.screenshots.stage import Scene, Stage


def some_accounts(ws: Any) -> None:
    """Make accounts in different states."""
    from mailer_gui.operations import accounts

    known = {one.name for one in accounts.all(ws)}
    bakery = Identity("news@bakery.example", "Corner Bakery")
    for account in (
        Account(0, "Newsletter", "smtp.bakery.example", 587, Security.STARTTLS, bakery, limits=Limits(per_day=500)),
        Account(0, "Office", "mail.bakery.example", 465, Security.TLS, Identity("office@bakery.example"), "office"),
        Account(0, "Old server", "old.bakery.example", 465, Security.TLS, Identity("old@bakery.example"), "old"),
    ):
        if account.name not in known:
            saved = accounts.save(ws, account)
            if account.name == "Old server":
                ws.accounts.set_stopped(saved.id, "The server refused the password.")


def some_mail(ws: Any) -> int:
    """Send a small practice campaign."""
    from mailer_gui.operations import campaigns, demo

    campaign_id = demo.prepare(ws, 30)
    campaigns.send(ws, campaign_id)
    return campaign_id


def is_over(ws: Any, campaign_id: int) -> bool:
    """Tell whether a campaign has finished."""
    from mailer_gui.operations import campaigns

    return campaigns.get(ws, campaign_id).state.is_over


async def accounts(stage: Stage) -> None:
    """The page, and the dialog: new, filled in, tested."""
    stage.window.navigate("accounts")
    page = stage.window.page("accounts")
    assert isinstance(page, AccountsPage)
    await stage.until(lambda: len(page.cards()) > 0)
    await stage.shoot("accounts-first")
    await stage.window.tasks.ask(some_accounts)
    page.refresh()
    await stage.until(lambda: len(page.cards()) > 3)
    await stage.shoot("accounts")
    page.start_new()
    dialog = stage.window.dialogs()[0]
    assert isinstance(dialog, AccountDialog)
    await stage.until(lambda: dialog.provider.count() > 20)
    await stage.shoot("account-new", dialog)
    dialog.address.setText("corner.bakery.example@gmail.com")
    dialog._find_preset()
    for place, name in enumerate(("server", "identity", "limits")):
        dialog.tabs.setCurrentIndex(place)
        await stage.shoot(f"account-{name}", dialog)
    dialog.tabs.setCurrentIndex(0)
    await _tested(stage, dialog)


async def known_account(stage: Stage) -> None:
    """An account that is slowed down, warms up, and has limits for single domains."""
    tasks = stage.window.tasks

    def make(ws: Any) -> Account:
        from mailer_gui.operations import accounts

        identity = Identity("news@corner.example", "Corner Bakery")
        saved = accounts.save(
            ws,
            Account(
                0,
                "Corner",
                "smtp.corner.example",
                587,
                Security.STARTTLS,
                identity,
                limits=Limits(per_minute=30, per_day=2000),
                domain_limits=(
                    DomainLimit("*", Limits(per_minute=60)),
                    DomainLimit("example.org", Limits(per_minute=10, per_hour=300), 1),
                ),
                warm_up=WarmUp((50, 75, 112, 169, 253, 380, 570, 854, 1281, 1922), time.time() - 2 * 86400),
                depth=4,
            ),
        )
        pace = LearnedPace(1, 12.0, time.time() - 3000, "The server asked for less (“421 4.7.0 too many messages”).")
        ws.accounts.set_quirk(saved.id, PACE, asdict(pace))
        return saved

    account = await tasks.ask(make)
    stage.window.navigate("accounts")
    page = stage.window.page("accounts")
    assert isinstance(page, AccountsPage)
    page.edit(account)
    dialog = stage.window.dialogs()[0]
    assert isinstance(dialog, AccountDialog)
    await stage.until(dialog.form.warm_up.today.text)
    for place, name in ((2, "learned"), (3, "domains"), (4, "warm-up")):
        dialog.tabs.setCurrentIndex(place)
        await stage.shoot(f"account-{name}", dialog)


async def _tested(stage: Stage, dialog: AccountDialog) -> None:
    from mailer_gui.operations import practice

    server = dialog.form.server
    server.fill("localhost", await stage.window.tasks.ask(practice.ensure_running), Security.NONE, "")
    dialog._start_test()
    await stage.until(lambda: "ready to send" in dialog.test._verdict.text())
    await stage.shoot("account-tested", dialog)
    server.port.setValue(1)
    dialog._start_test()
    await stage.until(lambda: "cannot send" in dialog.test._verdict.text())
    await stage.shoot("account-unreachable", dialog)
    server.host.setText("https://smtp.bakery.example")
    dialog._start_test()
    await stage.until(lambda: "not a server name" in dialog.banner._title.text())
    await stage.shoot("account-mistake", dialog)


async def practice_mailbox(stage: Stage) -> None:
    """Empty, with mail in three views, and rehearsing trouble."""
    tasks = stage.window.tasks
    stage.window.navigate("practice")
    page = stage.window.page("practice")
    assert isinstance(page, PracticePage)
    await stage.calm(0.5)
    if page.model.rowCount() == 0:
        await stage.shoot("practice-empty")
        campaign_id = await tasks.ask(some_mail)
        while not await tasks.ask(lambda ws: is_over(ws, campaign_id)):
            await stage.calm()
        page.refresh()
    await stage.until(lambda: bool(page.viewer.subject.text()))
    await stage.calm(1.5)
    for place, name in enumerate(("page", "text", "source")):
        page.viewer.tabs.setCurrentIndex(place)
        await stage.shoot(f"practice-{name}")
    page.viewer.tabs.setCurrentIndex(0)
    await stage.shoot("practice-trouble", page.ask_trouble())
    await stage.close_dialogs()
    page.use_behaviour(PracticeBehaviour(greylist=True, reject_percent=10))
    await stage.until(page.banner.isVisible)
    await stage.shoot("practice-rehearsing")
    page.ask_empty()
    await stage.shoot("practice-ask-empty", stage.window.dialogs()[0])
    page.use_behaviour(OFF)
    await stage.until(lambda: not page.banner.isVisible())


async def settings(stage: Stage) -> None:
    """The settings."""
    stage.window.navigate("settings")
    await stage.calm(0.5)
    await stage.shoot("settings")


SCENES: dict[str, Scene] = {
    "accounts": accounts,
    "account-known": known_account,
    "practice": practice_mailbox,
    "settings": settings,
}
