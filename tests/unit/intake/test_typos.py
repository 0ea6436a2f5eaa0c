from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.providers import lookalikes, mailboxes
from mailer_gui.intake.typos import SHOWN, TypoFinder

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
        ("icould.com", "icloud.com"),
        ("yahho.com", "yahoo.com"),
        ("gmial.co", "gmail.com"),
        ("outlok.cm", "outlook.com"),
        ("outllok.com", "outlook.com"),
        ("hotmail.net", "hotmail.com"),
        ("gmailc.om", "gmail.com"),
        ("gmail.comtel", "gmail.com"),
        ("web.de.de", "web.de"),
        ("www.gmail.com", "gmail.com"),
        ("wwwgmail.com", "gmail.com"),
        ("www.bakery.example", "bakery.example"),
        ("yahoo.couk", "yahoo.co.uk"),
        ("terra.con.br", "terra.com.br"),
        ("uol.co.br", "uol.com.br"),
        ("petrobras.com.brr", "petrobras.com.br"),
        ("example.co.uuk", "example.co.uk"),
        ("gmzil.com", "gmail.com"),  # AZERTY
        ("gmx.dee", "gmx.de"),
        ("tonline.de", "t-online.de"),
        ("gmail", "gmail.com"),
        ("hotmail.com.com", "hotmail.com"),
        ("yahoo.frfr", "yahoo.fr"),
        ("yahoo.co.uk.uk", "yahoo.co.uk"),
        ("hotmail.com.uk", "hotmail.co.uk"),
        ("hotimall.com", "hotmail.com"),
        ("gmailll.com", "gmail.com"),
        ("yahoo.f", "yahoo.fr"),
        ("hotmain.fr", "hotmail.fr"),
        ("frenet.de", "freenet.de"),
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
        "e-mail.com",
        "hotmail.co.id",
        "hotmail.at",
        "yahoo.com.gt",
        "orange.sk",
        "range.fr",
        "love.com",
        "gmail.example.com",
        "kth.se",
        "usaa.com",
        "gmx.li",
        "outlook.sk",
        "t-online.hu",
        "bk.com",
        "wp.com",
        "my-company.local",
        "eastmail.com",
        "tuya.com",
        "internet.com",
        "e.mail.de",
        "pp2.inet.fi",
        "outwood.com",
        "podmail.com",
        "136.com",
        "protonmail.ch",
        "a.b",
        "",
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


@pytest.mark.parametrize(
    "typed",
    [
        "stadtwerke-lima.dee",
        "stadtwerke-limade",
        "stadtwerke-lmia.dee",
        "www.stadtwerke-lima.de",
        "stadtwerke-lima.de.de",
    ],
)
def test_the_persons_own_domains_have_all_kinds_of_mistakes(typed: str) -> None:
    assert TypoFinder({"stadtwerke-lima.de": 30}).suggest(typed) == "stadtwerke-lima.de"


def test_how_many_people_are_at_a_domain_is_evidence() -> None:
    assert TypoFinder({"bakery-lima.example": 9}).suggest("bakery-lim.example") == ""
    assert TypoFinder({"bakery-lima.example": 10}).suggest("bakery-lim.example") == "bakery-lima.example"
    assert TypoFinder({"bakery-lima.example": 50, "bakery-lim.example": 40}).suggest("bakery-lim.example") == ""


def test_a_frequent_domain_is_real_unless_many_more_people_have_the_one_it_looks_like() -> None:
    assert TypoFinder({"freent.de": 19}).suggest("freent.de") == "freenet.de"
    assert TypoFinder({"freent.de": 20}).suggest("freent.de") == ""
    assert TypoFinder({"freent.de": 20, "freenet.de": 400}).suggest("freent.de") == "freenet.de"


def test_a_slip_of_a_giant_provider_stays_one_however_often_it_comes() -> None:
    for count in (19, 25, 5_000):
        assert TypoFinder({"gmial.com": count}).suggest("gmial.com") == "gmail.com"


def test_the_numbered_domains_of_one_house_are_no_slips_of_each_other() -> None:
    finder = TypoFinder({"school-7.example": 25, "school-8.example": 17})
    assert finder.suggest("school-8.example") == ""
    assert finder.suggest("school-7.example") == ""


def test_doubt_is_a_number_between_nothing_and_the_threshold() -> None:
    guess = FINDER.guess("aom.com")
    assert guess.domain == "aol.com"
    assert 0 < guess.confidence < SHOWN
    assert FINDER.guess("gmail.com").confidence == 0


@given(st.text(max_size=30))
def test_every_text_gets_an_answer(text: str) -> None:
    guess = FINDER.guess(text)
    assert 0 <= guess.confidence < 1
    assert bool(guess.domain) is (guess.confidence > 0)
    assert guess.domain != text or not text


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
