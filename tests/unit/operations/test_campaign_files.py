"""A campaign file is read whole or refused whole, with a sentence that says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer_gui.model.campaigns import OnUncertain
from mailer_gui.model.errors import InputError
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations.campaign_files import create_from_file
from mailer_gui.operations.workspace import Workspace

GOOD = """
name = "Spring"
account = "Practice server"
from = "The Shop <shop@example.org>"
lists = ["members"]
subject = "Hello {{ first_name }}"
html = "letter.html"
text_body = "Hello"
attachments = ["menu.pdf"]
reply_to = "answers@example.org"
headers = { "X-Season" = "spring" }
on_uncertain = "resend"
retry_after = [1, 2.5]
start = "2026-12-01 09:00"
zone = "Europe/Berlin"
hours = "09:00 - 17:30"
weekdays = ["Mon", "tuesday"]
late_after = 600
stop_at_rejected = 2.5
first = 100
first_wait = 1800
keep_dialogues = 20
"""


def written(folder: Path, text: str) -> Path:
    (folder / "letter.html").write_text("<p>Grüße, {{ first_name }}</p>", encoding="utf-8")
    (folder / "menu.pdf").write_bytes(b"%PDF-1.4 menu")
    file = folder / "spring.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_from_name_may_hold_a_comma(ws: Workspace, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD.replace("The Shop <", "Bread, Cake & Co <"))
    assert create_from_file(ws, file).message.from_name == "Bread, Cake & Co"


def test_every_entry_is_understood(ws: Workspace, tmp_path: Path) -> None:
    campaign = create_from_file(ws, written(tmp_path, GOOD))
    message = campaign.message
    assert campaign.name == "Spring"
    assert message.html == "<p>Grüße, {{ first_name }}</p>"
    assert (message.text, message.from_name, message.from_address) == ("Hello", "The Shop", "shop@example.org")
    assert (message.reply_to, message.headers) == ("answers@example.org", (("X-Season", "spring"),))
    assert [(a.name, a.size, ws.attachments.read(a.sha256)) for a in message.attachments] == [
        ("menu.pdf", 13, b"%PDF-1.4 menu")
    ]
    assert campaign.plan.on_uncertain is OnUncertain.RESEND
    assert campaign.plan.retry_after == (1.0, 2.5)
    assert campaign.plan.schedule == Schedule("2026-12-01 09:00", "Europe/Berlin", "09:00", "17:30", (0, 1), 600.0)
    assert campaign.plan.stop_at_rejected == 0.025
    assert (campaign.plan.first, campaign.plan.first_wait, campaign.plan.keep_dialogues) == (100, 1800.0, 20)
    assert ws.campaigns.get(campaign.id).plan == campaign.plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name =", "nome ="), "unknown entry “nome”"),
        (('name = "Spring"', ""), "no name"),
        (('"Practice server"', '"Nobody"'), "Nobody"),
        (('["members"]', '["nobody"]'), "nobody"),
        (('["members"]', '"members"'), "“lists” must be a list"),
        (('"letter.html"', '"other.html"'), "other.html cannot be read"),
        (('text_body = "Hello"', 'text_body = "{{ first_name"'), "text, line 1"),
        (('"menu.pdf"', '"gone.pdf"'), "gone.pdf does not exist"),
        (('"resend"', '"perhaps"'), "on_uncertain"),
        (("[1, 2.5]", '["soon"]'), "retry_after"),
        (("[1, 2.5]", "[1, inf]"), "retry_after"),
        (("1800", "99999999999999999999"), "too large"),
        (("The Shop <shop@example.org>", "The Shop"), "not a From address"),
        (("The Shop <shop@example.org>", "The Shop <shop@example.org>\\r\\nBcc: x@example.org"), "not a From address"),
        (('"letter.html"', '"letter\\u0000.html"'), "not the name of a file"),
        (("1800", "9" * 5000), "not a campaign file"),
        (('html = "letter.html"', 'html = "letter.html"\nhtml_body = "x"'), "both “html” and “html_body”"),
        (("[1, 2.5]", "[1, "), "not a campaign file"),
        (('"2026-12-01 09:00"', '"soon"'), "is not a time such as"),
        (('"Europe/Berlin"', '"Europe/Nowhere"'), "no time zone “Europe/Nowhere”"),
        (('"2026-12-01 09:00"', '"0001-01-01 00:00"'), "is not a time such as"),
        (('"09:00 - 17:30"', '"all day"'), "is not a time of day"),
        (('"09:00 - 17:30"', '"09:00+02:00 - 17:30"'), "is not a time of day"),
        (('"tuesday"', '"someday"'), "“weekdays” knows only"),
        (("stop_at_rejected = 2.5", "stop_at_rejected = 101"), "percentage"),
        (("first = 100", "first = -1"), "“first” cannot be below 0"),
        (("first = 100", "first = true"), "“first” must be a whole number"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_made(
    ws: Workspace, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    file = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(InputError) as caught:
        create_from_file(ws, file)
    assert said in str(caught.value)
    assert ws.campaigns.all() == []
    assert not ws.paths.attachments.exists()


def test_a_file_that_is_not_there(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read: no such file"):
        create_from_file(ws, tmp_path / "gone.toml")


def test_a_file_in_another_encoding_is_said_in_words(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_bytes('name = "Grüße"'.encode("cp1252"))
    with pytest.raises(InputError, match=r"old\.toml is not a text in UTF-8"):
        create_from_file(ws, file)
