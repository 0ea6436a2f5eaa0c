"""Shares of several senders: all parts together are exactly what the account allows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.accounts import Account, DomainLimit, Identity, Limits, Security, WarmUp
from mailer_gui.sender.slots import part_of, share

ACCOUNT = Account(1, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org"), connections=5)


@given(st.integers(1, 50), st.integers(1, 16))
def test_the_shares_are_the_whole_and_the_first_is_never_empty(connections: int, senders: int) -> None:
    parts = [share(connections, senders, slot) for slot in range(1, senders + 1)]
    assert sum(parts) == connections
    assert parts[0] >= 1
    assert max(parts) - min(parts) <= 1
    assert share(connections, senders, senders + 1) == 0


def test_an_account_without_limits_is_shared() -> None:
    parts = [part_of(ACCOUNT, 2, slot) for slot in (1, 2, 3)]
    assert [part.connections if part else None for part in parts] == [3, 2, None]
    assert part_of(ACCOUNT, 1, 1) == ACCOUNT
    assert part_of(ACCOUNT, 1, 2) is None


def test_an_account_with_limits_is_the_first_senders_alone() -> None:
    from dataclasses import replace

    for changes in (
        {"limits": Limits(per_day=5)},
        {"domain_limits": (DomainLimit("*", connections=1),)},
        {"warm_up": WarmUp((5,))},
    ):
        limited = replace(ACCOUNT, **changes)
        assert part_of(limited, 2, 1) == limited
        assert part_of(limited, 2, 2) is None
