"""Connection trouble in words for people: what is wrong, and what to do next."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass

import aiosmtplib

from mailer_gui.model.accounts import Account, Security
from mailer_gui.model.errors import ConnectError, LoginError, SendError
from mailer_gui.sending.judge import Phase, Scope, judge
from mailer_gui.sending.replies import reply


@dataclass(frozen=True, slots=True)
class _Certificate:
    words: str
    sentence: str
    hint: str


_CERTIFICATES = (
    _Certificate(
        "expired",
        "The certificate of {host} has expired.",
        "Tell your provider. Check also that the clock of this computer is right.",
    ),
    _Certificate(
        "not yet valid",
        "The certificate of {host} is not valid yet.",
        "Check that the clock of this computer is right.",
    ),
    _Certificate(
        "hostname mismatch",
        "The server's certificate is not for {host}.",
        "Check the host name; your provider's help page has the right one.",
    ),
    _Certificate(
        "ip address mismatch",
        "The server's certificate is not for {host}.",
        "Use the server's name instead of its number.",
    ),
    _Certificate(
        "self-signed",
        "{host} shows a certificate that it made itself, so nobody can vouch for it.",
        "If it is your own server, choose its certificate file in the account.",
    ),
    _Certificate(
        "self signed",
        "{host} shows a certificate that it made itself, so nobody can vouch for it.",
        "If it is your own server, choose its certificate file in the account.",
    ),
    _Certificate(
        "unable to get local issuer",
        "The certificate of {host} comes from an authority that this computer does not know.",
        "If it is your own server, choose the authority's certificate file in the account.",
    ),
)


def translate(error: Exception, account: Account) -> SendError:
    """Make a ConnectError or LoginError of whatever happened while connecting."""
    cause = _deepest(error)
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return _login(error, account)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _about_tls(_certificate(cause, account))
    if isinstance(cause, ssl.SSLError):
        return _about_tls(_tls(account))
    if isinstance(cause, socket.gaierror):
        return _name(cause, account)
    if isinstance(cause, ConnectionRefusedError):
        return lasting(
            ConnectError(
                f"{account.host} does not answer on port {account.port}.",
                hint="Check the port: 465 is usual for TLS, 587 for STARTTLS.",
            )
        )
    if isinstance(error, aiosmtplib.SMTPResponseException) and (
        error.code < 0 or isinstance(error, aiosmtplib.SMTPConnectResponseError | aiosmtplib.SMTPHeloError)
    ):
        return _greeting(error, account)
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return _silent(account)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return _answered(ConnectError(f"{account.host} answered: {_words(error)}"))
    if isinstance(cause, OSError) and not isinstance(cause, aiosmtplib.SMTPException) and cause.strerror:
        return ConnectError(f"{account.host} cannot be reached: {cause.strerror}.", hint="Check the network.")
    return ConnectError(f"{account.host} closed the connection.", hint=_protection_hint(account))


def no_starttls(account: Account) -> SendError:
    """Give the error for a server that would leave the line unprotected."""
    error = ConnectError(
        f"{account.host} does not offer STARTTLS on port {account.port}.",
        hint="Try TLS with port 465, or ask your provider for the settings.",
    )
    return lasting(_about_tls(error))


def lasting(error: SendError) -> SendError:
    """Mark an error that will not mend itself by waiting."""
    vars(error)["lasting"] = True  # errors cross process borders with their __dict__
    return error


def _about_tls(error: SendError) -> SendError:
    vars(error)["about"] = "tls"  # which line of a check it belongs to
    return error


def is_lasting(error: SendError) -> bool:
    """True when waiting will not help: a wrong name, port, password or certificate."""
    return isinstance(error, LoginError) or bool(getattr(error, "lasting", False))


def has_answered(error: SendError) -> bool:
    """True when the server itself refused the connection, as against a network that is not there."""
    return bool(getattr(error, "answered", False))


def _answered(error: ConnectError) -> ConnectError:
    vars(error)["answered"] = True
    return error


def _deepest(error: BaseException) -> BaseException:
    seen = error
    while seen.__cause__ is not None or seen.__context__ is not None:
        following = seen.__cause__ or seen.__context__
        if following is None or (isinstance(following, TimeoutError) and not isinstance(seen, TimeoutError)):
            break
        seen = following
    return seen


def _words(error: aiosmtplib.SMTPResponseException) -> str:
    text = " ".join(error.message.split())
    return f"{error.code} {text}".strip()[:300]


def _login(error: aiosmtplib.SMTPAuthenticationError, account: Account) -> SendError:
    words = _words(error)
    verdict = judge(reply(f"{error.code} {error.message}"), Phase.AUTH)
    if 400 <= error.code < 500 and not (verdict.scope is Scope.ACCOUNT and verdict.stop):
        return _answered(ConnectError(f"{account.host} cannot check the password just now: {words}"))
    return LoginError(
        f"{account.host} refused the user name or the password of “{account.name}”: {words}",
        hint="Type the password again. Many providers want an app password here.",
    )


def _certificate(error: ssl.SSLCertVerificationError, account: Account) -> SendError:
    words = (error.verify_message or str(error)).lower()
    for known in _CERTIFICATES:
        if known.words in words:
            return lasting(ConnectError(known.sentence.format(host=account.host), hint=known.hint))
    return lasting(ConnectError(f"The certificate of {account.host} cannot be trusted: {words}."))


def _tls(account: Account) -> SendError:
    return lasting(
        ConnectError(
            f"{account.host} does not speak TLS on port {account.port}.",
            hint="Try STARTTLS with port 587."
            if account.security is Security.TLS
            else "Ask your provider for the settings.",
        )
    )


def _name(error: socket.gaierror, account: Account) -> SendError:
    if error.errno == socket.EAI_AGAIN:
        return ConnectError(
            f"The name {account.host} cannot be looked up just now.", hint="Check the network connection."
        )
    return lasting(
        ConnectError(f"There is no server named {account.host}.", hint="Check the host name for typing mistakes.")
    )


def _greeting(error: aiosmtplib.SMTPResponseException, account: Account) -> SendError:
    if 400 <= error.code < 600:
        return _answered(ConnectError(f"{account.host} does not want to talk now: {_words(error)}"))
    return lasting(
        ConnectError(
            f"{account.host} on port {account.port} is not a mail server.",
            hint="Check host name and port.",
        )
    )


def _silent(account: Account) -> SendError:
    return ConnectError(
        f"{account.host} did not answer in time on port {account.port}.", hint=_protection_hint(account)
    )


def _protection_hint(account: Account) -> str:
    if account.security is Security.TLS:
        return "Check host name and port. If the port is 587, choose STARTTLS."
    if account.security is Security.STARTTLS and account.port == 465:
        return "Port 465 wants TLS instead of STARTTLS."
    return "Check host name and port."
