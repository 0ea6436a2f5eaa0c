"""What known providers want is found from the address, and the data is whole."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest

from mailer_gui.model.accounts import Security
from mailer_gui.operations import providers


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("ana@gmail.com", "smtp.gmail.com", 465),
        (" Ana@GMAIL.com ", "smtp.gmail.com", 465),
        ("ana@outlook.com", "smtp-mail.outlook.com", 587),
        ("ana@outlook.com.br", "smtp-mail.outlook.com", 587),
        ("ana@yahoo.de", "smtp.mail.yahoo.com", 465),
        ("ana@bakery.onmicrosoft.com", "smtp.office365.com", 587),
        ("ana@zoho.eu", "smtp.zoho.eu", 465),
        ("ana@me.com", "smtp.mail.me.com", 587),
    ],
)
def test_the_server_is_found_from_the_address(address: str, host: str, port: int) -> None:
    preset = providers.preset_for(address)
    assert preset is not None
    assert (preset.host, preset.port, preset.username) == (host, port, address.strip())


@pytest.mark.parametrize("address", ["", "ana", "ana@", "ana@bakery.example", "ana@notgmail.com"])
def test_an_unknown_domain_is_no_guess(address: str) -> None:
    assert providers.preset_for(address) is None


def test_a_service_has_its_own_user_name() -> None:
    assert providers.preset_named("SendGrid", "news@bakery.example").username == "apikey"


def test_the_data_is_whole() -> None:
    names = providers.provider_names()
    assert len(names) == len(set(names)) > 20
    for name in names:
        preset = providers.preset_named(name)
        assert preset.security is not Security.NONE
        assert 1 <= preset.port <= 65535
        assert preset.as_of == "2026-11-24"
        assert not preset.link or urlparse(preset.link).scheme == "https"
        assert not preset.note or preset.note.endswith(".")
        assert "!" not in preset.note
