"""What is likely before anything is typed: how crowded the names around one are, which brands are where.

The numbers are logarithms of odds; tests/benchmarks/test_typos.py says what they are worth.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp

from mailer_gui.intake.slips import slip

ROOM = (9.0, 9.0, 8.0, 5.0, 1.4, 0.8, 0.2, -0.5, -1.2, -1.6, -2.0)
"""By the length of a name: how many real domains lie around it. Of three letters all exist, of eight few."""
ENDING_ROOM = (6.0, 6.0, 6.0, 5.0, 3.8, 2.6, 2.0, 0.4, -0.4)
"""By the length of a name: how probable it is that somebody has the same name in another country."""
WORD = 4.0
"""What speaks against a slip when it gives a word."""
SOLE = frozenset({"gmail", "icloud", "googlemail", "protonmail", "rocketmail", "ymail"})
"""Brands with the endings that we know and no others."""
MANY = frozenset({"hotmail", "yahoo", "outlook", "live", "windowslive", "gmx", "aol", "msn"})
"""Brands with so many endings that a country we do not know is no mistake."""
OF_COM = frozenset({"co", "cm", "om"})
"""Countries whose ending is `com` with a letter too few."""
ABROAD = frozenset(
    (
        *("orange", "vodafone", "t-mobile", "telia", "tele2", "tiscali", "terra", "lycos", "chello", "planet"),
        *("centrum", "atlas", "apollo", "alice", "sky", "sol", "smile", "quick", "spectrum", "optimum", "link", "meta"),
        *("start", "virgin", "pandora", "privat", "city", "plus", "magenta", "paradise", "internet", "seed", "delta"),
        *(
            "movistar",
            "claro",
            "tim",
            "online",
            "home",
            "post",
            "mail",
            "email",
            "inbox",
            "yandex",
            "freenet",
            "free",
            "fastmail",
            "runbox",
        ),
    )
)
"""Names that firms have in many countries, mailboxes or not: another country is no mistake."""
RARE = frozenset(
    (
        *("ac", "ai", "bf", "bt", "bw", "cam", "cf", "cm", "co", "cx", "fo", "gd", "ge", "gm", "im", "mc", "ml", "mo"),
        *("mz", "ne", "np", "om", "sl", "sm", "sr", "td", "tt"),
    )
)
"""Endings that exist, yet come from a slip more often than from their country."""
NO_ENDINGS = frozenset(
    (
        *("co.br", "com.uk", "co.au", "com.nz", "com.za", "co.mx", "co.ar", "co.tr", "com.il", "com.id", "com.th"),
        *("com.kr", "com.jp", "co.cn", "co.tw", "co.sg", "co.my", "co.ph", "co.vn", "co.hk", "co.pe", "co.uy"),
    )
)
"""Countries that have their firms under the other one of `co` and `com`."""
POPULAR = {
    "com": 5.0,
    **dict.fromkeys(("net", "org", "co.uk"), 2.5),
    **dict.fromkeys(("com.br", "com.au"), 2.0),
    **dict.fromkeys(("info", "edu"), 1.5),
    **dict.fromkeys(("de", "fr", "it", "nl", "ru"), 2.0),
    **dict.fromkeys(("es", "pl", "ch", "ca", "uk", "eu"), 1.5),
    **dict.fromkeys(("at", "be", "se", "dk", "no", "fi", "pt", "cz", "hu", "ro", "gr", "jp", "cn", "us", "in"), 1.0),
    **dict.fromkeys(("co.nz", "com.mx", "com.ar", "co.za", "co.in", "co.jp", "co.kr", "com.tr", "com.tw"), 1.0),
    **dict.fromkeys(("ac.uk", "org.uk", "net.au", "edu.au", "com.pl", "com.pt", "com.gr", "com.ua", "com.sg"), 0.5),
    **dict.fromkeys(("ie", "sk", "bg", "hr", "si", "rs", "ua", "lt", "lv", "ee", "biz", "co.il", "com.co", "io"), 0.5),
}
CROWD = {"com": 0.8, "net": 0.6, "org": 0.5}
"""What speaks against a slip in a short name under the endings where nearly every short name is somebody's."""
_CROWDED = 6
"""Up to this many letters a name is short."""
_GENERAL = ("mail", "box", "post")
"""Many firms put one of these behind a word of their own: only that word tells them apart."""


def room(typed: str, meant: str, ending: str) -> float:
    """Say what speaks against a slip: how many real domains there are like the one that was typed.

    `eastmail.com` is no `fastmail.com`: the slip is in the four letters that make the difference.
    """
    length = len(typed)
    for word in _GENERAL:
        if len(meant) > len(word) + 2 and typed.endswith(word) and meant.endswith(word):
            length = len(typed) - len(word) + 2
            break
    return ROOM[min(length, len(ROOM) - 1)] + (CROWD.get(ending, 0.0) if length <= _CROWDED else 0.0)


def crowd_of_numbers(name: str) -> float:
    """Say what more speaks against a slip in a name that is a number: every other number is somebody's, too."""
    return 3.0 if name.isdigit() else 0.0


def other_of_two(ending: str) -> str:
    """Give `co.uk` for `com.uk` and the other way round; empty for other endings."""
    second, _, country = ending.partition(".")
    return {"co": f"com.{country}", "com": f"co.{country}"}.get(second, "") if country else ""


def ending_slip(typed: str, meant: str) -> float:
    """Say how usual it is to type this ending for that one; to stop in the middle is a slip, too."""
    if meant == "com" and (typed in OF_COM or typed == "c"):
        return 1.2  # by far the most frequent one
    cut_off = 0.3 if meant.startswith(typed) and meant != typed else 0.0
    return max(cut_off, slip(typed, meant))


@lru_cache(maxsize=4096)
def likely_endings(ending: str) -> dict[str, float]:
    """Give the endings that may have been meant, each with its share of the probability."""
    slips = {likely: ending_slip(ending, likely) for likely in POPULAR}
    odds = {likely: exp(POPULAR[likely] + (usual - 0.8) * 6) for likely, usual in slips.items() if usual}
    whole = sum(odds.values()) + 0.5
    return {likely: value / whole for likely, value in odds.items()}
