"""The dialogue up to the login, step by step: always verified, one login attempt, failures in words that help."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import aiosmtplib

from mailer_gui.model.accounts import Account, Security
from mailer_gui.model.errors import ConnectError, InputError, LoginError, SendError
from mailer_gui.sending.session import Session
from mailer_gui.sending.translate import no_starttls, translate

CONNECT_TIMEOUT = 60.0
OWN_NAME = "[127.0.0.1]"
"""What we call ourselves in EHLO: an address literal, so that the computer's name stays private."""
_AUTH_METHODS = ("plain", "login", "cram-md5")


def is_loopback(host: str) -> bool:
    """True for this computer itself, by name or by number."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_security(account: Account) -> None:
    """Refuse an unprotected connection to anywhere but this computer."""
    if account.security is Security.NONE and not is_loopback(account.host):
        raise InputError(
            "A connection without protection is only possible to this computer itself.",
            hint="Choose TLS or STARTTLS for the account.",
        )


@lru_cache(maxsize=32)
def _context(ca_file: str, _changed: float) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def tls_context(account: Account) -> ssl.SSLContext:
    """Give the settings that verify the server: the system's authorities, and the account's own file."""
    if not account.ca_file:
        return _context("", 0.0)
    try:
        return _context(account.ca_file, Path(account.ca_file).stat().st_mtime)
    except OSError as error:
        raise InputError(f"The certificate file {account.ca_file} cannot be read.") from error


class Client:
    """One connection on aiosmtplib; its transport is handed to the fast path once it is ready."""

    def __init__(self, account: Account, timeout: float = CONNECT_TIMEOUT) -> None:
        check_security(account)
        self.account = account
        self._smtp = aiosmtplib.SMTP(
            hostname=account.host.strip("[]"),
            port=account.port,
            timeout=timeout,
            use_tls=account.security is Security.TLS,
            start_tls=False,
            local_hostname=OWN_NAME,
            tls_context=None if account.security is Security.NONE else tls_context(account),
        )

    async def connect(self) -> None:
        """Reach the server, read its greeting and say hello; with STARTTLS protect the line."""
        try:
            await self._smtp.connect()
            await self._hello()
            if self.account.security is Security.STARTTLS:
                if not self._smtp.supports_extension("starttls"):
                    raise no_starttls(self.account)
                await self._smtp.starttls()
                await self._hello()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise translate(error, self.account) from error

    async def _hello(self) -> None:
        try:
            await self._smtp.ehlo()
        except aiosmtplib.SMTPHeloError as error:
            if error.code not in (500, 502, 504):
                raise
            await self._smtp.helo()

    async def login(self, password: str | None) -> None:
        """Log in with one method and one try: a second failure could lock the mailbox."""
        if not self.account.username:
            return
        offered = self._smtp.server_auth_methods
        method = next((name for name in _AUTH_METHODS if name in offered), None)
        if method is None:
            raise LoginError(
                f"{self.account.host} does not accept a user name and a password here.",
                hint="Try another port or protection, or ask your provider for the settings.",
            )
        try:
            if method == "plain":
                await self._smtp.auth_plain(self.account.username, password or "")
            elif method == "login":
                await self._smtp.auth_login(self.account.username, password or "")
            else:
                await self._smtp.auth_crammd5(self.account.username, password or "")
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise translate(error, self.account) from error

    async def command(self, *words: bytes) -> tuple[int, str]:
        """Send one command outside the fast path and give code and text."""
        try:
            answer = await self._smtp.execute_command(*words)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise translate(error, self.account) from error
        return answer.code, answer.message

    async def send(self, sender: str, recipient: str, message: bytes) -> str:
        """Send one message the slow way and give the server's words; used for test messages."""
        options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
        try:
            _, words = await self._smtp.sendmail(sender, [recipient], message, mail_options=options)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise SendError(
                f"The server did not take the address {recipient}: {refused.code} {refused.message}"
            ) from error
        except aiosmtplib.SMTPResponseException as error:
            raise SendError(f"The server did not take the message: {error.code} {error.message}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise translate(error, self.account) from error
        return words

    @property
    def extensions(self) -> dict[str, str]:
        """The server's EHLO keywords in lower case."""
        return {name.lower(): value for name, value in self._smtp.esmtp_extensions.items()}

    @property
    def protection(self) -> str:
        """The TLS version in use, empty when there is none."""
        line: Any = self._smtp.get_transport_info("ssl_object")
        return str(line.version()) if line is not None else ""

    def session(self) -> Session:
        """Hand the transport over; from now on this client is not used any more."""
        if self._smtp.transport is None:
            raise ConnectError(f"{self.account.host} closed the connection.")
        transport = cast("asyncio.Transport", self._smtp.transport)
        return Session(self.account, transport, self.extensions, self._preamble())

    def _preamble(self) -> tuple[str, ...]:
        protection = f" with {self.protection}" if self.protection else ""
        lines = [f"* connected to {self.account.host}:{self.account.port}{protection}", f"C: EHLO {OWN_NAME}"]
        hello = self._smtp.last_ehlo_response
        if hello is not None:
            lines += [f"S: {hello.code} {line.strip()}"[:200] for line in hello.message.splitlines()[:30]]
        if self.account.username:
            lines += ["C: AUTH (user name and password are not kept)", "S: 235 (signed in)"]
        return tuple(lines)

    async def quit(self) -> None:
        """Say goodbye; a server that does not answer is simply left."""
        try:
            await asyncio.wait_for(self._smtp.quit(), 3.0)
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            self.close()

    def close(self) -> None:
        """Close at once."""
        self._smtp.close()
