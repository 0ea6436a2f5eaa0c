"""Real mistakes in an address: slips of fingers on the keyboard of a country, wrong endings, signs in wrong places."""

from __future__ import annotations

from collections.abc import Iterator

_KEYS = {
    "": "qwertyuiop asdfghjkl zxcvbnm",
    "de at ch cz sk hu hr": "qwertzuiop asdfghjkl yxcvbnm",
    "fr be": "azertyuiop qsdfghjklm wxcvbn",
}
_ENDINGS = {
    "com": "con cmo ocm co cm om comm vom xom cpm coom c",
    "net": "ner nte ney ne nett nrt bet",
    "org": "ogr orh or orgg",
    "edu": "eud edi ed eduu",
    "de": "dr ed dee dw d",
    "fr": "ft rf frr fe f",
    "it": "ti itt ut ot i",
    "es": "ess ed ea",
    "nl": "nk ln nll n",
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
    "ua": "au uaa us",
    "gr": "rg ge grr",
    "co.uk": "couk co.ukk co.ik co.u c.uk co.ku",
    "com.br": "com.brr con.br combr com.bt com.b",
    "com.au": "com.aau con.au comau com.ai com.a",
    "net.au": "net.aau ner.au netau",
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
    name, ending = _parts(domain)
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
            yield "extra key", f"{before}{letter}{wrong}{after}.{ending}"
    yield from endings(domain)
    yield "dot", domain.replace(".", "", 1)
    yield "no ending", name
    yield "extra words", f"{domain}.{ending}"
    yield "extra words", f"www.{domain}"


def endings(domain: str) -> Iterator[tuple[str, str]]:
    """Give a domain with a wrong ending."""
    name, ending = _parts(domain)
    for wrong in _ENDINGS.get(ending, "").split():
        yield "ending", f"{name}.{wrong}"


def _parts(domain: str) -> tuple[str, str]:
    name, _, ending = domain.partition(".")
    if domain.count(".") > 1 and ending not in _ENDINGS:
        ending = domain.rpartition(".")[2]
        name = domain.removesuffix(f".{ending}")
    return name, ending


def address_mistakes(local: str, domain: str) -> Iterator[tuple[str, str]]:
    """Give what people write instead of an address, each with the kind of mistake."""
    name, _, ending = domain.partition(".")
    yield "@@", f"{local}@@{domain}"
    yield "space", f"{local} @{domain}"
    yield "space", f"{local}@ {domain}"
    yield "space", f"{local}@{name} .{ending}"
    yield "space", f" {local}@{domain}\u00a0"
    yield "comma for a dot", f"{local}@{name},{ending}"
    yield "semicolon for a dot", f"{local}@{name};{ending}"
    yield "two dots", f"{local}@{name}..{ending}"
    yield "dot at the edge", f"{local}@{domain}."
    yield "dot at the edge", f"{local}.@{domain}"
    yield "dot at the edge", f"{local}@.{domain}"
    yield "comma behind", f"{local}@{domain},"
    yield "brackets", f"<{local}@{domain}>"
    yield "brackets", f"{local}@{domain}>"
    yield "brackets", f"[{local}@{domain}]"
    yield "mailto:", f"mailto:{local}@{domain}"
    yield "mailto:", f"MAILTO:{local}@{domain}?subject=Hi"
    yield "a word for @", f"{local}(at){domain}"
    yield "a word for @", f"{local} at {domain}"
    yield "www", f"www.{local}@{domain}"
    yield "quotes", f"'{local}@{domain}'"
    yield "quotes", f"“{local}@{domain}”"
    yield "comma and slip", f"{local}@{name},{ending[:-1]}n" if ending == "com" else f"{local}@{name},{ending}"


def missing_at(local: str, domain: str) -> Iterator[tuple[str, str]]:
    """Give an address without its @; that can only be seen where the domain is well known."""
    yield "no @", f"{local}{domain}"
    yield "no @", f"{local}#{domain}"
    yield "no @", f"{local}2{domain}"


def neighbours(letter: str, country: str) -> list[str]:
    """Give the keys left and right of a letter, on the keyboard of a country."""
    rows = next((rows for countries, rows in _KEYS.items() if country in countries.split()), _KEYS[""])
    for row in rows.split():
        place = row.find(letter)
        if place >= 0:
            return [row[i] for i in (place - 1, place + 1) if 0 <= i < len(row)]
    return []
