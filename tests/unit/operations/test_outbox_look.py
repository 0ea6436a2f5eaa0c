"""Looking over every rendered message finds what is odd in it, person by person."""

from __future__ import annotations

import pytest

from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.messages import Message, PersonalFile
from mailer_gui.model.outbox import EMPTY, FILE, LEFTOVER, LENGTH, LINK, LOOKS_EMPTY, SKIPPED, SUBJECT, OutboxLook
from mailer_gui.operations import campaigns, outbox, outbox_look
from mailer_gui.operations.workspace import Workspace

BODY = (
    "<p>Dear {{ first_name | default: 'friend' }}, from {{ city }}</p><p>{{ note | default: '' }}</p>"
    '<a href="https://shop.example/{{ page | default: "news" }}">news</a>'
    '{% if site %}<a href="{{ site }}">your site</a>{% endif %}<a href="{{ unsubscribe_url }}">Stop</a>'
)
GOOD = {"first_name": "Ana", "city": "Rome"}


def looked(ws: Workspace, people: list[dict[str, str]], message: Message | None = None) -> tuple[Campaign, OutboxLook]:
    rows = [(f"p{number:03d}@example.org", fields, number) for number, fields in enumerate(people)]
    list_id = ws.lists.get_or_create("all").id
    ws.contacts.upsert_many(rows, Source("x.csv"), list_id)
    plan = DeliveryPlan((ws.accounts.ensure_practice().id,))
    campaign = ws.campaigns.create("c", message or Message("Hi {{ city }}", BODY), Audience((list_id,)), plan)
    return campaign, outbox_look.look_over(ws, campaign.id)


def kinds(look: OutboxLook) -> list[tuple[str, str]]:
    return [(one.kind, one.address.partition("@")[0]) for one in look.remarks]


def test_nothing_is_said_of_good_messages(ws: Workspace) -> None:
    campaign, look = looked(ws, [GOOD, {**GOOD, "site": "https://ana.example"}, {"city": "Oslo"}])
    assert look.remarks == [] and look.counts == {} and look.fallbacks["first_name"] == 1
    for number, size in zip(look.numbers, look.sizes, strict=True):
        assert len(outbox.preview(ws, campaign.id, number).source) == size


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"first_name": "Ana"}, SKIPPED, "“city” is missing"),
        ({**GOOD, "city": "N/A"}, LOOKS_EMPTY, "“city” says “N/A”"),
        ({**GOOD, "first_name": "NULL"}, LOOKS_EMPTY, "“first_name” says “NULL”"),
        ({**GOOD, "note": "see {{ name }}"}, LEFTOVER, "“{{ name }}” was not filled in"),
        ({**GOOD, "note": "é" * 60 + "{{ name }}"}, LEFTOVER, "“{{ name }}” was not filled in"),
        ({**GOOD, "note": "*|FNAME|*"}, LEFTOVER, "“*|FNAME|*” was not filled in"),
        ({**GOOD, "site": "www.ana.example"}, LINK, "cannot be opened: “www.ana.example”"),
        ({**GOOD, "site": "C:\\ana"}, LINK, "cannot be opened"),
        ({**GOOD, "note": "x" * 9000}, LENGTH, "the others about"),
    ],
)
def test_one_odd_message_is_found(ws: Workspace, fields: dict[str, str], kind: str, words: str) -> None:
    _, look = looked(ws, [GOOD] * 5 + [fields] + [GOOD] * 5)
    assert kinds(look) == [(kind, "p005")]
    assert words in look.remarks[0].what
    assert look.counts == {kind: 1}


def test_an_empty_field_without_a_fallback_is_found(ws: Workspace) -> None:
    _, look = looked(ws, [GOOD, {"city": " ", "first_name": "Bo"}])
    assert look.counts == {EMPTY: 1}


def test_an_empty_subject_is_found(ws: Workspace) -> None:
    message = Message("{{ topic | default: '' }}", "<p>x {{ unsubscribe_url }}</p>")
    _, look = looked(ws, [{"topic": "Bread"}, {}], message)
    assert kinds(look) == [(SUBJECT, "p001")]


def test_messages_in_base64_are_read_as_well(ws: Workspace) -> None:
    message = Message("s", "<p>" + "Привет мир " * 20 + '{{ note }}</p><a href="{{ site }}">сайт</a>')
    good = {"note": "x", "site": "https://a.example"}
    _, look = looked(ws, [good, {"note": "{{ y }}", "site": "bad link"}], message)
    assert sorted(kinds(look)) == [(LEFTOVER, "p001"), (LINK, "p001")]


def test_files_that_lack_are_found(ws: Workspace) -> None:
    message = Message("s", text="x {{ unsubscribe_url }}", personal=(PersonalFile("{{ city }}.pdf", "/nowhere"),))
    _, look = looked(ws, [GOOD], message)
    assert kinds(look) == [(FILE, "p000")] and look.remarks[0].number == look.numbers[0]


def test_a_launched_campaign_is_looked_over_as_it_was_frozen(ws: Workspace) -> None:
    campaign, before = looked(ws, [GOOD, {**GOOD, "city": "N/A"}])
    campaigns.send(ws, campaign.id)
    ws.contacts.upsert_many([("p001@example.org", {"city": "Oslo"}, 1)], Source("y.csv"))
    after = outbox_look.look_over(ws, campaign.id)
    assert (after.sizes, after.counts) == (before.sizes, before.counts)


def test_it_can_be_stopped(ws: Workspace) -> None:
    with pytest.raises(Cancelled):
        campaign, _ = looked(ws, [GOOD] * 600)
        outbox_look.look_over(ws, campaign.id, cancel=lambda: True)


@pytest.mark.parametrize("other", ["", "Also in plain ASCII: {{ note | default: '' }}"])
def test_messages_in_other_scripts_are_looked_at_too(ws: Workspace, other: str) -> None:
    cyrillic = "<p>Здравствуйте, наши новости: {{ note | default: '' }}</p><a href='{{ site }}'>Сайт</a>"
    good = {"site": "https://ana.example"}
    people = [good, {"site": "www.ana.example"}, {**good, "note": "это {{ имя }}"}, {**good, "note": "хорошо"}]
    _, look = looked(ws, people, Message("Новости", cyrillic, other))
    assert (LINK, "p001") in kinds(look) and (LEFTOVER, "p002") in kinds(look)
    assert {address for _, address in kinds(look)} == {"p001", "p002"}
    assert any("“{{ имя }}” was not filled in" in one.what for one in look.remarks)
