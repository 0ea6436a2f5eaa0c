"""Property tests: our bytes against the standard library's parser and EmailMessage."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from liquid import Environment, StrictDefaultUndefined

from mailer_gui.compose.headers import clean
from mailer_gui.compose.inline import prepared_html
from mailer_gui.model.messages import Message
from tests.unit.compose.making import attached, body, parsed, person, renderer, unstuffed

ANY = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from([*list("\r\n\t .=,;:<>@\"'%{}\\&ée日Я_-?"), "\x00", "\x0b", "\u2028", "\x85"]),
    ),
    max_size=200,
)
LONG = st.builds(
    lambda unit, count: unit * count,
    st.sampled_from(["x", ". ", "é ", "ab\n", " \n", "=?", "日", "%s"]),
    st.integers(0, 120),
)
TEXT = st.one_of(ANY, LONG)
FIXED = st.builds(lambda text: text.replace("{", "(").replace("<", "("), TEXT)
"""Text for a template's fixed part: no merge tags of its own, no HTML."""


def lines_of(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_raw(source: bytes) -> None:
    """What must hold for the lines of every message."""
    assert source.endswith(b"\r\n")
    assert b"\n" not in source.replace(b"\r\n", b"") and b"\r" not in source.replace(b"\r\n", b"")
    assert source.isascii()
    head, _, rest = source.partition(b"\r\n\r\n")
    for line in rest.split(b"\r\n"):
        assert len(line) <= 76, line
        assert not line.endswith((b" ", b"\t")), line
    for line in head.split(b"\r\n"):
        assert len(line) <= 998
        assert re.match(rb"[!-9;-~]+:( |$)|[ \t]+\S", line), line
        if not line.lower().startswith((b"list-unsubscribe", b"message-id")) and b"<" not in line:
            assert len(line) <= 78, line


@given(FIXED, TEXT, FIXED, TEXT, FIXED)
@example("", "a" * 76, "", "b " * 40, "")
@example("Hello ", ".", ".", "From here", "\n.")
@example("", "", "", "\n0", "\r")
@example("", "a\r", "", "\nb", "c\r")
@example("x" * 75 + " ", "", "\n", "é" * 26, "x" * 77)
def test_text_comes_back_as_it_was_meant(one: str, a: str, two: str, b: str, three: str) -> None:
    template = one + "{{ a }}" + two + "{{ b | default: 'friend' }}" + three + "{{ a }}{{ b | default: 'x' }}"
    made = renderer(Message("s", text=template))
    recipient = person(a=a, b=b)
    source = made.render(recipient)
    check_raw(source)
    # Each part has line ends of its own: a CR that ends one and an LF that begins the next are two.
    wanted = "".join(map(lines_of, (one, a, two, b or "friend", three, a, b or "x")))
    assert body(parsed(source), "plain").rstrip("\n") == wanted.rstrip("\n")
    assert unstuffed(made.wire(recipient)) == source
    assert not any(re.match(rb"\.(?!\.)", line) for line in made.wire(recipient).split(b"\r\n"))


@given(FIXED, TEXT, TEXT, st.booleans())
def test_fast_way_and_interpreter_give_the_same_message(fixed: str, a: str, b: str, has_html: bool) -> None:
    fast = f"{fixed}{{{{ a }}}}{fixed}{{{{ b | default: 'n\"<' }}}}{fixed}"
    # The same, in a form that only the interpreter can do.
    rich = (
        f"{fixed}{{% if true %}}{{{{ a }}}}{{% endif %}}{fixed}{{% assign c = b %}}{{{{ c | default: 'n\"<' }}}}{fixed}"
    )
    whole = "{% if true %}" + rich + "{% endif %}"
    recipient = person(a=a, b=b)
    made = [
        parsed(renderer(Message("s", html=t if has_html else "", text=t)).render(recipient))
        for t in (fast, rich, whole)
    ]
    kinds = ("plain", "html") if has_html else ("plain",)
    for kind in kinds:
        bodies = [body(message, kind).rstrip("\n") for message in made]
        assert bodies[0] == bodies[1] == bodies[2]


@given(FIXED, TEXT)
def test_html_is_what_liquid_says(fixed: str, value: str) -> None:
    template = f"<p>{fixed}</p><b title=\"{{{{ v }}}}\">{{{{ v | default: 'x' }}}}</b>{{% if v == 'a' %}}A{{% endif %}}"
    source = renderer(Message("s", html=template)).render(person(v=value))
    check_raw(source)
    environment = Environment(undefined=StrictDefaultUndefined, autoescape=True)
    wanted = environment.from_string(prepared_html(lines_of(template))).render(v=value)
    assert body(parsed(source), "html").rstrip("\n") == lines_of(wanted).rstrip("\n")


@given(TEXT, TEXT, TEXT, st.sampled_from(["ana@example.org", "o'brien+x@bücher.example", "a.b@x.example"]))
@example("a\r\nBcc: all@example.org", "b\nTo: x@example.org", 'c" <x@example.org>, "', "ana@example.org")
@example("=?utf-8?q?x?=", "=?utf-8?b?eA==?=", "a  b   c", "ana@example.org")
@example("word " * 50, "w" * 200, "n" * 300, "ana@example.org")
def test_no_value_makes_a_header_or_a_recipient(subject: str, value: str, name: str, address: str) -> None:
    template = subject.replace("{", "(") + " {{ v }}"
    made = renderer(Message(template, text="x", attachments=(attached("a.pdf", b"x"),)))
    source = made.render(person(address, v=value, name=name))
    check_raw(source)
    message = parsed(source)
    assert not message.defects
    names = [key.lower() for key in message.keys()]  # noqa: SIM118 - repeated headers count
    assert names == [
        *("from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-id", "feedback-id"),
        *("mime-version", "content-type"),
    ]
    wanted = clean(lines_of(subject.replace("{", "(")) + " " + value)
    assert squeezed(message["Subject"]) == squeezed(wanted)
    assert len(message["To"].addresses) == 1
    to = message["To"].addresses[0]
    assert to.addr_spec == address.replace("bücher", "xn--bcher-kva")
    # The library's parser of addresses puts a space between two encoded words, which RFC 2047 forbids.
    assert "".join(to.display_name.split()) == "".join(clean(name).split())
    assert [part.get_filename() for part in message.iter_attachments()] == ["a.pdf"]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(
    ANY.map(lambda name: name[:60]),
    st.binary(max_size=500),
    st.sampled_from(["application/pdf", "text/plain", "message/rfc822", "evil\r\nX: y"]),
)
@example("Rechnung für Zoë – März.pdf", b"", "application/pdf")
@example('a".pdf\r\nX-Evil: 1', b"\r\n.\r\n--=_", "image/png")
def test_attachments_arrive_whole(name: str, data: bytes, media_type: str) -> None:
    message = Message(
        "s", html="<p>x</p>", attachments=(attached(name, data, media_type), attached("b.bin", b"\0" * 99))
    )
    source = renderer(message).render(person())
    check_raw_attachments(source)
    found = list(parsed(source).iter_attachments())
    assert len(found) == 2
    payload = found[0].get_payload(decode=True)
    assert payload == data
    assert found[1].get_payload(decode=True) == b"\0" * 99
    shown = found[0]["Content-Disposition"].params["filename"]
    assert squeezed(shown) == squeezed(clean(re.sub(r"[/\\\x00-\x1f\x7f]", "_", name)) or "file")


def check_raw_attachments(source: bytes) -> None:
    assert b"\r\nX-Evil" not in source and b"\r\nX: y" not in source
    check_raw(source)


@given(TEXT, TEXT)
def test_equals_what_email_message_says(subject: str, text: str) -> None:
    """The standard library builds the same message from the same words."""
    subject, text = clean(subject), lines_of(text)
    ours = parsed(renderer(Message("{{ s }}", html="<p>{{ t }}</p>", text="{{ t }}")).render(person(s=subject, t=text)))
    theirs = EmailMessage()
    theirs["Subject"] = subject
    theirs.set_content(text, cte="quoted-printable")
    theirs.add_alternative("<p></p>", subtype="html")
    assert squeezed(ours["Subject"]) == squeezed(str(theirs["Subject"]))
    assert body(ours, "plain").rstrip("\n") == body(theirs, "plain").rstrip("\n")
    assert ours.get_content_type() == theirs.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in ours.iter_parts()] == [
        p.get_content_type() for p in theirs.iter_parts()
    ]


@given(
    TEXT,
    st.sampled_from(
        ["Здравствуйте, {{ v }}! Это наше письмо.", "{{ v }}様 春のお知らせです。{% if v %}はい{% endif %}"]
    ),
)
def test_text_in_other_scripts_is_base64(value: str, template: str) -> None:
    source = renderer(Message("s", text=template)).render(person(v=value))
    check_raw(source)
    message = parsed(source)
    assert message["Content-Transfer-Encoding"] == "base64"
    wanted = template.replace("{% if v %}", "").replace("{% endif %}", "").replace("{{ v }}", lines_of(value))
    assert body(message, "plain").rstrip("\n") == wanted.rstrip("\n")


@pytest.mark.parametrize("name", ["Ana", ".Ana", "a\n.b", "a\r\n.\r\nb", ".", "..", "a."])
@pytest.mark.parametrize("text", ["{{ name }}", ".{{ name }}", "a\n.b\n.\n{{ name }}.\n", ".", "100 %\n.{{ name }}"])
def test_dots_at_the_beginning_of_a_line_are_doubled(text: str, name: str) -> None:
    made = renderer(Message("s", f"<p>{text}</p>\n.", text, headers=((".Odd", "x"), ("X-A", ".b"))))
    recipient = person(name=name)
    assert unstuffed(made.wire(recipient)) == made.render(recipient)
    assert made.wire(recipient) == made.render(recipient).replace(b"\r\n.", b"\r\n..")
