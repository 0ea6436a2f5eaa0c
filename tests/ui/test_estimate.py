"""How long it takes at least, from the limits."""

from __future__ import annotations

import pytest

from mailer_gui.model.accounts import Account, Identity, Limits, Security
from mailer_gui.ui.pages.campaign.estimate import least_seconds, least_seconds_of, limits_words


@pytest.mark.parametrize(
    ("people", "limits", "seconds"),
    [
        (0, Limits(per_day=500), 0),
        (500, Limits(per_day=500), 0),
        (501, Limits(per_day=500), 86400),
        (4102, Limits(per_day=500), 8 * 86400),
        (120, Limits(per_minute=60, per_second=100), 60),
        (10, Limits(), 0),
    ],
)
def test_the_narrowest_limit_decides(people: int, limits: Limits, seconds: float) -> None:
    assert least_seconds(people, limits) == seconds


def test_two_accounts_halve_it() -> None:
    account = Account(1, "a", "h", 25, Security.TLS, Identity("a@example.org"), limits=Limits(per_day=500))
    assert least_seconds_of(1000, [account, account]) == 0


def test_limits_are_said_in_words() -> None:
    assert limits_words(Limits(per_second=4, per_day=500)) == "at most 4 a second, 500 a day"
    assert limits_words(Limits()) == "no limits"
