"""What known mail providers want: server, port, security and limits, found from an e-mail address."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from mailer_gui import paths
from mailer_gui.model.accounts import Limits, Preset, Security

_ADDRESS = "address"
"""Stands in the data for a user name that is the whole e-mail address."""


@dataclass(frozen=True, slots=True)
class _Provider:
    domains: tuple[str, ...]
    username: str
    preset: Preset


def preset_for(address: str) -> Preset | None:
    """Give what the provider of an address wants, or None when its domain is not a known provider's."""
    domain = address.strip().lower().rpartition("@")[2]
    if not domain:
        return None
    for exact in (True, False):  # outlook.com before outlook.*
        for provider in _providers():
            if any(domain == d if exact else fnmatchcase(domain, d) for d in provider.domains):
                return _for_address(provider, address.strip())
    return None


def preset_named(name: str, address: str = "") -> Preset:
    """Give the preset of a provider that a person chose by name; raises KeyError for other names."""
    for provider in _providers():
        if provider.preset.provider == name:
            return _for_address(provider, address.strip())
    raise KeyError(name)


def provider_names() -> tuple[str, ...]:
    """Give the names of all known providers in alphabetical order."""
    return tuple(sorted((p.preset.provider for p in _providers()), key=str.lower))


def _for_address(provider: _Provider, address: str) -> Preset:
    return replace(provider.preset, username=address if provider.username == _ADDRESS else provider.username)


@functools.cache
def _providers() -> tuple[_Provider, ...]:
    data = json.loads(paths.resource("providers.json").read_text("utf-8"))
    return tuple(_read(entry, data["as_of"]) for entry in data["providers"])


def _read(entry: dict[str, Any], as_of: str) -> _Provider:
    return _Provider(
        domains=tuple(entry["domains"]),
        username=entry["username"],
        preset=Preset(
            provider=entry["name"],
            host=entry["host"],
            port=entry["port"],
            security=Security(entry["security"]),
            limits=Limits(**entry.get("limits", {})),
            connections=entry.get("connections", 4),
            messages_per_connection=entry.get("messages_per_connection", 100),
            note=entry["note"],
            link=entry["link"],
            as_of=as_of,
        ),
    )
