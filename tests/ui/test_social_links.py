"""Social links: the network is chosen or seen in the address, the address is checked, the order changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailer_gui.ui.pages.campaign.blocks import networks
from mailer_gui.ui.pages.campaign.blocks.social import SocialLinks
from tests.ui.hands import press_key


@pytest.mark.parametrize(
    ("name", "address", "key"),
    [
        ("Website", "https://shop.example", "website"),
        ("anything", "https://www.instagram.com/bakery", "instagram"),
        ("facebook", "https://", "facebook"),
        ("Our choir", "https://choir.example", "other"),
        ("X", "https://notx.com/a", "x"),
    ],
)
def test_the_network_of_a_link_is_known(name: str, address: str, key: str) -> None:
    assert networks.network_of(name, address).key == key


@pytest.mark.parametrize(
    ("key", "typed", "address", "is_right"),
    [
        ("website", "shop.example", "https://shop.example", True),
        ("website", "shop", "https://shop", False),
        ("facebook", "https://facebook.com/bakery", "https://facebook.com/bakery", True),
        ("facebook", "https://facebook.com.evil.example/", "https://facebook.com.evil.example/", False),
        ("email", "hello@shop.example", "mailto:hello@shop.example", True),
        ("email", "hello", "mailto:hello", False),
        ("website", "hello@shop.example", "mailto:hello@shop.example", True),
        ("phone", "+44 20 7946 0000", "tel:+442079460000", True),
        ("phone", "12", "tel:12", False),
        ("website", "https://", "", False),
    ],
)
def test_an_address_is_completed_and_checked(key: str, typed: str, address: str, is_right: bool) -> None:
    network = next(one for one in networks.networks() if one.key == key)
    assert networks.completed(network, typed) == address
    assert (networks.mistake(network, address) == "") is is_right


def test_links_are_added_told_apart_moved_and_removed_by_keys(qtbot: QtBot, look: QApplication) -> None:
    links = SocialLinks()
    qtbot.addWidget(links)
    told: list[str] = []
    links.changed.connect(told.append)
    links.set_value("Website https://shop.example")
    assert told == []
    links.show()
    qtbot.waitExposed(links)
    links.activateWindow()
    press_key(links.more, Qt.Key.Key_Return)
    assert [link.chosen.key for link in links.links] == ["website", "facebook"]
    fresh = links.links[1]
    assert fresh.problem.text() == "Left out until it has an address."
    QApplication.clipboard().setText("https://instagram.com/bakery")
    press_key(fresh.address, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert fresh.chosen.key == "instagram"
    assert fresh.problem.text() == ""
    assert told[-1] == "Website https://shop.example\nInstagram https://instagram.com/bakery"
    press_key(fresh.address, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert told[-1] == "Instagram https://instagram.com/bakery\nWebsite https://shop.example"
    assert not fresh.up.isEnabled()
    links.set_value(told[-1])
    assert links.links[0] is fresh  # what somebody is typing in stays
    fresh.away.trigger()
    assert told[-1] == "Website https://shop.example"
    links.set_value("Our choir https://choir.example")
    assert links.links[0].name.text() == "Our choir"
    assert links.links[0].text() == "Our choir https://choir.example"
