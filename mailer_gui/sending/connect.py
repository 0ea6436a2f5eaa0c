"""Opening sessions for the engine, testing an account, and sending one test message."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator

from mailer_gui.model.accounts import Account, Security
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import MailerError
from mailer_gui.sending.client import CONNECT_TIMEOUT, Client
from mailer_gui.sending.session import Session
from mailer_gui.sending.translate import translate

CHECK_TIMEOUT = 20.0


async def open_session(account: Account, password: str | None, patience: float = CONNECT_TIMEOUT) -> Session:
    """Open a connection, log in, and give it ready for messages."""
    client = Client(account, patience)
    try:
        await client.connect()
        await client.login(password)
        return client.session()
    except BaseException:
        client.close()
        raise


async def send_once(account: Account, password: str | None, sender: str, recipient: str, message: bytes) -> str:
    """Send one test message and give the server's words."""
    client = Client(account, timeout=30.0)
    try:
        await client.connect()
        await client.login(password)
        words = await client.send(sender, recipient, message)
        await client.quit()
    finally:
        client.close()
    return words


async def check_account(account: Account, password: str | None, from_address: str) -> AsyncGenerator[CheckStep, None]:
    """Sign in as a campaign would and give a line for each step; nothing is sent. Safe to cancel at any time."""
    client: Client | None = None
    key, title = "name", f"Finding {account.host}"
    try:
        yield CheckStep(key, title, CheckState.RUNNING)
        client = Client(account, timeout=CHECK_TIMEOUT)
        yield CheckStep(key, title, CheckState.GOOD, await _look_up(account))
        key, title = "port", f"Connecting to port {account.port}"
        yield CheckStep(key, title, CheckState.RUNNING)
        await client.connect()
        yield CheckStep(key, title, CheckState.GOOD, "The server answers.")
        yield _protection(account, client)
        key, title = "login", "Signing in"
        yield CheckStep(key, title, CheckState.RUNNING)
        await client.login(password)
        words = f"Signed in as {account.username}." if account.username else "No user name is needed."
        yield CheckStep(key, title, CheckState.GOOD, words)
        key, title = "sender", f"Writing as {from_address}"
        yield CheckStep(key, title, CheckState.RUNNING)
        yield await _may_write_as(client, from_address)
        yield _extensions(client)
        await client.quit()
    except MailerError as error:
        key, title = _where(error, key, title)
        yield CheckStep(key, title, CheckState.BAD, error.message, error.hint)
    finally:
        if client is not None:
            client.close()


async def _look_up(account: Account) -> str:
    loop = asyncio.get_running_loop()
    try:
        found = await asyncio.wait_for(
            loop.getaddrinfo(account.host.strip("[]"), account.port, type=socket.SOCK_STREAM), CHECK_TIMEOUT
        )
    except (OSError, UnicodeError) as error:
        raise translate(error if isinstance(error, OSError) else socket.gaierror(str(error)), account) from error
    return str(found[0][4][0])


def _where(error: MailerError, key: str, title: str) -> tuple[str, str]:
    """Connecting and protecting are one step of the dialogue, but two lines for people."""
    if key == "port" and getattr(error, "about", "") == "tls":
        return "tls", "Protecting the connection"
    return key, title


def _protection(account: Account, client: Client) -> CheckStep:
    title = "Protecting the connection"
    if account.security is Security.NONE:
        return CheckStep("tls", title, CheckState.GOOD, "Not needed: the server is on this computer.")
    return CheckStep("tls", title, CheckState.GOOD, f"{client.protection}, and the certificate is good.")


async def _may_write_as(client: Client, from_address: str) -> CheckStep:
    title = f"Writing as {from_address}"
    code, words = await client.command(b"MAIL FROM:<" + from_address.encode() + b">")
    if code >= 400:
        detail = f"The server answered: {code} {' '.join(words.split())}"
        hint = "Check the From address. Many providers only allow the address of the account."
        return CheckStep("sender", title, CheckState.BAD if code >= 500 else CheckState.WARNING, detail, hint)
    await client.command(b"RSET")
    return CheckStep("sender", title, CheckState.GOOD, "The server allows this From address.")


def _extensions(client: Client) -> CheckStep:
    known = client.extensions
    good = []
    if "pipelining" in known:
        good.append("takes messages without pauses")
    if known.get("size", "").isdigit() and int(known["size"]) > 0:
        good.append(f"takes messages up to {int(known['size']) / 1_000_000:.0f} MB")
    detail = f"The server {' and '.join(good)}." if good else "The server offers nothing special."
    limit = int(known["size"]) if known.get("size", "").isdigit() else 0
    return CheckStep("extensions", "What the server offers", CheckState.GOOD, detail, size_limit=limit)
