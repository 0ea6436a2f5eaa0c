"""Ways of writing that spam filters and wary people know from fraud, each with the reason."""

from __future__ import annotations

import re

_MONEY = r"[$€£]"


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


WORDS: tuple[tuple[str, re.Pattern[str], str, str], ...] = (
    (
        "spam-money",
        _pattern(
            rf"{_MONEY}{{2,}}|{_MONEY}\s?\d[\d,.]*\s*(?:million|billion|mio\b)|\bmillion(?:s)? (?:dollars|euros)\b"
        ),
        "“{words}” reads like a promise of money",
        "Rows of currency signs and millions are the mark of fraud mail. Name the plain price.",
    ),
    (
        "spam-free",
        _pattern(
            r"\b100 ?% ?(?:free|gratis|kostenlos|gratuit|gratuito)\b|\bfree (?:gift|money|trial)!|\brisk[- ]free\b"
        ),
        "“{words}” reads like a lure",
        "Filters count “100 % free” and “risk-free”. Say what it costs and what is included.",
    ),
    (
        "spam-urgent",
        _pattern(
            r"\bact now\b|\burgent(?:ly)?!|\bonly today\b!|\blast chance\b|\bdon'?t miss (?:out|this)\b!"
            r"|\bfinal notice\b|\bexpires? (?:today|soon)!|\bjetzt zuschlagen\b"
        ),
        "“{words}” presses people",
        "Pressure is what fraud mail uses. Give the date until when it holds instead.",
    ),
    (
        "spam-winner",
        _pattern(
            r"\byou(?:'ve| have) (?:won|been selected)\b|\bcongratulations!|\blottery\b|\bclaim your (?:prize|reward)\b"
        ),
        "“{words}” reads like a false prize",
        "Messages about prizes are mostly fraud. Say plainly what people get, and why they do.",
    ),
    (
        "spam-account",
        _pattern(
            r"\bverify your (?:account|identity|password)\b"
            r"|\byour account (?:has been|will be|is) (?:suspended|closed|limited)\b"
            r"|\bconfirm your (?:password|bank)\b"
        ),
        "“{words}” reads like an attempt to steal passwords",
        "Filters block this wording. Ask people to visit your site on their own instead.",
    ),
    (
        "spam-click",
        _pattern(r"\bclick (?:here|below|now)\b|\bhier klicken\b|\bclique(?:z)? (?:aqui|ici)\b|\bhaga clic aqu[ií]\b"),
        "“{words}” says nothing about where it leads",
        "Filters count it, and people who listen to the message cannot tell the links apart. Name what the link opens.",
    ),
    (
        "spam-marks",
        _pattern(r"[!?]{3,}"),
        "“{words}” reads like shouting",
        "Rows of ! and ? are counted by spam filters. One is enough.",
    ),
    (
        "spam-health",
        _pattern(
            r"\bviagra\b|\bcialis\b|\blose weight (?:fast|now)\b|\bmiracle cure\b|\bonline casino\b|\bpayday loan\b"
        ),
        "“{words}” is the subject of much spam",
        "Messages with these words are often filtered out, whoever sends them. Use other words if you can.",
    ),
)
"""Code, pattern, title (with `{words}`) and hint. Few and sure: a word alone means nothing."""
