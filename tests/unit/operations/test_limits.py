"""The limits of an account: set, kept, and how much of them is used now."""

from __future__ import annotations

import time

import pytest

from mailer_gui.model.accounts import NO_DEPTH, PACE, Account, DomainLimit, Identity, Limits, Security, WarmUp
from mailer_gui.model.campaigns import Audience, DeliveryPlan
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message
from mailer_gui.operations import accounts, campaigns, limits
from mailer_gui.operations.workspace import Workspace

HOUR = 3600.0


@pytest.fixture
def account(ws: Workspace) -> Account:
    identity = Identity("shop@example.org")
    made = Account(0, "Shop", "smtp.example.org", 465, Security.TLS, identity, limits=Limits(per_hour=2, per_day=10))
    return ws.accounts.save(made)


def attempt(ws: Workspace, account: Account, *ages: float, address: str = "") -> None:
    with ws.transaction() as connection:
        found = "SELECT id FROM deliveries WHERE address = ?"
        number = connection.exec_driver_sql(found, (address,)).scalar() if address else 999
        for age in ages:
            connection.exec_driver_sql(
                "INSERT INTO attempts (delivery_id, campaign_id, account_id, at) VALUES (?, 1, ?, ?)",
                (number, account.id, time.time() - age),
            )


def test_the_use_of_every_window_is_counted(ws: Workspace, account: Account) -> None:
    attempt(ws, account, 30.0, 120.0, 2 * HOUR, 25 * HOUR)
    used = {use.window: (use.limit, use.used) for use in limits.used(ws, account)}
    assert used == {"second": (0, 0), "minute": (0, 1), "hour": (2, 2), "day": (10, 3)}
    (hour,) = [use for use in limits.used(ws, account) if use.window == "hour"]
    assert hour.opens_at == pytest.approx(time.time() + HOUR - 120.0, abs=30)


def test_limits_are_changed_and_bad_ones_refused(ws: Workspace, account: Account) -> None:
    assert limits.set_limits(ws, account, Limits(per_minute=5)).limits == Limits(per_minute=5)
    with pytest.raises(InputError, match="per minute cannot be below 0"):
        limits.set_limits(ws, account, Limits(per_minute=-1))
    with pytest.raises(InputError, match="per day is too large"):
        limits.set_limits(ws, account, Limits(per_day=10**30))
    assert limits.set_depth(ws, account, 16).depth == 16
    assert limits.why_no_depth(ws, limits.set_depth(ws, account, 16)) == ""
    ws.accounts.set_quirk(account.id, NO_DEPTH, {"at": 1.0, "why": "it does not offer CHUNKING"})
    assert limits.why_no_depth(ws, limits.set_depth(ws, account, 16)) == "it does not offer CHUNKING"
    assert limits.why_no_depth(ws, limits.set_depth(ws, account, 1)) == ""
    with pytest.raises(InputError, match="between 1 and"):
        limits.set_depth(ws, account, 0)


def test_limits_for_domains_are_set_changed_and_lifted(ws: Workspace, account: Account) -> None:
    account = limits.set_domain_limit(ws, account, DomainLimit("@Münster.example", Limits(per_minute=3), 2))
    account = limits.set_domain_limit(ws, account, DomainLimit("*", Limits(per_hour=100)))
    account = limits.set_domain_limit(ws, account, DomainLimit("*", Limits(per_hour=50)))
    kept = ws.accounts.get(account.id).domain_limits
    assert kept == (
        DomainLimit("*", Limits(per_hour=50)),
        DomainLimit("xn--mnster-3ya.example", Limits(per_minute=3), 2),
    )
    account = limits.remove_domain_limit(ws, account, "*")
    assert [one.domain for one in account.domain_limits] == ["xn--mnster-3ya.example"]
    for bad in (DomainLimit("a b.example", connections=1), DomainLimit("x.example"), DomainLimit("y@z.example")):
        with pytest.raises(InputError):
            limits.set_domain_limit(ws, account, bad)
    with pytest.raises(InputError, match="no limit for"):
        limits.remove_domain_limit(ws, account, "other.example")


def test_the_use_of_a_domain_is_counted(ws: Workspace, account: Account) -> None:
    members = ws.lists.by_name("members").id
    message = Message("Hello", text="Hello {{ unsubscribe_url }}")
    plan = DeliveryPlan((ws.accounts.ensure_practice().id,))
    campaigns.send(ws, campaigns.create(ws, "Spring", message, Audience((members,)), plan).id)
    account = limits.set_domain_limit(ws, account, DomainLimit("example.org", Limits(per_minute=2, per_hour=9)))
    attempt(ws, account, 1.0, 100.0, address="ana@example.org")
    attempt(ws, account, 1.0, address="zoe@example.net")
    used = {use.window: use.used for use in limits.used(ws, account) if use.domain == "example.org"}
    assert used == {"minute": 1, "hour": 2}


def test_a_change_keeps_what_the_sender_wrote_meanwhile(ws: Workspace, account: Account) -> None:
    read = limits.set_warm_up(ws, account, [5, 8])
    ws.accounts.begin_warm_up(account.id, 1_000.0)
    ws.accounts.set_stopped(account.id, "The server refused the password.")
    limits.set_domain_limit(ws, read, DomainLimit("one.example", Limits(per_day=1)))
    limits.set_domain_limit(ws, read, DomainLimit("two.example", Limits(per_day=2)))
    changed = limits.set_limits(ws, read, Limits(per_day=5))
    assert changed.warm_up == WarmUp((5, 8), 1_000.0)
    assert changed.stopped_reason
    assert len(changed.domain_limits) == 2
    saved = accounts.save(ws, read)
    assert (saved.warm_up, saved.stopped_reason) == (WarmUp((5, 8), 1_000.0), "")


def test_the_warm_up_says_its_day_and_what_today_allows(ws: Workspace, account: Account) -> None:
    account = limits.set_warm_up(ws, account, [5, 8, 50])
    assert limits.warm_up_day(account) == 1
    assert [use.limit for use in limits.used(ws, account) if use.window == "day"] == [5]
    ws.accounts.begin_warm_up(account.id, time.time() - 30 * HOUR)
    account = ws.accounts.get(account.id)
    assert limits.warm_up_day(account) == 2
    ws.accounts.begin_warm_up(account.id, time.time())  # it has begun long ago
    assert ws.accounts.get(account.id).warm_up == account.warm_up
    assert limits.warm_up_day(account, time.time() + 48 * HOUR) is None
    assert limits.set_warm_up(ws, account, []).warm_up == WarmUp()
    with pytest.raises(InputError, match="list of messages per day"):
        limits.set_warm_up(ws, account, [0])


def test_what_was_learned_is_told_and_forgotten(ws: Workspace, account: Account) -> None:
    assert limits.learned_pace(ws, account) is None
    ws.accounts.set_quirk(account.id, PACE, {"connections": 2, "per_minute": None, "at": 5.0, "why": "421"})
    pace = limits.learned_pace(ws, account)
    assert pace is not None
    assert (pace.connections, pace.at, pace.why) == (2, 5.0, "421")
    limits.forget_pace(ws, account)
    assert limits.learned_pace(ws, account) is None


def test_a_removed_campaign_still_counts_for_a_day(ws: Workspace, account: Account) -> None:
    members = ws.lists.by_name("members").id
    message = Message("Hello", text="Hello {{ unsubscribe_url }}")
    draft = campaigns.create(ws, "Spring", message, Audience((members,)), DeliveryPlan((account.id,)))
    campaign = campaigns.send(ws, draft.id)
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'finished'")
        for age in (10.0, 90_000.0):
            connection.exec_driver_sql(
                "INSERT INTO attempts (delivery_id, campaign_id, account_id, at) VALUES (1, ?, ?, ?)",
                (campaign.id, account.id, time.time() - age),
            )
    campaigns.remove(ws, campaign.id)
    with ws.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM attempts").scalar() == 1
    assert [use.used for use in limits.used(ws, account) if use.window == "hour"] == [1]


def test_a_table_of_domain_limits_is_tidied_and_names_what_is_there_twice() -> None:
    some, every = DomainLimit(" @Example.ORG", Limits(per_minute=1)), DomainLimit("*", Limits(per_hour=9))
    assert [one.domain for one in limits.tidied([some, every])] == ["*", "example.org"]
    with pytest.raises(InputError, match="There are two limits"):
        limits.tidied([some, DomainLimit("example.org", Limits(per_hour=2))])


def test_a_warm_up_grows_by_its_factor() -> None:
    assert limits.grown(50, 1.5, 4) == (50, 75, 112, 169)
