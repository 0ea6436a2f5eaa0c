"""Writing: mistakes are named where they were made, other ways keep what they promise, fields are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import BodyKind, Message, PersonalFile
from mailer_gui.model.preview import Preview
from mailer_gui.model.writing import LETTER_KINDS, LetterBlock, LetterRun
from mailer_gui.operations import attachments, audience, campaigns, contacts, lists, outbox, versions, writing
from mailer_gui.operations.workspace import Workspace, open_workspace

RUNS = st.builds(
    LetterRun,
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "https://shop.example", "{{ unsubscribe_url }}"]),
)
LETTERS = st.lists(
    st.builds(LetterBlock, st.sampled_from(LETTER_KINDS), st.lists(RUNS, max_size=3).map(tuple)), max_size=4
)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "w")
    yield opened
    opened.close()


@given(LETTERS)
def test_a_letter_comes_back_as_it_was_written(letter: list[LetterBlock]) -> None:
    assert list(writing.letter_blocks(writing.letter_source(letter))) == letter


@pytest.mark.parametrize(
    ("message", "part", "line", "column"),
    [
        (Message("x", html="<p>a</p>\r\n<p>{{ oops</p>"), "html", 2, 4),
        (Message("x", kind=BodyKind.MARKDOWN, source="# a\n\nb {{ x | nofilter }}"), "markdown", 3, 10),
        (
            Message(
                "x",
                kind=BodyKind.LETTER,
                source=writing.letter_source(
                    [
                        LetterBlock("heading", (LetterRun("A"),)),
                        LetterBlock("bullet", (LetterRun("b "), LetterRun("{{ c", bold=True))),
                    ]
                ),
            ),
            "letter",
            2,
            3,
        ),
        (Message("{{ x", html="<p>a</p>"), "subject", 1, 1),
        (Message("x", kind=BodyKind.PLAIN, text="a\n{% if b %}"), "text", 2, 1),
    ],
)
def test_mistakes_are_named_where_they_were_made(message: Message, part: str, line: int, column: int) -> None:
    found = writing.mistakes(message)
    assert [(one.part, one.line, one.column) for one in found] == [(part, line, column)]


def test_a_damaged_letter_is_one_mistake_without_a_place() -> None:
    (found,) = writing.mistakes(Message("x", kind=BodyKind.LETTER, source="{"))
    assert (found.part, found.line) == ("letter", 0)


@pytest.mark.parametrize("kind", [BodyKind.LETTER, BodyKind.MARKDOWN, BodyKind.HTML])
def test_plain_text_goes_on_in_every_way_with_all_its_words(kind: BodyKind) -> None:
    plain = Message("s", kind=BodyKind.PLAIN, text="Dear {{ first_name }},\n\nsee a < b.")
    turned = writing.turned(plain, kind)
    assert (turned.kind, turned.subject, turned.text) == (kind, "s", "")
    derived = writing.derived_text(turned)
    assert "Dear {{ first_name }}," in derived and "see a < b." in derived


def test_a_letter_becomes_the_html_that_was_sent_of_it() -> None:
    letter = Message(
        "s", kind=BodyKind.LETTER, source=writing.letter_source([LetterBlock("heading", (LetterRun("A"),))])
    )
    turned = writing.turned(letter, BodyKind.HTML)
    assert "<h1>A</h1>" in turned.html and (turned.source, turned.kind) == ("", BodyKind.HTML)
    assert writing.turned(letter, BodyKind.PLAIN).text.strip() == "A"


def test_fields_come_with_an_example_and_who_lacks_them_is_named(ws: Workspace) -> None:
    members = lists.get_or_create(ws, "Members").id
    ids = []
    for address, fields in (
        ("ana@example.org", {"city": "Porto", "first_name": "Ana"}),
        ("bo@example.org", {"city": "Lyon"}),
        ("ci@example.org", {"city": ""}),
    ):
        contact = contacts.add(ws, address, fields)
        ids.append(contact.id)
    lists.add_members(ws, members, ids)
    contacts.add(ws, "other@example.org", {"elsewhere": "x"})
    who = Audience((members,))
    facts = {fact.name: fact for fact in audience.field_facts(ws, who, ids[1])}
    assert (facts["city"].example, facts["city"].having, facts["city"].people) == ("Lyon", 2, 3)
    assert (facts["first_name"].lacking, facts["elsewhere"].having) == (2, 0)
    draft = campaigns.create(ws, "D", Message("Hi {{ first_name }}", html='<p>{{ city | default: "you" }}</p>'), who)
    (lack,) = audience.lacks(ws, draft.id)
    assert (lack.field, lack.count, [one[0] for one in lack.people]) == ("first_name", 2, ids[1:])


def test_own_files_are_shown_for_one_and_looked_for_everybody(ws: Workspace, tmp_path: Path) -> None:
    members = lists.get_or_create(ws, "Members").id
    ids = [contacts.add(ws, f"{name}@example.org", {"no": name}).id for name in ("ana", "bo")]
    lists.add_members(ws, members, ids)
    (tmp_path / "ana.pdf").write_bytes(b"x")
    own = PersonalFile("{{ no }}.pdf", str(tmp_path))
    draft = campaigns.create(ws, "D", Message("s", html="<p>x</p>", personal=(own,)), Audience((members,)))
    assert attachments.personal_example(ws, draft.id, own, ids[0]) == str(tmp_path / "ana.pdf")
    with pytest.raises(InputError, match="no file"):
        attachments.personal_example(ws, draft.id, own, ids[1])
    look = attachments.look_for_personal(ws, draft.id)
    assert (look.people, look.files, look.lacking, look.problems[0][0]) == (2, 1, 1, "bo@example.org")


def test_without_pictures_their_descriptions_remain() -> None:
    html = '<a href="https://x.example"><img src="cid:1@picture" alt="A &amp; B" width=600></a><img src=x.png>'
    shown = writing.without_pictures(Preview("a@example.org", "s", html, "", (), b""))
    assert "<img" not in shown and "A &amp; B" in shown and shown.startswith('<a href="https://x.example"><span')


def test_another_message_is_previewed_without_changing_the_draft(ws: Workspace) -> None:
    contact = contacts.add(ws, "ana@example.org", {"first_name": "Ana"})
    draft = campaigns.create(ws, "D", Message("s", html="<p>old</p>"))
    shown = outbox.preview(ws, draft.id, contact.id, message=Message("Hi {{ first_name }}", html="<p>new</p>"))
    assert (shown.subject, "new" in shown.html) == ("Hi Ana", True)
    assert campaigns.get(ws, draft.id).message.html == "<p>old</p>"


def test_another_way_and_a_restore_keep_the_version_before_however_fresh(ws: Workspace) -> None:
    draft = campaigns.save_draft(ws, campaigns.create(ws, "D"))
    for message in (
        Message("s", kind=BodyKind.MARKDOWN, source="# a"),
        writing.turned(Message("s", kind=BodyKind.MARKDOWN, source="# a"), BodyKind.HTML),
    ):
        draft = campaigns.save_draft(ws, replace(draft, message=message))
    kept = versions.all(ws, draft.id)
    assert [one.message.kind for one in kept][:2] == [BodyKind.HTML, BodyKind.MARKDOWN]
    assert versions.restore(ws, kept[1].id).message.source == "# a"
    assert [one.message.kind for one in versions.all(ws, draft.id)][:3] == [
        BodyKind.MARKDOWN,
        BodyKind.HTML,
        BodyKind.MARKDOWN,
    ]
