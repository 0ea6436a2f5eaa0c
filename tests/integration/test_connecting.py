"""Connecting and signing in: always verified, one try, and every failure in a sentence for people."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from mailer_gui.model.accounts import Account, Security
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import ConnectError, InputError, LoginError, SendError
from mailer_gui.sending.connect import check_account, open_session, send_once
from mailer_gui.sending.translate import is_lasting
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.workspaces import account

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class Certificates:
    """An authority that this computer does not know, and what it issues."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.file = str(folder / "authority.pem")
        self.authority.cert_pem.write_to_path(self.file)

    def context(self, kind: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self-signed":
            other = trustme.CA()
            pem = Path(self.file).with_name("self.pem")
            other.cert_pem.write_to_path(str(pem))
            other.private_key_pem.write_to_path(str(pem), append=True)
            context.load_cert_chain(str(pem))
            return context
        names = ["other.example"] if kind == "wrong name" else ["localhost", "127.0.0.1"]
        expired = LONG_AGO if kind == "expired" else None
        self.authority.issue_cert(*names, not_after=expired).configure_cert(context)
        return context


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


async def serve(behaviour: Behaviour) -> tuple[Server, int]:
    server = Server(behaviour)
    return server, await server.start()


def protected(port: int, ca_file: str = "", security: Security = Security.TLS) -> Account:
    return replace(account(port, security=security, ca_file=ca_file), id=1)


async def failure(one: Account, password: str | None = None) -> SendError:
    with pytest.raises(SendError) as caught:
        await open_session(one, password, patience=20.0)
    return caught.value


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
async def test_a_verified_connection_with_the_accounts_own_authority(
    certificates: Certificates, security: Security
) -> None:
    how = Behaviour(tls=certificates.context("good"), implicit_tls=security is Security.TLS, auth={"anna": "right"})
    _, port = await serve(how)
    session = await open_session(replace(protected(port, certificates.file, security), username="anna"), "right")
    assert session.transport.get_extra_info("ssl_object").version() in ("TLSv1.2", "TLSv1.3")
    assert "pipelining" in session.extensions
    assert session.size_limit == 10_000_000
    session.transport.close()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize(
    ("kind", "trusted", "words"),
    [
        ("expired", True, "has expired"),
        ("wrong name", True, "is not for 127.0.0.1"),
        ("self-signed", False, "made itself"),
        ("good", False, "authority that this computer does not know"),
    ],
)
async def test_a_bad_certificate(
    certificates: Certificates, security: Security, kind: str, trusted: bool, words: str
) -> None:
    how = Behaviour(tls=certificates.context(kind), implicit_tls=security is Security.TLS, auth={"anna": "right"})
    server, port = await serve(how)
    one = replace(protected(port, certificates.file if trusted else "", security), username="anna")
    error = await failure(one, "right")
    assert isinstance(error, ConnectError)
    assert words in error.message
    assert error.hint
    assert is_lasting(error)
    assert server.logins == []


async def test_a_stripped_starttls_gets_no_password() -> None:
    server, port = await serve(Behaviour(auth={"anna": "right"}))
    error = await failure(replace(protected(port, security=Security.STARTTLS), username="anna"), "right")
    assert "does not offer STARTTLS" in error.message
    assert server.logins == []


async def test_a_wrong_password_is_tried_once_though_three_methods_are_offered() -> None:
    server, port = await serve(Behaviour(auth={"anna": "right"}))
    error = await failure(account(port, username="anna"), "wrong")
    assert isinstance(error, LoginError)
    assert "535 5.7.8" in error.message
    assert "wrong\n" not in str(error)
    assert server.logins == ["anna"]


async def test_a_server_that_wants_no_login() -> None:
    _, port = await serve(Behaviour())
    error = await failure(account(port, username="anna"), "right")
    assert isinstance(error, LoginError)


async def test_an_unprotected_connection_to_elsewhere_is_refused() -> None:
    with pytest.raises(InputError, match="without protection"):
        await open_session(account(25, host="mail.sender.example"), None)


async def test_a_name_that_does_not_exist() -> None:
    error = await failure(replace(protected(465), host="no-such-server.invalid"))
    assert isinstance(error, ConnectError)
    assert "no-such-server.invalid" in error.message


async def test_a_closed_port() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = await failure(account(free.getsockname()[1]))
    assert "does not answer on port" in error.message
    assert is_lasting(error)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("HTTP/1.1 400 Bad Request", "is not a mail server"),
        ("SSH-2.0-something", "is not a mail server"),
        ("554 5.7.1 not you", "does not want to talk now: 554"),
        ("421 4.3.2 too busy", "does not want to talk now: 421"),
    ],
)
async def test_other_greetings(said: str, words: str) -> None:
    _, port = await serve(Behaviour(banner=said))
    error = await failure(account(port))
    assert words in error.message


async def test_a_silent_server() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    with pytest.raises(ConnectError, match="did not answer in time"):
        await open_session(account(server.sockets[0].getsockname()[1]), None, patience=0.2)
    server.close()


async def test_a_plain_port_asked_for_tls() -> None:
    _, port = await serve(Behaviour())
    error = await failure(protected(port))
    assert "does not speak TLS" in error.message
    assert "STARTTLS" in error.hint


@pytest.mark.parametrize("point", ["banner", "ehlo", "starttls", "auth"])
async def test_drops_while_connecting(certificates: Certificates, point: str) -> None:
    how = Behaviour(
        tls=certificates.context("good"), auth={"anna": "right"}, drop_at=lambda server, at, address: at == point
    )
    _, port = await serve(how)
    error = await failure(replace(protected(port, certificates.file, Security.STARTTLS), username="anna"), "right")
    assert isinstance(error, ConnectError)
    assert not is_lasting(error)


async def steps(one: Account, password: str | None) -> dict[str, CheckStep]:
    return {step.key: step async for step in check_account(one, password, "shop@sender.example")}


async def test_the_check_of_a_good_account(certificates: Certificates) -> None:
    how = Behaviour(tls=certificates.context("good"), implicit_tls=True, auth={"anna": "right"})
    _, port = await serve(how)
    found = await steps(replace(protected(port, certificates.file), username="anna"), "right")
    assert list(found) == ["name", "port", "tls", "login", "sender", "extensions"]
    assert {step.state for step in found.values()} == {CheckState.GOOD}
    assert found["login"].detail == "Signed in as anna."


async def test_the_check_stops_where_it_fails(certificates: Certificates) -> None:
    how = Behaviour(tls=certificates.context("expired"), implicit_tls=True)
    _, port = await serve(how)
    found = await steps(protected(port, certificates.file), None)
    assert found["tls"].state is CheckState.BAD
    assert "expired" in found["tls"].detail
    assert "login" not in found


async def test_the_check_asks_whether_the_from_address_is_allowed() -> None:
    _, port = await serve(Behaviour(mail_reply=lambda server, line: "553 5.7.1 not your address"))
    found = await steps(account(port), None)
    assert found["sender"].state is CheckState.BAD
    assert "553 5.7.1 not your address" in found["sender"].detail


async def test_a_check_can_be_cancelled() -> None:
    server, port = await serve(Behaviour(drop_at=lambda *_: False, delay=1.0))
    check = check_account(account(port), None, "shop@sender.example")
    await anext(check)
    await check.aclose()
    assert server.open_now == 0


async def test_one_test_message() -> None:
    server, port = await serve(Behaviour())
    words = await send_once(
        account(port), None, "shop@sender.example", "me@dest.example", b"Subject: Hi\r\n\r\n.dot\r\n"
    )
    assert "queued" in words
    assert server.ledger == ["me@dest.example"]
    assert server.bodies["me@dest.example"].endswith(b"\r\n..dot\r\n")


async def test_a_refused_test_message() -> None:
    _, port = await serve(Behaviour(rcpt_reply=lambda server, address: "550 5.1.1 nobody here"))
    with pytest.raises(SendError, match=r"550 5\.1\.1 nobody here"):
        await send_once(account(port), None, "shop@sender.example", "me@dest.example", b"Subject: Hi\r\n\r\nx\r\n")
