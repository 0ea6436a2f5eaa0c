from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, PasswordDeleteError

from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.model.errors import SecretError
from mailer_gui.store.database import Store

SHOP = Account(7, "Shop (1)", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org"), "shop")
VARIABLE = "MAILER_PASSWORD_SHOP__1_"


class Vault(KeyringBackend):
    """A password store in memory."""

    priority: float = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise InitError("Prompt dismissed")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise RuntimeError("an error of its own")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("No such password")
        del self.kept[service, username]


class Plaintext(Vault):
    priority = 0.5


class Chain(Vault):
    """As keyring chains what it finds: it vouches for all of them, whatever they are."""

    priority = 10

    def __init__(self, *backends: Vault) -> None:
        super().__init__()
        self.backends = backends


@pytest.fixture
def vault() -> Iterator[Vault]:
    yield from _use(Vault())


@pytest.fixture
def plaintext() -> Iterator[Vault]:
    yield from _use(Plaintext())


def _use(backend: Vault) -> Iterator[Vault]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def test_a_password_is_kept_by_workspace_and_account(store: Store, vault: Vault) -> None:
    assert store.secrets.available()
    assert store.secrets.backend_name()
    assert store.secrets.get(SHOP) is None
    store.secrets.set(SHOP, "pässwörd")
    assert vault.kept == {("Mailer", f"{store.settings.workspace_id}/account-7"): "pässwörd"}
    assert store.secrets.get(SHOP) == "pässwörd"
    assert store.secrets.get(replace(SHOP, id=8)) is None
    store.secrets.delete(SHOP)
    store.secrets.delete(SHOP)
    assert store.secrets.get(SHOP) is None


def test_the_environment_wins(store: Store, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    store.secrets.set(SHOP, "from the keyring")
    store.secrets.remember_for_now(SHOP, "from memory")
    monkeypatch.setenv(VARIABLE, "")
    assert store.secrets.get(SHOP) == "from memory"
    monkeypatch.setenv(VARIABLE, "from the environment")
    assert store.secrets.get(SHOP) == "from the environment"


def test_an_account_without_user_name_needs_no_password_store(store: Store, vault: Vault) -> None:
    vault.locked = True
    assert store.secrets.get(replace(SHOP, username="")) is None


def test_a_store_that_keeps_passwords_readable_is_refused(store: Store, plaintext: Vault) -> None:
    assert not store.secrets.available()
    assert store.secrets.backend_name() == ""
    with pytest.raises(SecretError) as caught:
        store.secrets.set(SHOP, "hunter2")
    assert VARIABLE in caught.value.terminal
    assert "hunter2" not in str(caught.value)
    assert plaintext.kept == {}
    plaintext.kept["Mailer", f"{store.settings.workspace_id}/account-7"] = "planted"
    assert store.secrets.get(SHOP) is None


def test_a_chain_of_readable_stores_is_refused(store: Store) -> None:
    for _ in _use(Chain(Plaintext(), Plaintext())):
        assert not store.secrets.available()


def test_in_a_chain_only_a_safe_store_keeps_passwords(store: Store) -> None:
    safe, readable = Vault(), Plaintext()
    for _ in _use(Chain(readable, safe)):
        store.secrets.set(SHOP, "hunter2")
        assert store.secrets.get(SHOP) == "hunter2"
    assert list(safe.kept.values()) == ["hunter2"]
    assert readable.kept == {}


def test_without_a_store_a_password_lives_as_long_as_the_program(store: Store, plaintext: Vault) -> None:
    store.secrets.remember_for_now(SHOP, "hunter2")
    assert store.secrets.get(SHOP) == "hunter2"
    assert store.secrets.remembered() == {7: "hunter2"}
    assert plaintext.kept == {}
    store.secrets.delete(SHOP)
    assert store.secrets.remembered() == {}
    store.secrets.remember({7: "given to the sender"})
    assert store.secrets.get(SHOP) == "given to the sender"


def test_keeping_a_password_ends_the_one_in_memory(store: Store, vault: Vault) -> None:
    store.secrets.remember_for_now(SHOP, "old")
    store.secrets.set(SHOP, "new")
    assert store.secrets.get(SHOP) == "new"
    assert store.secrets.remembered() == {}


def test_a_locked_store_is_an_error_with_a_way_out(store: Store, vault: Vault) -> None:
    vault.locked = True
    asks: list[Callable[[], object]] = [
        lambda: store.secrets.get(SHOP),
        lambda: store.secrets.set(SHOP, "hunter2"),
        lambda: store.secrets.delete(SHOP),
    ]
    for ask in asks:
        with pytest.raises(SecretError) as caught:
            ask()
        assert VARIABLE in caught.value.terminal
        assert "hunter2" not in str(caught.value)
