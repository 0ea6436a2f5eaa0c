"""Accounts are checked before they are saved, passwords are only in the password store, the test is honest."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from mailer_gui.model.accounts import Account, AccountKind, Identity, Limits, Security
from mailer_gui.model.campaigns import Audience, CampaignState, DeliveryPlan
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import InputError, NotFoundError, SecretError
from mailer_gui.model.messages import Message
from mailer_gui.operations import accounts, campaigns, preflight
from mailer_gui.operations.workspace import Workspace, open_workspace
from mailer_gui.store.secrets import Secrets

PASSWORD = "härtester Käse 🧀"


@pytest.fixture
def ws(workspace: Path) -> Iterator[Workspace]:
    store = open_workspace(workspace)
    yield store
    store.close()


def newsletter(**changes: Any) -> Account:
    account = Account(
        id=0,
        name="Newsletter",
        host="smtp.bakery.example",
        port=587,
        security=Security.STARTTLS,
        identity=Identity("news@bakery.example", "Corner Bakery"),
        limits=Limits(per_day=500),
    )
    return replace(account, **changes)


def test_a_saved_account_comes_back_as_it_was(ws: Workspace) -> None:
    saved = accounts.save(ws, newsletter())
    assert accounts.by_name(ws, "newsletter") == saved == accounts.get(ws, saved.id)
    assert replace(saved, id=0) == newsletter()


def test_the_practice_server_is_always_there_and_comes_last(ws: Workspace) -> None:
    accounts.save(ws, newsletter(name="Zulu"))
    assert [a.kind for a in accounts.all(ws)] == [AccountKind.SMTP, AccountKind.PRACTICE]


def test_the_practice_server_cannot_be_changed_or_removed(ws: Workspace) -> None:
    practice = accounts.all(ws)[-1]
    with pytest.raises(InputError):
        accounts.save(ws, practice)
    with pytest.raises(InputError):
        accounts.remove(ws, practice.id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "x" * 81}, "too long"),
        ({"name": "practice SERVER"}, "belongs to the practice server"),
        ({"host": ""}, "server name is missing"),
        ({"host": "https://smtp.example.org/"}, "not a server name"),
        ({"host": "ana@example.org"}, "not a server name"),
        ({"host": "smtp example org"}, "not a server name"),
        ({"host": "smtp.example.org:587"}, "not a server name"),
        ({"host": "-smtp.example.org"}, "not a server name"),
        ({"port": 0}, "does not exist"),
        ({"port": 70000}, "does not exist"),
        ({"security": Security.NONE}, "Without encryption"),
        ({"security": Security.NONE, "host": "127.0.0.1.example.org"}, "Without encryption"),
        ({"identity": Identity("")}, "From address is missing"),
        ({"identity": Identity("news")}, "not an e-mail address"),
        ({"identity": Identity("news@bakery")}, "not an e-mail address"),
        ({"identity": Identity("käse@bakery.example")}, "letters before the @"),
        ({"identity": Identity("news@bakery.example", "A\r\nBcc: x@example.org")}, "one line"),
        ({"identity": Identity("news@bakery.example", reply_to="nobody")}, "Reply-To address"),
        ({"limits": Limits(per_hour=-1)}, "per hour cannot be below 0"),
        ({"connections": 0}, "connections"),
        ({"connections": 51}, "connections"),
        ({"messages_per_connection": 0}, "per connection must be"),
        ({"messages_per_connection": 10**30}, "per connection must be"),
        ({"limits": Limits(per_day=10**30)}, "too large"),
        ({"username": "a\nb"}, "cannot be typed"),
        ({"ca_file": "/nowhere/ca.pem"}, "is not there"),
        ({"ca_file": __file__}, "holds no certificates"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(ws: Workspace, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        accounts.save(ws, newsletter(**changes))
    assert [a.kind for a in accounts.all(ws)] == [AccountKind.PRACTICE]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "LOCALHOST."])
def test_this_computer_needs_no_encryption(ws: Workspace, host: str) -> None:
    assert accounts.save(ws, newsletter(host=host, security=Security.NONE)).security is Security.NONE


def test_a_domain_of_other_letters_is_kept_in_ascii(ws: Workspace) -> None:
    saved = accounts.save(ws, newsletter(identity=Identity("Ana@Bäckerei.example")))
    assert saved.identity.address == "Ana@xn--bckerei-5wa.example"


def test_a_certificate_file_is_kept_by_its_whole_path(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender stands in another folder."""
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.chdir(tmp_path)
    assert accounts.save(ws, newsletter(ca_file="ca.pem")).ca_file == str(tmp_path / "ca.pem")


def test_two_accounts_cannot_have_one_name(ws: Workspace) -> None:
    first = accounts.save(ws, newsletter())
    with pytest.raises(InputError, match="already an account"):
        accounts.save(ws, newsletter(name="NEWSLETTER"))
    assert accounts.save(ws, replace(first, name="NEWSLETTER")).name == "NEWSLETTER"


def test_saving_lifts_a_stop(ws: Workspace) -> None:
    saved = accounts.save(ws, newsletter())
    ws.accounts.set_stopped(saved.id, "The server refused the password.")
    assert accounts.save(ws, accounts.get(ws, saved.id)).stopped_reason == ""


def test_an_account_in_use_cannot_be_removed(ws: Workspace) -> None:
    saved = accounts.save(ws, newsletter())
    plan = DeliveryPlan(account_ids=(saved.id,))
    campaign = ws.campaigns.create("Spring", Message(), Audience(), plan)
    ws.campaigns.set_state(campaign.id, CampaignState.SENDING)
    with pytest.raises(InputError, match="“Spring” is using"):
        accounts.remove(ws, saved.id)
    ws.campaigns.set_state(campaign.id, CampaignState.FINISHED)
    accounts.remove(ws, saved.id)
    with pytest.raises(NotFoundError):
        accounts.get(ws, saved.id)


# Passwords


def test_without_a_password_store_nothing_is_saved_and_the_variable_is_named(ws: Workspace) -> None:
    with pytest.raises(SecretError, match="MAILER_PASSWORD_SHOP_1"):
        accounts.save(ws, newsletter(name="Shop 1", username="ana"), PASSWORD)
    assert len(accounts.all(ws)) == 1


def test_without_a_password_store_the_window_keeps_it_for_this_run(ws: Workspace) -> None:
    saved = accounts.save(ws, newsletter(username="ana"), PASSWORD, keep_for_now=True)
    assert accounts.has_password(ws, saved)
    assert ws.secrets.get(saved) == PASSWORD


def test_a_password_needs_a_user_name(ws: Workspace) -> None:
    with pytest.raises(InputError, match="needs a user name"):
        accounts.save(ws, newsletter(), PASSWORD)


def test_the_password_is_in_the_keyring_and_nowhere_else(
    ws: Workspace, workspace: Path, real_keyring: dict[str, str]
) -> None:
    available, name = accounts.password_store(ws)
    assert available
    assert "Secret Service" in name
    saved = accounts.save(ws, newsletter(username="ana"), PASSWORD)
    for file in workspace.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()
    assert ws.secrets.get(saved) == PASSWORD
    accounts.remove(ws, saved.id)
    assert ws.secrets.get(saved) is None


def test_another_password_takes_the_place_of_the_first(ws: Workspace, real_keyring: dict[str, str]) -> None:
    saved = accounts.save(ws, newsletter(username="ana"), "first")
    accounts.save(ws, saved, "second")
    assert ws.secrets.get(saved) == "second"
    accounts.save(ws, saved)  # changed without typing the password again
    assert ws.secrets.get(saved) == "second"
    accounts.remove(ws, saved.id)


def test_the_environment_wins(ws: Workspace, real_keyring: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    saved = accounts.save(ws, newsletter(username="ana"), "kept")
    monkeypatch.setenv("MAILER_PASSWORD_NEWSLETTER", "told")
    assert ws.secrets.get(saved) == "told"


def test_when_the_store_fails_the_account_is_as_before(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_self: Secrets, _account: Account, _password: str) -> None:
        raise SecretError("The password store is locked.")

    saved = accounts.save(ws, newsletter())
    monkeypatch.setattr(Secrets, "available", lambda _self: True)
    monkeypatch.setattr(Secrets, "set", fail)
    with pytest.raises(SecretError):
        accounts.save(ws, replace(saved, host="other.example", username="ana"), PASSWORD)
    with pytest.raises(SecretError):
        accounts.save(ws, newsletter(name="Second", username="ana"), PASSWORD)
    assert accounts.get(ws, saved.id) == saved
    assert len(accounts.all(ws)) == 2


# The test of the connection


class _Keeper:
    """Refuses From addresses that are not at bakery.example."""

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if not address.endswith("@bakery.example"):
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        return "250 OK"


def _authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == b"good"
    return AuthResult(success=good, handled=good)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server() -> Iterator[Controller]:
    controller = Controller(
        _Keeper(),
        hostname="127.0.0.1",
        port=_free_port(),
        authenticator=_authenticate,
        auth_require_tls=False,
    )
    controller.start()
    yield controller
    controller.stop()


def _at(server: Controller, **changes: Any) -> Account:
    return newsletter(host="127.0.0.1", port=server.port, security=Security.NONE, username="ana", **changes)


async def _outcome(ws: Workspace, account: Account, password: str | None) -> dict[str, CheckStep]:
    return {step.key: step async for step in accounts.test_account(ws, account, password)}


async def test_a_good_account_has_only_good_lines(ws: Workspace, server: Controller) -> None:
    steps = await _outcome(ws, _at(server), "good")
    assert list(steps) == ["name", "port", "tls", "login", "sender", "extensions"]
    assert {step.state for step in steps.values()} == {CheckState.GOOD}


async def test_a_wrong_password_is_said_with_the_next_step(ws: Workspace, server: Controller) -> None:
    steps = await _outcome(ws, _at(server), "bad")
    assert steps["login"].state is CheckState.BAD
    assert steps["login"].detail
    assert steps["login"].hint


async def test_a_foreign_from_address_is_said(ws: Workspace, server: Controller) -> None:
    steps = await _outcome(ws, _at(server, identity=Identity("ana@other.example")), "good")
    assert steps["sender"].state is CheckState.BAD


async def test_a_port_where_nobody_listens_is_said(ws: Workspace) -> None:
    account = newsletter(host="127.0.0.1", port=_free_port(), security=Security.NONE)
    steps = await _outcome(ws, account, None)
    assert steps["port"].state is CheckState.BAD


async def test_a_missing_password_is_said_before_anything_is_tried(ws: Workspace) -> None:
    steps = await _outcome(ws, newsletter(username="ana"), None)
    assert list(steps) == ["login"]
    assert steps["login"].hint == "Enter the password."


async def test_the_kept_password_is_used(ws: Workspace, server: Controller) -> None:
    saved = accounts.save(ws, _at(server), "good", keep_for_now=True)
    steps = await _outcome(ws, saved, None)
    assert steps["login"].state is CheckState.GOOD


def test_names_that_differ_only_in_signs_would_share_a_password_variable(ws: Workspace) -> None:
    kept = accounts.save(ws, newsletter(name="Shop-1", username="anna"))
    with pytest.raises(InputError, match=r"“Shop 1” and “Shop-1” .*MAILER_PASSWORD_SHOP_1"):
        accounts.save(ws, newsletter(name="Shop 1", username="otto"))
    accounts.save(ws, newsletter(name="Shop 1"))  # without a user name it needs no password
    accounts.save(ws, replace(kept, port=2525))
    with pytest.raises(InputError, match="Shop"):
        accounts.save(ws, replace(accounts.by_name(ws, "Shop 1"), username="otto"))


def test_old_accounts_that_share_a_password_variable_are_not_used_with_it(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = [ws.accounts.save(newsletter(name=name, username="anna")) for name in ("Shop-1", "Shop 1")]
    draft = campaigns.create(ws, "Spring", plan=DeliveryPlan((one.id,)))
    titles = [finding.title for finding in preflight.check(ws, draft.id)]
    assert not any("one variable" in title for title in titles)
    monkeypatch.setenv(one.password_variable, "secret")
    found = [finding for finding in preflight.check(ws, draft.id) if "one variable" in finding.title]
    assert [(one.state, one.title) for one in found] == [
        (CheckState.BAD, "“Shop-1” and “Shop 1” take their passwords from one variable")
    ]
