"""Bad campaigns, one defect each: every one is caught with its own words; clean ones get nothing but ticks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.model.accounts import SIZE_LIMIT, Account, Identity, Limits, Security
from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.model.checks import CheckState
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import Attachment, BodyKind, Message, PersonalFile, Purpose
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import preflight
from mailer_gui.operations.workspace import Workspace

TEXT = (
    "<p>Dear {{ first_name }}, the bakery has new opening hours from Monday on. We bake fresh bread every morning from"
    " seven, and on Saturdays there is cake. We look forward to seeing you in our shop.</p>"
)
FOOT = '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a><br>{{ postal_address }}</p>'
GOOD = Message("New opening hours", TEXT + FOOT, purpose=Purpose.MARKETING)
BAD, WARNING = CheckState.BAD, CheckState.WARNING


def clean(ws: Workspace, **parts: object) -> Campaign:
    ws.settings.set("postal_address", "Bakery Lane 1, 12345 Anytown")
    account = ws.accounts.save(
        Account(0, "Shop", "127.0.0.1", 2525, Security.NONE, identity=Identity("news@shop.example", "The Shop"))
    )
    plan = DeliveryPlan((account.id,))
    campaign = ws.campaigns.create("News", GOOD, Audience((ws.lists.by_name("members").id,)), plan)
    return replace(campaign, **parts)  # type: ignore[arg-type]  # whichever part a test changes


def found(ws: Workspace, campaign: Campaign) -> list[tuple[CheckState, str]]:
    ws.campaigns.save_draft(campaign)
    return [(one.state, one.title) for one in preflight.check(ws, campaign.id)]


@pytest.mark.parametrize(
    "message",
    [
        GOOD,
        replace(GOOD, purpose=Purpose.UNSAID),
        Message("Your invoice", text="Dear {{ first_name }}, thank you.", kind=BodyKind.PLAIN, purpose=Purpose.NOTICE),
        replace(
            GOOD,
            kind=BodyKind.MARKDOWN,
            html="",
            source="Hi {{ first_name }}\n\n[Stop]({{ unsubscribe_url }}) {{ postal_address }}",
        ),
        replace(GOOD, html=TEXT + '<a href="{{ unsubscribe_url }}">Stop</a> bakery lane 1, 12345 anytown'),
    ],
)
def test_a_clean_campaign_has_no_findings(ws: Workspace, message: Message) -> None:
    assert found(ws, clean(ws, message=message)) == []


def body(html: str) -> Message:
    return replace(GOOD, html=TEXT + html + FOOT)


GONE = Attachment("menu.pdf", "0" * 64, 10)
MESSAGES: list[tuple[Message, CheckState, str]] = [
    (replace(GOOD, subject=" "), BAD, "The subject is empty"),
    (replace(GOOD, html="", text=" "), BAD, "The message is empty"),
    (replace(GOOD, html=TEXT + FOOT + "{{ first_name"), BAD, "HTML, line 1: This “{{” is never closed"),
    (body("{% if city %}x"), BAD, "HTML, line 1: This “{% if %}” is never closed"),
    (body("{{ first_name | upper }}"), BAD, "HTML, line 1: There is no filter called “upper”"),
    (replace(GOOD, subject="Hi {{ first_name | }}"), BAD, "Subject, line 1: "),
    (body("{{ frist_name }}"), BAD, "Nobody on the chosen lists has the field “frist_name”"),
    (body("{{ city }}"), WARNING, "1 person lacks the field “city” and will be skipped"),
    (replace(GOOD, attachments=(GONE,)), BAD, "The attachment “menu.pdf” is gone"),
    (body('<img src="cid:00000000@picture" alt="x">'), BAD, "HTML, line 1: A picture is no longer there"),
    (body('<img src="file:///home/me/a.png" alt="x">'), BAD, "HTML, line 1: This picture only works on this computer"),
    (body('<img src="C:\\a.png" alt="x">'), BAD, "HTML, line 1: This picture only works on this computer"),
    (
        body('<img src="data:image/png;base64,AA" alt="x">'),
        BAD,
        "HTML, line 1: This picture only works on this computer",
    ),
    (body('<a href="file:///a.pdf">menu</a>'), BAD, "HTML, line 1: This link only works on this computer"),
    (replace(GOOD, html=TEXT + "{{ postal_address }}"), BAD, "The message has no link to unsubscribe"),
    (replace(GOOD, html=TEXT + "{{ unsubscribe_url }}"), BAD, "The message has no postal address"),
    (replace(GOOD, html=TEXT, purpose=Purpose.UNSAID), WARNING, "The message has no link to unsubscribe"),
    (replace(GOOD, from_address="no address"), BAD, "From: "),
    (replace(GOOD, reply_to="a@@b"), BAD, "Reply-To: "),
    (replace(GOOD, headers=(("Bad Header", "x"),)), BAD, "Bad Header: "),
    (
        replace(GOOD, personal=(PersonalFile("{{ first_name }}.pdf", "/nowhere"),)),
        BAD,
        "2 people have no file of their own",
    ),
    (replace(GOOD, personal=(PersonalFile("{{ first_name", "/nowhere"),)), BAD, "Attachment, line 1: "),
    (replace(GOOD, kind=BodyKind.LETTER, source="{"), BAD, "This letter is damaged and cannot be read"),
    (replace(GOOD, subject="A very long subject " * 5), WARNING, "The subject is long"),
    (replace(GOOD, subject="BUY ALL OUR BREAD NOW"), WARNING, "The subject shouts"),
    (replace(GOOD, subject="Re: your order"), WARNING, "The subject begins with “Re:”"),
    (
        replace(GOOD, html='<img src="https://a.example/x.png" alt="Our offers">' + FOOT),
        WARNING,
        "The message is almost only pictures",
    ),
    (body('<img src="https://a.example/x.png">'), WARNING, "1 picture has no alternative text"),
    (body('<a href="http://shop.example/">shop</a>'), WARNING, "This link is not encrypted"),
    (body('<a href="www.shop.example">shop</a>'), WARNING, "This link cannot be opened"),
    (body('<a href="htp://shop.example">shop</a>'), WARNING, "This link cannot be opened"),
    (body('<a href="">shop</a>'), WARNING, "The link “shop” leads nowhere"),
    (
        body('<a href="https://evil.example/">www.bank.example</a>'),
        WARNING,
        "A link shows another address than it opens",
    ),
    (body('<a href="https://bit.ly/x">shop</a>'), WARNING, "A link goes through bit.ly"),
    (body('<a href="https://192.0.2.1/x">shop</a>'), WARNING, "A link opens a bare number"),
    (body("<p>" + "word " * 25_000 + "</p>"), WARNING, "Gmail would cut the message off"),
    (body('<p style="color:#eee">hardly seen</p>'), WARNING, "Some text is hard to read on its background"),
    (body("<script>alert(1)</script>"), WARNING, "Mail programs remove scripts"),
    (body("<form></form>"), WARNING, "Mail programs remove forms"),
    (
        body('<link rel="stylesheet" href="https://a.example/a.css">'),
        WARNING,
        "The message uses a style sheet from elsewhere",
    ),
    (body("<p>You have been selected</p>"), WARNING, "“You have been selected” reads like a false prize"),
    (body("<p>Verify your account</p>"), WARNING, "“Verify your account” reads like an attempt to steal passwords"),
    (body("<p>Earn $$$</p>"), WARNING, "“$$$” reads like a promise of money"),
    (body("<p>Click here</p>"), WARNING, "“Click here” says nothing about where it leads"),
]


@pytest.mark.parametrize(("message", "state", "title"), MESSAGES)
def test_one_defect_in_the_message_is_one_finding(
    ws: Workspace, message: Message, state: CheckState, title: str
) -> None:
    ((its_state, its_title),) = found(ws, clean(ws, message=message))
    assert its_state is state and its_title.startswith(title)


def _no_list(_ws: Workspace, campaign: Campaign) -> Campaign:
    return replace(campaign, audience=Audience())


def _empty_list(ws: Workspace, campaign: Campaign) -> Campaign:
    return replace(campaign, audience=Audience((ws.lists.get_or_create("empty").id,)))


def _no_account(_ws: Workspace, campaign: Campaign) -> Campaign:
    return replace(campaign, plan=DeliveryPlan())


def _no_from(ws: Workspace, campaign: Campaign) -> Campaign:
    account = ws.accounts.save(Account(0, "Bare", "127.0.0.1", 2525, Security.NONE, identity=Identity("")))
    return replace(campaign, plan=DeliveryPlan((account.id,)))


def _small_server(ws: Workspace, campaign: Campaign) -> Campaign:
    ws.accounts.set_quirk(campaign.plan.account_ids[0], SIZE_LIMIT, 100_000)
    attachment = ws.attachments.add_bytes("menu.pdf", b"x" * 90_000)
    return replace(campaign, message=replace(campaign.message, attachments=(attachment,)))


def _all_suppressed(ws: Workspace, campaign: Campaign) -> Campaign:
    from mailer_gui.operations import suppressions

    for address in ("ana@example.org", "@example.net"):
        suppressions.add(ws, address)
    return campaign


def _no_postal_setting(ws: Workspace, campaign: Campaign) -> Campaign:
    ws.settings.set("postal_address", "")
    return campaign


def _over_days(ws: Workspace, campaign: Campaign) -> Campaign:
    account = ws.accounts.get(campaign.plan.account_ids[0])
    ws.accounts.save(replace(account, limits=Limits(per_day=1)))
    many = [(f"p{n}@example.org", {"first_name": "P"}, n) for n in range(5)]
    ws.contacts.upsert_many(many, Source("x.csv"), campaign.audience.list_ids[0])
    return campaign


def _past(_ws: Workspace, campaign: Campaign) -> Campaign:
    return replace(campaign, plan=replace(campaign.plan, schedule=Schedule(start="2020-01-01 09:00")))


@pytest.mark.parametrize(
    ("spoil", "state", "title"),
    [
        (_no_list, BAD, "Nobody is chosen to get it"),
        (_empty_list, BAD, "The chosen lists and segments are empty"),
        (_no_account, BAD, "No account is chosen"),
        (_no_from, BAD, "The account “Bare” has no From address"),
        (_small_server, BAD, "The message is larger than the server of “Shop” takes"),
        (_all_suppressed, BAD, "Everybody who is chosen is suppressed"),
        (_no_postal_setting, BAD, "Your postal address is not known"),
        (_over_days, WARNING, "It will take until "),
        (_past, BAD, "The start has already passed"),
    ],
)
def test_one_defect_around_the_message_is_found(
    ws: Workspace, spoil: Callable[[Workspace, Campaign], Campaign], state: CheckState, title: str
) -> None:
    everything = found(ws, spoil(ws, clean(ws)))
    assert any(its_state is state and its_title.startswith(title) for its_state, its_title in everything)
    expected = 1 if spoil not in (_no_from, _no_list, _empty_list) else len(everything)
    assert len(everything) == expected


def test_what_never_leaves_this_computer_may_lack_the_address(ws: Workspace, tmp_path: Path) -> None:
    campaign = clean(ws, message=replace(GOOD, html=TEXT))
    practice = ws.accounts.ensure_practice()
    states = [state for state, _ in found(ws, replace(campaign, plan=DeliveryPlan((practice.id,))))]
    assert states == [WARNING, WARNING]
