from __future__ import annotations

from dataclasses import replace

import pytest

from mailer_gui.model.accounts import Account, AccountKind, Identity, Limits, Security
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.store import schema
from mailer_gui.store.database import Store

SHOP = Account(
    id=0,
    name="Shop",
    host="smtp.example.org",
    port=465,
    security=Security.TLS,
    identity=Identity("shop@example.org", "The shop", "hello@example.org"),
    username="shop",
    limits=Limits(1, 20, 300, 4000),
    connections=3,
    messages_per_connection=50,
    ca_file="/etc/ca.pem",
)


def test_an_account_comes_back_as_it_was_saved(store: Store) -> None:
    saved = store.accounts.save(SHOP)
    assert saved == replace(SHOP, id=saved.id)
    assert store.accounts.by_name("sHOP") == saved
    changed = replace(saved, port=587, security=Security.STARTTLS, identity=Identity("new@example.org"))
    assert store.accounts.save(changed) == changed
    assert store.accounts.identities(saved.id) == [Identity("new@example.org")]


def test_names_are_used_once(store: Store) -> None:
    store.accounts.save(SHOP)
    with pytest.raises(InputError, match="already"):
        store.accounts.save(replace(SHOP, name="SHOP"))


def test_the_practice_account_is_always_there(store: Store) -> None:
    practice = store.accounts.ensure_practice()
    assert (practice.kind, practice.host, practice.security) == (AccountKind.PRACTICE, "127.0.0.1", Security.NONE)
    assert not practice.limits.windows()
    store.settings.set("practice_port", 2525)
    assert store.accounts.ensure_practice() == replace(practice, port=2525)
    with pytest.raises(InputError):
        store.accounts.remove(practice.id)
    with store.transaction() as connection:
        connection.execute(schema.accounts.delete())
    assert store.accounts.ensure_practice().id > practice.id


def test_stopping_and_removing(store: Store) -> None:
    shop = store.accounts.save(SHOP)
    store.accounts.set_stopped(shop.id, "The password was refused.")
    assert store.accounts.get(shop.id).stopped_reason == "The password was refused."
    store.accounts.remove(shop.id)
    with pytest.raises(NotFoundError):
        store.accounts.get(shop.id)
    with pytest.raises(NotFoundError):
        store.accounts.save(shop)
    assert store.accounts.save(SHOP).id > shop.id  # the password of the old one must not be found again


def test_chosen_accounts_keep_their_order(store: Store) -> None:
    shop, other = store.accounts.save(SHOP), store.accounts.save(replace(SHOP, name="Other"))
    assert [account.name for account in store.accounts.chosen([other.id, 99, shop.id])] == ["Other", "Shop"]


def test_several_identities(store: Store) -> None:
    shop = store.accounts.save(SHOP)
    wanted = [Identity("b@example.org"), Identity("a@example.org", "A")]
    store.accounts.save_identities(shop.id, wanted)
    assert store.accounts.identities(shop.id) == wanted
    assert store.accounts.get(shop.id).identity == wanted[0]


def test_attempts_are_counted_per_account(store: Store) -> None:
    shop = store.accounts.save(SHOP)
    with store.transaction() as connection:
        for at in (10.0, 20.0, 30.0):
            values = {"delivery_id": 1, "campaign_id": 1, "account_id": shop.id, "at": at}
            connection.execute(schema.attempts.insert().values(values))
    assert store.usage.counts_since(20.0)[shop.id] == 2


def test_what_was_learned_about_a_server_is_remembered(store: Store) -> None:
    shop = store.accounts.save(SHOP)
    store.accounts.set_quirk(shop.id, "one_at_a_time", True)
    store.accounts.save(shop)
    assert store.accounts.quirks(shop.id) == {"one_at_a_time": True}
    store.accounts.set_quirk(shop.id, "one_at_a_time", None)
    assert store.accounts.quirks(shop.id) == {}
