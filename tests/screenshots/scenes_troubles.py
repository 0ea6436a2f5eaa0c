"""What the person sees when something goes wrong, from real faults: servers, certificates, files, a full disk."""

from __future__ import annotations

import os
import signal
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from mailer_gui.model.accounts import Account, AccountKind, Identity, Security
from mailer_gui.model.campaigns import CampaignState
from mailer_gui.ui.dialogs.account import AccountDialog
from mailer_gui.ui.dialogs.importing.dialog import ImportDialog
from mailer_gui.ui.pages.accounts import AccountsPage
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.peers.certificates import make_certificates
from tests.screenshots.begun import begun
from tests.screenshots.stage import Scene, Stage
from tests.support.processes import of_workspace

USER = "news@bakery.example"


def _tls(chain: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


async def connections(stage: Stage) -> None:
    """The account dialog against a wrong password, a wrong host, an expired certificate, a server that hangs up."""
    stage.window.navigate("accounts")
    page = stage.window.page("accounts")
    assert isinstance(page, AccountsPage)
    page.start_new()
    dialog = stage.window.dialogs()[0]
    assert isinstance(dialog, AccountDialog)
    dialog.address.setText(USER)
    form = dialog.form.server
    with tempfile.TemporaryDirectory() as folder:
        files = make_certificates(Path(folder))
        form.ca_file.setText(str(files.authority))
        form.password.setText("wrong")
        faults = {
            "password": Behaviour(tls=_tls(files.good), auth={USER: "right"}),
            "certificate": Behaviour(tls=_tls(files.expired), auth={USER: "right"}),
            "drops": Behaviour(drop_at=lambda _server, point, _address: point == "ehlo"),
        }
        for name, behaviour in faults.items():
            server = Server(behaviour)
            form.fill("localhost", await server.start(), Security.STARTTLS, USER)
            await _tested(stage, dialog, f"trouble-{name}")
            await server.stop()
        form.fill("smtp.bakery.invalid", 587, Security.STARTTLS, USER)
        await _tested(stage, dialog, "trouble-host")


async def _tested(stage: Stage, dialog: AccountDialog, name: str) -> None:
    dialog._start_test()
    await stage.until(lambda: not dialog.test.is_running and "cannot send" in dialog.test._verdict.text())
    await stage.shoot(name, dialog)


async def no_tables(stage: Stage) -> None:
    """Files that are no list of people: empty, binary, not there."""
    stage.window.navigate("contacts")
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("empty", b""), ("binary", bytes(range(256)) * 20), ("unreadable", None)):
            path = Path(folder) / f"{name}.csv"
            if content is None:
                path.mkdir()
            else:
                path.write_bytes(content)
            dialog = ImportDialog(stage.window, stage.window.context, path, lambda _result: None)
            dialog.open()
            await stage.until(dialog.banner.isVisible)
            await stage.shoot(f"trouble-file-{name}", dialog)
            await stage.close_dialogs()


def prepare(ws: Any, port: int, auth: bool) -> int:
    """Make a campaign of an own account on a port, and give its id."""
    from dataclasses import replace

    from mailer_gui.operations import campaigns, demo

    name = f"Port {port}"
    account = Account(0, name, "127.0.0.1", port, Security.NONE, Identity(USER, "Corner Bakery"), USER if auth else "")
    saved = ws.accounts.save(replace(account, kind=AccountKind.SMTP, connections=2))
    if auth:
        ws.secrets.remember_for_now(saved, "wrong")
    campaign = campaigns.get(ws, demo.prepare(ws, 200))
    plan = replace(campaign.plan, account_ids=(saved.id,))
    campaigns.save_draft(ws, replace(campaign, name="Spring newsletter", plan=plan))
    return campaign.id


async def _send(stage: Stage, server: Server, *, auth: bool = False) -> CampaignPage:
    port = await server.start()
    campaign_id = await stage.window.tasks.ask(lambda ws: prepare(ws, port, auth))
    return await begun(stage, campaign_id)


async def while_sending(stage: Stage) -> None:
    """The live board: the password is refused, and the server hangs up in the middle."""
    server = Server(Behaviour(auth={USER: "right"}))
    page = await _send(stage, server, auth=True)
    await stage.until(lambda: (look := page.board.snapshot) is not None and look.status.state is CampaignState.PAUSED)
    await stage.calm(0.5)
    await stage.shoot("trouble-live-password")
    await server.stop()
    server = Server(Behaviour(delay=0.02))
    server.behaviour.drop_at = lambda one, point, _address: point == "ehlo" and len(one.ledger) > 40
    server.behaviour.dot_reply = lambda one, _addresses: "421 4.3.2 closing down" if len(one.ledger) > 40 else None
    page = await _send(stage, server)
    await stage.until(lambda: (look := page.board.snapshot) is not None and look.status.state is CampaignState.RESTING)
    await stage.calm(0.5)
    await stage.shoot("trouble-live-drops")
    page.steering.request("cancel")
    await stage.until(lambda: (look := page.board.snapshot) is not None and look.status.state.is_over)
    await server.stop()


def kill_sender(workspace: Path) -> None:
    """Kill the sender of a workspace, as a crash or the system would."""
    for number in of_workspace(workspace):
        if "--sender" in Path(f"/proc/{number}/cmdline").read_text():
            os.kill(number, signal.SIGKILL)


async def killed(stage: Stage) -> None:
    """The sender is killed in the middle: it is started again by itself; when it ends again, by a button."""
    server = Server(Behaviour(delay=0.2))
    page = await _send(stage, server)
    board, toast = page.board, stage.window._toast
    for _ in range(2):
        await stage.until(lambda: (look := board.snapshot) is not None and look.sender_alive and look.rate > 0)
        kill_sender(stage.window.context.workspace)
        await stage.until(lambda: toast.isVisible() or "has stopped" in board.banner._title.text())
        await stage.until(lambda: "goes on now" in toast._text.text())
    await stage.until(lambda: "has stopped" in board.banner._title.text())
    await stage.shoot("trouble-live-killed")
    page.steering.request("cancel")
    await stage.until(lambda: (look := board.snapshot) is not None and look.status.state.is_over)
    await server.stop()


@contextmanager
def full_disk(ws: Any) -> Iterator[None]:
    """Let the database of the window not grow by a page any more, as on a full disk."""

    def stop_growing(connection: Any, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(ws.engine, "connect", stop_growing)
    ws.engine.dispose()
    with ws.engine.connect() as connection:
        connection.execute(text("PRAGMA page_count"))
    try:
        yield
    finally:
        event.remove(ws.engine, "connect", stop_growing)
        ws.engine.dispose()


async def no_room(stage: Stage) -> None:
    """A draft that cannot be kept because the disk is full."""
    from mailer_gui.operations import demo

    tasks = stage.window.tasks
    campaign_id = await tasks.ask(lambda ws: demo.prepare(ws, 200))
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.MESSAGE)
    await stage.calm(1.0)
    ws = await tasks.ask(lambda opened: opened)
    with full_disk(ws):
        page.writing.message.html.setPlainText("<p>Dear {{ first_name }},</p>\n" + "<p>Spring is here.</p>\n" * 9000)
        await stage.until(stage.window.dialogs)
        await stage.shoot("trouble-disk", stage.window.dialogs()[0])
        await stage.close_dialogs()
        await stage.shoot("trouble-disk-draft")
    page.writing.message.html.setPlainText("<p>Dear {{ first_name }},</p>")
    await stage.until(lambda: "Not saved" not in page.header.subtitle.text())


SCENES: dict[str, Scene] = {
    "trouble-connection": connections,
    "trouble-file": no_tables,
    "trouble-live": while_sending,
    "trouble-killed": killed,
    "trouble-disk": no_room,
}
