"""Real mistakes in a domain: swapped, dropped and doubled letters, neighbouring keys, wrong endings."""

from __future__ import annotations

from collections.abc import Iterator

_KEYS = {
    "": "qwertyuiop asdfghjkl zxcvbnm",
    "de at ch cz hu": "qwertzuiop asdfghjkl yxcvbnm",
    "fr be": "azertyuiop qsdfghjklm wxcvbn",
}
_ENDINGS = {
    "com": "con cmo ocm co cm om comm vom xom cpm coom",
    "net": "ner nte ney ne nett nrt",
    "de": "dr ed dee dw",
    "fr": "ft rf frr fe",
    "it": "ti itt ut ot",
    "es": "ess ed ea",
    "nl": "nk ln nll",
    "pl": "ol lp pll",
    "ca": "ac caa cs",
    "ch": "hc cj chh",
    "at": "ta att ay",
    "be": "bw eb bee",
    "pt": "tp ptt py",
    "se": "ses sr",
    "no": "on noo np",
    "dk": "kd dl dkk",
    "fi": "if fo fii",
    "cz": "zc cx czz",
    "sk": "ks sl skk",
    "hu": "uh hi huu",
    "ru": "ur rue ruu",
    "gr": "rg ge grr",
    "co.uk": "couk co.ukk co.ik co.u c.uk co.ku",
    "com.br": "com.brr con.br combr com.bt com.b",
    "com.au": "com.aau con.au comau com.ai com.a",
    "com.mx": "com.mxx con.mx commx com.mz",
    "com.ar": "com.arr con.ar comar com.ae",
    "com.tr": "com.trr con.tr comtr com.tt",
    "co.jp": "co.jpp cojp co.jo co.kp",
    "co.in": "co.inn coin co.im co.on",
    "co.nz": "co.nzz conz co.mz",
    "co.za": "co.zaa coza co.sa",
    "ne.jp": "ne.jpp nejp ne.jo",
}


def mistakes(domain: str, country: str) -> Iterator[tuple[str, str]]:
    """Give what fingers make of a domain, each with the kind of mistake."""
    name, _, ending = domain.partition(".")
    if domain.count(".") > 1 and ending not in _ENDINGS:
        ending = domain.rpartition(".")[2]
        name = domain.removesuffix(f".{ending}")
    for at in range(len(name)):
        before, letter, after = name[:at], name[at], name[at + 1 :]
        if letter == ".":
            continue
        if len(name) > 2:
            yield "drop", f"{before}{after}.{ending}"
        yield "double", f"{before}{letter}{letter}{after}.{ending}"
        if after and after[0] not in (letter, "."):
            yield "swap", f"{before}{after[0]}{letter}{after[1:]}.{ending}"
        for wrong in neighbours(letter, country):
            yield "key", f"{before}{wrong}{after}.{ending}"
    for wrong in _ENDINGS.get(ending, "").split():
        yield "ending", f"{name}.{wrong}"
    yield "dot", domain.replace(".", "", 1)


def neighbours(letter: str, country: str) -> list[str]:
    """Give the keys left and right of a letter, on the keyboard of a country."""
    rows = next((rows for countries, rows in _KEYS.items() if country in countries.split()), _KEYS[""])
    for row in rows.split():
        place = row.find(letter)
        if place >= 0:
            return [row[i] for i in (place - 1, place + 1) if 0 <= i < len(row)]
    return []
