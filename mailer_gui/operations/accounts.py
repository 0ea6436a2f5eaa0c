"""SMTP accounts: saving them with their password, what known providers want, and testing the connection."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import (
    MOST_MESSAGES,
    PRACTICE_ACCOUNT_NAME,
    SIZE_LIMIT,
    Account,
    AccountKind,
    Identity,
    Security,
)
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import InputError, MailerError, NotFoundError, SecretError, no_such

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

LONGEST_NAME = 80
MOST_CONNECTIONS = 50
DAY = 86400.0
_HOST = re.compile(r"[^\W_]([\w-]*\w)?(\.[^\W_]([\w-]*\w)?)*\.?")


def all(ws: Workspace) -> list[Account]:
    """Give every account by name; the practice server is always there and comes last."""
    ws.accounts.ensure_practice()
    return sorted(ws.accounts.all(), key=lambda a: (a.kind is AccountKind.PRACTICE, a.name.lower()))


def get(ws: Workspace, account_id: int) -> Account:
    """Give one account, or raise NotFoundError."""
    account = next((a for a in all(ws) if a.id == account_id), None)
    if account is None:
        raise NotFoundError("This account is no longer there.")
    return account


def by_name(ws: Workspace, name: str) -> Account:
    """Give the account of this name (capital letters do not matter), or raise NotFoundError."""
    account = next((a for a in all(ws) if a.name.lower() == name.strip().lower()), None)
    if account is None:
        raise no_such("account", name, [one.name for one in all(ws)])
    return account


def save(ws: Workspace, account: Account, password: str | None = None, *, keep_for_now: bool = False) -> Account:
    """Save a new (id 0) or changed account, and its password in the keyring when one is given.

    Saving also lifts a stop: a person has looked at the account. When the password cannot be kept, nothing is saved;
    with `keep_for_now`, a computer without a password store keeps it in this process's memory instead.
    """
    if account.kind is AccountKind.PRACTICE:
        raise InputError("The practice server looks after itself and cannot be changed.")
    account = validated(ws, account)
    if password is not None and not account.username:
        raise InputError("A password needs a user name.", hint="Enter the user name, or leave both empty.")
    if password == "":
        raise InputError("The password is empty.")
    in_memory = password is not None and keep_for_now and not ws.secrets.available()
    if password is not None and not in_memory:
        ws.secrets.need_store(account)
    before = get(ws, account.id) if account.id else None
    if before is not None and before.warm_up.steps == account.warm_up.steps and account.warm_up.started_at is None:
        account = replace(account, warm_up=before.warm_up)  # the sender began it while somebody filled in the form
    saved = ws.accounts.save(replace(account, stopped_reason=""))
    if password is not None:
        try:
            (ws.secrets.remember_for_now if in_memory else ws.secrets.set)(saved, password)
        except MailerError:
            _take_back(ws, saved, before)
            raise
    return saved


def _take_back(ws: Workspace, saved: Account, before: Account | None) -> None:
    if before is None:
        ws.accounts.remove(saved.id)
    else:
        ws.accounts.save(before)


def remove(ws: Workspace, account_id: int) -> None:
    """Remove an account and its password; refused while a campaign that is under way uses it."""
    account = get(ws, account_id)
    if account.kind is AccountKind.PRACTICE:
        raise InputError("The practice server is always there and cannot be removed.")
    for campaign in ws.campaigns.all():
        if account_id in campaign.plan.account_ids and campaign.state.is_launched and not campaign.state.is_over:
            raise InputError(
                f"The campaign “{campaign.name}” is using this account.",
                hint="Wait until it has finished, or cancel it first.",
            )
    ws.accounts.remove(account_id)
    with suppress(SecretError):  # no password store: then there is no password in it
        ws.secrets.delete(account)


def password_store(ws: Workspace) -> tuple[bool, str]:
    """Tell whether passwords can be kept, and the name of the store that keeps them. May wait for an unlock prompt."""
    return ws.secrets.available(), ws.secrets.backend_name()


def has_password(ws: Workspace, account: Account) -> bool:
    """Tell whether a password is known for the account. May wait for an unlock prompt."""
    with suppress(SecretError):
        return bool(ws.secrets.get(account))
    return False


def without_password(ws: Workspace, account_ids: Sequence[int]) -> list[Account]:
    """Give those of these accounts that sign in with a password which nobody knows here."""
    chosen = ws.accounts.chosen(account_ids)
    return [account for account in chosen if account.username and not has_password(ws, account)]


def used_today(ws: Workspace) -> dict[int, int]:
    """Count each account's messages of the last 24 hours (the daily limit is a rolling one): account id -> count."""
    return ws.usage.counts_since(time.time() - DAY)


# What an account must look like


def validated(ws: Workspace, account: Account) -> Account:
    """Give the account with its texts tidied, or raise InputError with a sentence about the first mistake."""
    host = account.host.strip().rstrip(".")
    tidy = replace(
        account,
        name=" ".join(account.name.split()),
        host=host.strip("[]") if ":" in host else host.lower(),
        username=account.username.strip(),
        ca_file=_whole_path(account.ca_file.strip()),
        identity=_tidy_identity(account.identity),
    )
    _check_name(ws, tidy)
    _check_server(tidy)
    _check_numbers(tidy)
    return tidy


def _whole_path(file: str) -> str:
    """Name a file so that the sender finds it, too: it stands in another folder."""
    return str(Path(file).absolute()) if file else ""


def _check_name(ws: Workspace, account: Account) -> None:
    if not account.name:
        raise InputError("The account needs a name.", hint="A short one that you will recognise, like “Newsletter”.")
    if len(account.name) > LONGEST_NAME:
        raise InputError(f"The name is too long: {LONGEST_NAME} letters at most.")
    if account.name.lower() == PRACTICE_ACCOUNT_NAME.lower():
        raise InputError(f"The name “{PRACTICE_ACCOUNT_NAME}” belongs to the practice server. Choose another one.")
    other = next((a for a in ws.accounts.all() if a.name.lower() == account.name.lower()), None)
    if other is not None and other.id != account.id:
        raise InputError(f"There is already an account “{other.name}”. Choose another name.")
    twin = next((a for a in ws.accounts.all() if a.id != account.id and a.shares_variable_with(account)), None)
    if twin is not None:
        raise InputError(
            f"“{account.name}” and “{twin.name}” would take their passwords from the same environment variable, "
            f"{account.password_variable}.",
            hint="Choose a name that differs in its letters or digits, not only in signs.",
        )


def _check_server(account: Account) -> None:
    host = account.host
    if not host:
        raise InputError("The server name is missing.", hint="It looks like smtp.example.org; your provider knows it.")
    if "://" in host or "/" in host or "@" in host or (":" in host and not _is_ip(host)):
        raise InputError(f"“{host}” is not a server name.", hint="Write only the name, like smtp.example.org.")
    if not _is_ip(host) and (len(host) > 253 or not _HOST.fullmatch(host)):
        raise InputError(f"“{host}” is not a server name.", hint="It looks like smtp.example.org.")
    if not 1 <= account.port <= 65535:
        raise InputError(f"Port {account.port} does not exist.", hint="Usual ports are 465, 587 and 25.")
    if account.security is Security.NONE and not is_loopback(host):
        raise InputError(
            f"Without encryption everybody on the way to {host} could read the mail and the password.",
            hint="Choose TLS or STARTTLS. No encryption is allowed only to a server on this computer.",
        )
    if any(not c.isprintable() for c in account.username):
        raise InputError("The user name holds a character that cannot be typed.")
    if account.ca_file:
        _check_certificates(Path(account.ca_file))


def _check_certificates(file: Path) -> None:
    import ssl  # only who names a file waits for it

    if not file.is_file():
        raise InputError(f"The certificate file {file} is not there.")
    try:
        ssl.create_default_context(cafile=file)
    except ssl.SSLError as problem:
        raise InputError(
            f"The file {file} holds no certificates.", hint="It must be a PEM file of your server's authority."
        ) from problem
    except OSError as problem:
        raise InputError(f"The certificate file {file} cannot be read: {problem.strerror or problem}.") from problem


def _check_numbers(account: Account) -> None:
    for part in fields(account.limits):
        words, limit = part.name.replace("_", " "), getattr(account.limits, part.name)
        if limit < 0:
            raise InputError(f"The number of messages {words} cannot be below 0.", hint="0 means no limit.")
        if limit > MOST_MESSAGES:
            raise InputError(f"The number of messages {words} is too large.", hint="0 means no limit.")
    if not 1 <= account.connections <= MOST_CONNECTIONS:
        raise InputError(f"The number of connections must be between 1 and {MOST_CONNECTIONS}.")
    if not 1 <= account.messages_per_connection <= MOST_MESSAGES:
        raise InputError(f"The number of messages per connection must be between 1 and {MOST_MESSAGES:,}.")


def _tidy_identity(identity: Identity) -> Identity:
    if not identity.address.strip():
        raise InputError("The From address is missing.", hint="It is the address that people see and answer to.")
    if any(not c.isprintable() for c in identity.name.strip()):
        raise InputError("The From name must be one line of plain text.")
    return Identity(
        address=_address(identity.address, "From address"),
        name=" ".join(identity.name.split()),
        reply_to=_address(identity.reply_to, "Reply-To address") if identity.reply_to.strip() else "",
    )


def _address(text: str, what: str) -> str:
    from mailer_gui.intake.addresses import AddressChecker  # here: the window need not wait for it

    typed = text.strip()
    if typed.isascii() and re.fullmatch(r"[\w.+-]+@localhost", typed):  # for a server on this computer
        return typed
    checked = AddressChecker().check(typed)
    if checked.reason:
        raise InputError(f"The {what} “{typed}” is not an e-mail address.", hint=f"{checked.reason}.")
    if not checked.address.isascii():
        raise InputError(
            f"The {what} “{typed}” has letters before the @ that many servers refuse.",
            hint="Use an address with plain letters there.",
        )
    return checked.address


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """True when a server name means this computer itself, so that encryption may be left out."""
    name = host.strip().strip("[]").rstrip(".").lower()
    return name == "localhost" or (_is_ip(name) and ipaddress.ip_address(name).is_loopback)


# Testing the connection


async def test_account(ws: Workspace, account: Account, password: str | None = None) -> AsyncIterator[CheckStep]:
    """Sign in as a campaign would and yield a line for each step; nothing is sent. Safe to cancel at any time.

    The account need not be saved. Without a password the known one is taken: environment, keyring or memory.
    The practice server has to be running already.
    """
    from mailer_gui.sending.connect import check_account

    if account.username and password is None:
        password = await asyncio.to_thread(_known_password, ws, account)
        if not password:
            yield _no_password()
            return
    async for step in check_account(account, password, account.identity.address):
        if step.size_limit and account.id:
            await asyncio.to_thread(ws.accounts.set_quirk, account.id, SIZE_LIMIT, step.size_limit)
        yield step


def _known_password(ws: Workspace, account: Account) -> str | None:
    with suppress(SecretError):
        known: str | None = ws.secrets.get(account)
        return known
    return None


def _no_password() -> CheckStep:
    return CheckStep(
        "login",
        "Signing in",
        CheckState.BAD,
        "No password is known for this account.",
        "Enter the password.",
    )
