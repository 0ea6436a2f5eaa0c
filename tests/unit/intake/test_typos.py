from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.providers import lookalikes, mailboxes
from mailer_gui.intake.typos import TypoFinder

FINDER = TypoFinder()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("gmail.com.br", "gmail.com"),
        ("gmail.de", "gmail.com"),
        ("gmailcom", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmal.com", "hotmail.com"),
        ("hotmai.com", "hotmail.com"),
        ("hormail.com", "hotmail.com"),
        ("homtail.com", "hotmail.com"),
        ("hotmail.cmo", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("outllok.com", "outlook.com"),
        ("yaho.com", "yahoo.com"),
        ("yahooo.com", "yahoo.com"),
        ("yahoo.con", "yahoo.com"),
        ("yahoo.co.ukk", "yahoo.co.uk"),
        ("icloud.con", "icloud.com"),
        ("iclod.com", "icloud.com"),
        ("wandoo.fr", "wanadoo.fr"),
        ("laposte.nett", "laposte.net"),
        ("t-onlin.de", "t-online.de"),
        ("freent.de", "freenet.de"),
        ("libero.itt", "libero.it"),
        ("yandx.ru", "yandex.ru"),
        ("seznma.cz", "seznam.cz"),
        ("uol.com.brr", "uol.com.br"),
        ("corner-shop.con", "corner-shop.com"),
        ("foundation.ogr", "foundation.org"),
    ],
)
def test_slips_are_noticed(typed: str, meant: str) -> None:
    assert FINDER.suggest(typed) == meant


@pytest.mark.parametrize(
    "domain",
    [
        "mail.com",
        "email.com",
        "ymail.com",
        "gmx.net",
        "gmx.us",
        "web.de",
        "me.com",
        "hey.com",
        "uol.com.br",
        "bol.com.br",
        "gmail.ru",
        "live.nl",
        "mail.de",
        "yahoo.fr",
        "hotmail.it",
        "proton.me",
        "pm.me",
        "example.org",
        "email.cz",
        "post.cz",
        "t-online.hu",
        "fastmail.fm",
        "googlemail.com",
        "abl.com",
        "anl.com",
        "msb.com",
        "wed.de",
        "gmc.de",
        "sina.cn",
        "tmail.com",
        "corner-shop.co",
        "bakery.cm",
        "example.co",
        "orange.com",
        "free.com",
        "hotel.com",
        "outdoor.com",
        "yandex.com",
        "gail.com",
    ],
)
def test_real_domains_are_left_alone(domain: str) -> None:
    assert FINDER.suggest(domain) == ""


@given(st.sampled_from(sorted({*mailboxes(), *lookalikes()})))
def test_no_known_domain_is_ever_corrected(domain: str) -> None:
    assert FINDER.suggest(domain) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", max_size=25))
def test_what_is_proposed_is_right_itself(domain: str) -> None:
    assert FINDER.suggest(FINDER.suggest(domain)) == ""


def test_the_persons_own_domains_are_known_too() -> None:
    finder = TypoFinder(["bakery-lima.example"])
    assert finder.suggest("bakery-lim.example") == "bakery-lima.example"
    assert finder.suggest("bakery-lima.example") == ""


def test_swapped_letters_are_noticed_in_nearly_every_long_provider() -> None:
    """How much is found: swapping two letters inside the name of a provider with a name of six letters or more."""
    found = total = 0
    for domain in mailboxes():
        name, _, ending = domain.partition(".")
        if len(name) < 6 or name[2] == name[3]:
            continue
        typed = f"{name[:2]}{name[3]}{name[2]}{name[4:]}.{ending}"
        total += 1
        found += FINDER.suggest(typed) == domain
    assert found / total > 0.97
