"""The networks that social links lead to: their names, where their addresses are, and what is wrong with one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from mailer_gui.ui.texts import tr

_ADDRESS = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,}")
_BEGUN = ("", "http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Network:
    """`name` is what readers see; `hosts` its own domains; `sign` what its badge shows, or the name of an icon."""

    key: str
    name: str
    sign: str
    hosts: tuple[str, ...] = ()
    scheme: str = "https"
    example: str = ""


def networks() -> tuple[Network, ...]:
    """Give the networks in the order in which they are offered; the last is for any other."""
    return (
        Network("website", tr("Website"), "desktop", example="shop.example"),
        Network("facebook", "Facebook", "Fb", ("facebook.com", "fb.com", "fb.me"), example="facebook.com/…"),
        Network("instagram", "Instagram", "Ig", ("instagram.com",), example="instagram.com/…"),
        Network("linkedin", "LinkedIn", "Li", ("linkedin.com",), example="linkedin.com/company/…"),
        Network("youtube", "YouTube", "Yt", ("youtube.com", "youtu.be"), example="youtube.com/@…"),
        Network("tiktok", "TikTok", "Tk", ("tiktok.com",), example="tiktok.com/@…"),
        Network("x", "X", "X", ("x.com", "twitter.com"), example="x.com/…"),
        Network("threads", "Threads", "Th", ("threads.net", "threads.com"), example="threads.net/@…"),
        Network("bluesky", "Bluesky", "Bs", ("bsky.app",), example="bsky.app/profile/…"),
        Network("mastodon", "Mastodon", "Ma", example="mastodon.example/@…"),
        Network("pinterest", "Pinterest", "Pi", ("pinterest.com", "pin.it"), example="pinterest.com/…"),
        Network("whatsapp", "WhatsApp", "Wa", ("wa.me", "whatsapp.com"), example="wa.me/…"),
        Network("telegram", "Telegram", "Tg", ("t.me", "telegram.me"), example="t.me/…"),
        Network("email", tr("E-mail"), "letter", scheme="mailto", example="hello@shop.example"),
        Network("phone", tr("Phone"), "phone", scheme="tel", example="+44 20 7946 0000"),
        Network("other", tr("Another…"), "link", example="shop.example"),
    )


def network_of(name: str, address: str = "") -> Network:
    """Find the network of a link: by its address where that says it, else by its name, else the one for any other."""
    known = networks()
    host = _host(address)
    for one in known:
        if any(_within(host, own) for own in one.hosts):
            return one
    return next((one for one in known[:-1] if one.name.casefold() == name.strip().casefold()), known[-1])


def completed(network: Network, typed: str) -> str:
    """Complete an address as people type it: with its scheme, without spaces."""
    text = typed.strip()
    if text.lower() in _BEGUN:
        return ""
    if re.match(r"(?:https?://|mailto:|tel:)", text, re.IGNORECASE):
        return "".join(text.split())
    if network.scheme == "mailto" or _ADDRESS.fullmatch(text):
        return f"mailto:{''.join(text.split())}"
    if network.scheme == "tel" or _PHONE.fullmatch(text):
        return "tel:" + re.sub(r"[^0-9+]", "", text)
    return f"https://{''.join(text.split()).removeprefix('//')}"


def shown(address: str) -> str:
    """Give an address as people read it."""
    return re.sub(r"^(?:mailto:|tel:|https://)", "", address)


def mistake(network: Network, address: str) -> str:
    """Say what is wrong with an address, or nothing."""
    if not address:
        return tr("Left out until it has an address.")
    if address.startswith("mailto:"):
        return "" if _ADDRESS.fullmatch(address[7:].partition("?")[0]) else tr("This is not an e-mail address yet.")
    if address.startswith("tel:"):
        return "" if len(address) >= 9 else tr("This is not a phone number yet.")
    host = _host(address)
    if not re.fullmatch(r"[^\s.]+(?:\.[^\s.]+)+", host):
        return tr("This is not an address yet.")
    if network.hosts and not any(_within(host, own) for own in network.hosts):
        return tr("This does not lead to {network}.").format(network=network.name)
    return ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").lower()
    except ValueError:
        return ""


def _within(host: str, own: str) -> bool:
    return host == own or host.endswith(f".{own}")
