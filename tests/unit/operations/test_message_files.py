"""Each person's own file and the pictures of a message: found before Send, frozen at launch, equal to what is read."""

from __future__ import annotations

import base64
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.model.checks import CheckState, Finding
from mailer_gui.model.errors import InputError, PreflightError
from mailer_gui.model.messages import FILES_FIELD, BodyKind, Message, PersonalFile
from mailer_gui.operations import campaign_files, campaigns, erasing, outbox, pictures, preflight
from mailer_gui.operations.workspace import Workspace

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def draft(ws: Workspace, message: Message) -> Campaign:
    account = ws.accounts.save(
        Account(0, "Shop", "127.0.0.1", 2525, Security.NONE, identity=Identity("news@shop.example", "The Shop"))
    )
    audience = Audience((ws.lists.by_name("members").id,))
    return ws.campaigns.create("Bills", message, audience, DeliveryPlan((account.id,)))


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    folder = tmp_path / "bills"
    folder.mkdir()
    (folder / "Ana.pdf").write_bytes(b"%PDF-ana")
    (folder / "Zoë.pdf").write_bytes(b"%PDF-zoe")
    return folder


def bill(folder: Path, pattern: str = "{{ first_name }}.pdf", **more: bool) -> Message:
    text = "Your bill. {{ unsubscribe_url }}"
    return Message("Bill", text=text, kind=BodyKind.PLAIN, personal=(PersonalFile(pattern, str(folder), **more),))


def findings(ws: Workspace, campaign: Campaign) -> list[str]:
    return [one.title for one in preflight.check(ws, campaign.id) if one.state is CheckState.BAD]


def test_everybody_gets_the_own_file_and_what_was_approved_stays(ws: Workspace, bills: Path) -> None:
    campaign = draft(ws, bill(bills))
    assert findings(ws, campaign) == []
    before = {one.recipient: one for one in (outbox.preview(ws, campaign.id, address=a) for a in ADDRESSES)}
    assert [file.name for one in before.values() for file in one.files] == ["Ana.pdf", "Zoë.pdf"]
    campaigns.send(ws, campaign.id)
    (bills / "Ana.pdf").write_bytes(b"changed")
    (bills / "Zoë.pdf").unlink()
    for address in ADDRESSES:
        after = outbox.preview(ws, campaign.id, address=address)
        assert after.source == before[address].source
    attached = next(message_from_bytes(before[ADDRESSES[0]].source, policy=default).iter_attachments())
    assert attached.get_content() == b"%PDF-ana"


def test_frozen_files_go_with_a_person_who_is_erased(ws: Workspace, bills: Path) -> None:
    (bills / "Both.pdf").write_bytes(b"%PDF-both")
    both = PersonalFile("Both.pdf", str(bills), shared=True)
    message = bill(bills)
    campaigns.send(ws, draft(ws, replace(message, personal=(*message.personal, both))).id)
    assert len(list(ws.paths.attachments.iterdir())) == 3
    erasing.erase(ws, "ana@example.org")
    left = sorted(file.read_bytes() for file in ws.paths.attachments.iterdir())
    assert left == [b"%PDF-both", b"%PDF-zoe"]


ADDRESSES = ("ana@example.org", "zoe@example.net")


@pytest.mark.parametrize(
    ("pattern", "more", "title"),
    [
        ("{{ city }}.pdf", {}, "The own file of 1 person has no name"),
        ("x{{ first_name }}.pdf", {}, "2 people have no file of their own"),
        ("Ana.pdf", {}, "1 person would get the file of somebody else"),
        ("../{{ first_name }}.pdf", {}, "The files of 2 people lie outside the chosen folder"),
        ("Ana.pdf", {"shared": True}, ""),
        ("{% if city %}Ana.pdf{% endif %}", {"optional": True}, ""),
    ],
)
def test_what_is_wrong_with_files_is_found_before_send(
    ws: Workspace, bills: Path, pattern: str, more: dict[str, bool], title: str
) -> None:
    campaign = draft(ws, bill(bills, pattern, **more))
    found = findings(ws, campaign)
    if not title:
        assert found == []
        return
    assert title in found
    with pytest.raises(PreflightError):
        campaigns.send(ws, campaign.id)


def test_a_file_that_is_too_large_is_found(ws: Workspace, bills: Path) -> None:
    with (bills / "Ana.pdf").open("wb") as file:
        file.truncate(30_000_000)
    assert "The files of 1 person are too large to send" in findings(ws, draft(ws, bill(bills)))


def test_a_file_that_vanishes_while_the_campaign_is_prepared_skips_that_person(
    ws: Workspace, bills: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = draft(ws, bill(bills))

    def check_and_lose(ws: Workspace, number: int) -> list[Finding]:
        (bills / "Ana.pdf").unlink()
        return []

    monkeypatch.setattr(campaigns, "check", check_and_lose)
    launched = campaigns.send(ws, campaign.id)
    assert (launched.counts.planned, launched.counts.skipped) == (2, 1)
    skipped = next(one for one in ws.deliveries.iterate(campaign.id) if one.address == ADDRESSES[0])
    assert "Ana.pdf" in skipped.reason


def test_the_preview_says_that_a_file_lacks(ws: Workspace, bills: Path) -> None:
    (bills / "Ana.pdf").unlink()
    shown = outbox.preview(ws, draft(ws, bill(bills)).id, address=ADDRESSES[0])
    assert "Ana.pdf" in shown.missing_file and shown.files == ()


def test_files_are_no_field_that_a_message_can_name(ws: Workspace, bills: Path) -> None:
    campaign = draft(ws, replace(bill(bills), text="{{ first_name }} {{ unsubscribe_url }}"))
    campaigns.send(ws, campaign.id)
    frozen = next(iter(ws.deliveries.recipients(campaign.id, address=ADDRESSES[0])))
    assert FILES_FIELD in frozen.fields
    assert "sha" not in outbox.preview(ws, campaign.id, address=ADDRESSES[0]).text


def test_pictures_of_html_go_with_the_message(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "my logo.png").write_bytes(PNG)
    data = base64.b64encode(PNG + b"2").decode()
    html = f'<img src="my%20logo.png"><img src=\'data:image/png;base64,{data}\'><img src="https://example.org/x.png">'
    made, images = pictures.embed(ws, html, tmp_path)
    assert [one.media_type for one in images] == ["image/png", "image/png"]
    assert made.count("cid:") == 2 and "data:" not in made and "https://example.org/x.png" in made
    assert ws.attachments.read(images[0].sha256) == PNG


def test_pictures_that_cannot_be_taken_stay(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "evil.png").write_text("<script>")
    html = '<img src="gone.png"><img src="evil.png"><img src="data:text/html,x"><img src="/etc/hostname">'
    assert pictures.embed(ws, html, tmp_path) == (html, ())
    with pytest.raises(InputError):
        pictures.add(ws, tmp_path / "evil.png")


def test_a_campaign_file_may_be_markdown_with_own_files(ws: Workspace, bills: Path, tmp_path: Path) -> None:
    account = draft(ws, Message()).plan.account_ids[0]
    name = ws.accounts.get(account).name
    (tmp_path / "news.md").write_text("# Hi {{ first_name }}\n\n[Stop]({{ unsubscribe_url }})\n", "utf-8")
    (tmp_path / "c.toml").write_text(
        f'name = "News"\naccount = "{name}"\nlists = ["members"]\nsubject = "Hi"\nmarkdown = "news.md"\n'
        'personal_attachments = ["bills/{{ first_name }}.pdf"]\n',
        "utf-8",
    )
    campaign = campaign_files.create_from_file(ws, tmp_path / "c.toml")
    assert campaign.message.kind is BodyKind.MARKDOWN
    shown = outbox.preview(ws, campaign.id, address=ADDRESSES[0])
    assert "<h1" in shown.html and [file.name for file in shown.files] == ["Ana.pdf"]
    (tmp_path / "c.toml").write_text('name = "x"\nhtml_body = "x"\nmarkdown_body = "y"\naccount = "a"\n', "utf-8")
    with pytest.raises(InputError, match="both"):
        campaign_files.create_from_file(ws, tmp_path / "c.toml")
