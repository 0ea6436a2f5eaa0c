"""Every way of writing a message gives the HTML, the text and the pictures that were meant."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.compose.bodies import written_html
from mailer_gui.compose.checks import check_message, fields_used, names_unsubscribe_url
from mailer_gui.compose.compiled import Compiled, compile_message
from mailer_gui.compose.letter import html_of_letter, letter_of_text
from mailer_gui.compose.markdown import fragment_of_markdown
from mailer_gui.compose.pictures import content_ids, references, replaced
from mailer_gui.compose.render import Renderer
from mailer_gui.model.errors import InputError, TooNewError
from mailer_gui.model.messages import FILES_FIELD, Attachment, BodyKind, Message, PersonalFile
from mailer_gui.model.writing import Letter, LetterBlock, LetterRun
from tests.unit.compose.making import CAMPAIGN, IDENTITY, KEY, person

LOGO = Attachment("logo.png", "ab" * 32, 4, "image/png")
BILL = Attachment("Rechnung für Ana.pdf", "cd" * 32, 5, "application/pdf")
FILES = {LOGO.sha256: b"\x89PNG", BILL.sha256: b"%PDF-"}


def renderer(message: Message) -> Renderer:
    made = compile_message(message, IDENTITY, CAMPAIGN, FILES.__getitem__)
    return Renderer(Compiled.load(made.dump()), KEY, read_file=FILES.__getitem__)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("Hello *{{ name }}*", "<p>Hello <em>{{ name }}</em></p>"),
        ("[Stop]({{ unsubscribe_url }})", '<a href="{{ unsubscribe_url }}">Stop</a>'),
        ("[a](https://example.org/?c={{ id }}&x=1)", 'href="https://example.org/?c={{ id }}&amp;x=1"'),
        ('{{ name | default: "you & <me>" }}', '<p>{{ name | default: "you & <me>" }}</p>'),
        ("`{{ x }}`", "<code>{{ x }}</code>"),
        ("https://example.org/{{ x }}", '<a href="https://example.org/{{ x }}">https://example.org/{{ x }}</a>'),
        ("a\n\n{% if x %}{% assign y = 1 %}\n\nb\n\n{% endif %}", "<p>a</p>\n{% if x %}{% assign y = 1 %}\n<p>b</p>"),
    ],
)
def test_markdown_keeps_merge_tags_whole(source: str, wanted: str) -> None:
    assert wanted in fragment_of_markdown(source)


def test_an_instruction_on_its_own_line_makes_no_paragraph() -> None:
    source = "Hello\n{% if vip %}\nA *gift*.\n{% else %}\n- one\n{% endif %}\nEnd"
    made = fragment_of_markdown(source)
    assert made.split("\n") == [
        "<p>Hello</p>",
        "{% if vip %}",
        "<p>A <em>gift</em>.</p>",
        "{% else %}",
        "<ul>",
        "<li>one</li>",
        "</ul>",
        "{% endif %}",
        "<p>End</p>",
        "",
    ]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "java&#115;cript:alert(1)", "file:///etc/passwd", "DATA:x,y"])
def test_markdown_links_to_nothing_dangerous(link: str) -> None:
    assert "href" not in fragment_of_markdown(f"[x]({link})")


def test_a_markdown_message_is_sent_as_html_and_text() -> None:
    body = "# Hi {{ first_name | default: 'friend' }}\n\n- one\n- two\n\n[Stop]({{ unsubscribe_url }})\n"
    message = Message("News", kind=BodyKind.MARKDOWN, source=body)
    assert check_message(message) == []
    assert names_unsubscribe_url(message)
    assert {use.name for use in fields_used(message)} == {"first_name", "unsubscribe_url"}
    shown = renderer(message).parts(person(first_name="Ana"))
    assert "Hi Ana</h1>" in shown.html and ">one</li>" in shown.html
    assert "Hi Ana" in shown.text and "mailto:" in shown.html


def test_a_mistake_in_markdown_is_named_where_it_was_made() -> None:
    problem = check_message(Message("s", kind=BodyKind.MARKDOWN, source="one\n\ntwo {{ a | }}"))[0]
    assert (problem.part, problem.line, problem.column) == ("markdown", 3, 5)


def test_a_plain_message_has_no_html() -> None:
    made = renderer(Message("s", kind=BodyKind.PLAIN, text="Dear {{ name }}", html="<p>old</p>"))
    source = made.render(person(name="Ana"))
    assert message_from_bytes(source, policy=default).get_content_type() == "text/plain"
    assert b"old" not in source


LETTER = Letter(
    (
        LetterBlock("heading", (LetterRun("News & more"),)),
        LetterBlock(
            "paragraph",
            (LetterRun("Dear "), LetterRun('{{ name | default: "you" }}', bold=True), LetterRun(",\nwelcome")),
        ),
        LetterBlock("paragraph", (LetterRun("{% if vip %}"),)),
        LetterBlock("bullet", (LetterRun("one <"),)),
        LetterBlock("bullet", (LetterRun("two", italic=True),)),
        LetterBlock("paragraph", (LetterRun("{% endif %}"),)),
        LetterBlock(
            "paragraph",
            (LetterRun("see ", link="https://example.org/?a=1&b={{ id }}"), LetterRun("here", True, False, "x:y")),
        ),
    )
)


def test_a_letter_becomes_clean_html() -> None:
    made = html_of_letter(LETTER.dump())
    inside = made.partition('<div class="letter">\n')[2].partition("\n</div>")[0]
    assert inside.split("\n") == [
        "<h1>News &amp; more</h1>",
        '<p>Dear <strong>{{ name | default: "you" }}</strong>,<br>',
        "welcome</p>",
        "{% if vip %}",
        "<ul>",
        "<li>one &lt;</li>",
        "<li><em>two</em></li>",
        "</ul>",
        "{% endif %}",
        '<p><a href="https://example.org/?a=1&amp;b={{ id }}">see </a><strong>here</strong></p>',
    ]


@given(
    st.lists(
        st.builds(
            LetterBlock,
            st.sampled_from(["paragraph", "heading", "subheading", "bullet", "number"]),
            st.lists(st.builds(LetterRun, st.text(), st.booleans(), st.booleans(), st.text())).map(tuple),
        )
    ).map(tuple)
)
def test_a_letter_comes_back_from_its_json(blocks: tuple[LetterBlock, ...]) -> None:
    letter = Letter(blocks)
    assert Letter.load(letter.dump()) == letter
    html_of_letter(letter.dump())


@pytest.mark.parametrize("source", ["{", "[]", '{"version": 1}', '{"version": 1, "blocks": [3]}'])
def test_a_damaged_letter_is_refused(source: str) -> None:
    with pytest.raises(InputError):
        Letter.load(source)


def test_a_letter_of_a_newer_program_is_refused() -> None:
    with pytest.raises(TooNewError):
        Letter.load('{"version": 99, "blocks": []}')


def test_plain_text_becomes_a_letter() -> None:
    assert [block.text for block in letter_of_text("a\nb\n\n\nc\n").blocks] == ["a\nb", "c"]


def test_pictures_that_are_shown_go_with_the_html() -> None:
    other = replace(LOGO, name="unused.png", sha256="ef" * 32)
    html = f'<p>Hi</p><img src="cid:{LOGO.content_id}" alt="Logo">'
    message = Message("s", html=html, images=(LOGO, other), attachments=(BILL,))
    source = renderer(message).render(person())
    parsed = message_from_bytes(source, policy=default)
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    picture = next(part for part in parsed.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == f"<{LOGO.content_id}>"
    assert picture.get_payload(decode=True) == FILES[LOGO.sha256]
    shown = renderer(message).parts(person())
    assert shown.pictures == {LOGO.content_id: ("image/png", FILES[LOGO.sha256])}
    assert [file.name for file in shown.files] == [BILL.name]


def test_each_person_gets_only_the_own_file() -> None:
    message = Message("s", text="Hi", personal=(PersonalFile("{{ id }}.pdf", "/bills"),))
    made = renderer(message)
    frozen = json.dumps([[BILL.name, BILL.sha256, BILL.size, BILL.media_type]])
    with_file = made.parts(person(fields={FILES_FIELD: frozen}))
    assert [(file.name, file.media_type, file.size) for file in with_file.files] == [(BILL.name, BILL.media_type, 5)]
    without = message_from_bytes(made.render(person()), policy=default)
    assert [part.get_content_type() for part in without.walk()] == ["multipart/mixed", "text/plain"]
    wire = made.wire(person(fields={FILES_FIELD: frozen}))
    assert wire.rstrip().endswith(b"--") and BILL.sha256.encode() not in wire


@pytest.mark.parametrize(
    ("html", "is_picture"),
    [
        ('<img src="file:///home/me/logo.png">', True),
        ("<img src='C:\\Users\\me\\logo.png'>", True),
        ("<img src=logo.png>", True),
        ('<img src="data:image/png;base64,AAAA">', True),
        ('<td background="pictures/a.png">', True),
        ('<p style="background:url(a.png)">', True),
        ("<p style=\"background:url('file:///a.png')\">", True),
        ('<img srcset="a.png 1x, https://example.org/b.png 2x">', True),
        ('<a href="file:///etc/passwd">', False),
        ('<a href="C:\\x.pdf">', False),
        ('<!--[if mso]><img src="a.png"><![endif]-->', True),
    ],
)
def test_what_only_works_on_this_computer_is_found(html: str, is_picture: bool) -> None:
    assert [one.is_picture for one in references(html) if one.is_local] == [is_picture]
    assert any("only works on this computer" in problem.message for problem in check_message(Message("s", html=html)))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://example.org/a.png">',
        '<img src="{{ picture }}">',
        '<a href="{{ link }}">',
        '<a href="#top">',
        '<a href="mailto:a@example.org">',
        '<img src="//example.org/a.png">',
        '<!-- <img src="a.png"> -->',
        '<div data-src="a.png">',
        '<p style="background:url(https://example.org/a.png)">',
    ],
)
def test_what_works_everywhere_is_left_alone(html: str) -> None:
    assert not [one for one in references(html) if one.is_local]
    assert check_message(Message("s", html=html)) == []


def test_only_the_address_is_replaced() -> None:
    html = '<IMG  alt="x"\n SRC = \'a b.png\' ><p style="background: url( a%20b.png )">é&nbsp;</p>'
    made = replaced(html, lambda one: "cid:x@picture" if one.is_local else None)
    assert made == '<IMG  alt="x"\n SRC = \'cid:x@picture\' ><p style="background: url( cid:x@picture )">é&nbsp;</p>'
    assert content_ids(made) == {"x@picture"}


def test_a_picture_that_is_gone_is_named() -> None:
    message = Message("s", html=f'<img src="cid:{LOGO.content_id}">')
    assert "no longer there" in check_message(message)[0].message
    assert check_message(replace(message, images=(LOGO,))) == []
    assert written_html(message) == message.html
