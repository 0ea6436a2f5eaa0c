from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.practice import PracticeMail, PracticeMessage
from mailer_gui.practice.reading import SOURCE_LIMIT, decoded, header_of, open_message

LINE = PracticeMail("20260101T000000-000000-00001", 0.0, "ana@example.org", "shop@example.com", "", 0)


def opened(content: bytes) -> PracticeMessage:
    return open_message(LINE, content)


def test_a_letter_with_everything() -> None:
    letter = EmailMessage()
    letter["Subject"] = "Приве́т, 世界"
    letter["To"] = "ana@example.org"
    letter.set_content("Olá, José.\nText")
    letter.add_alternative("<p>Olá, <b>José</b></p>", subtype="html")
    letter.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="prices ação.pdf")
    inner = EmailMessage()
    inner.set_content("inner text")
    letter.add_attachment(inner)
    message = opened(letter.as_bytes())
    assert message.text == "Olá, José.\nText\n"
    assert message.html == "<p>Olá, <b>José</b></p>\n"
    assert ("Subject", "Приве́т, 世界") in message.headers
    assert message.attachments[0] == ("prices ação.pdf", 8)
    assert message.attachments[1][0] == "message/rfc822"
    assert message.source.startswith("Subject: ")


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", b"caf\xe9", "café"),
        ("no-such-charset", "naïve".encode(), "naïve"),
        ("utf-8", b"caf\xe9", "café"),
        ("us-ascii", "naïve".encode(), "naïve"),
        ("zip", b"plain", "plain"),
        ("shift_jis", "日本".encode("shift_jis"), "日本"),
    ],
)
def test_charsets_true_and_false(charset: str, body: bytes, text: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert opened(head.encode() + body).text == text


def test_html_only_and_no_header_at_all() -> None:
    assert opened(b"Content-Type: text/html\r\n\r\n<p>x</p>").html == "<p>x</p>"
    assert opened(b"just words").source == "just words"
    assert opened(b"").text == ""


def test_a_huge_source_is_cut() -> None:
    source = opened(b"Subject: x\r\n\r\n" + b"y" * (SOURCE_LIMIT + 5)).source
    assert len(source) < SOURCE_LIMIT + 200
    assert "1,000,019 bytes" in source


def test_headers_are_found_quickly_and_only_in_the_head() -> None:
    content = b"X-Subject: no\r\nSUBJECT:  =?utf-8?q?caf=C3=A9?=\r\n =?utf-8?q?_noir?=\r\n\r\nTo: body@example.org\r\n"
    assert header_of(content, "Subject") == "café noir"
    assert header_of(content, "To") == ""


@pytest.mark.parametrize("odd", ["=?utf-8?b?!!!?=", "=?nonsense?q?x?=", "=?utf-8?q?=FF?=", "=?", "=?x?y?z?="])
def test_odd_headers_are_shown_somehow(odd: str) -> None:
    assert isinstance(decoded(odd), str)


@given(st.binary(max_size=300))
def test_no_bytes_can_break_it(content: bytes) -> None:
    message = opened(content)
    "".join((message.text, message.html, message.source, *map("".join, message.headers))).encode("utf-8")


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: multipart/mixed\r\n", b"--x\r\n",
        b"--x--\r\n",
        b"Content-Type: text/plain; charset*=utf-8''%E9\r\n", b"Content-Type: text/html; charset=\"\x00\"\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"\r\n", b"!!!\r\n", b"Content-Type: message/rfc822\r\n",
        b"Content-Disposition: attachment; filename*0*=a'b\r\n", b"Subject: =?utf-8?b?AAA?=\r\n", b"\xff: \xfe\r\n",
        b"Content-Type: message/delivery-status\r\n", b"Content-Transfer-Encoding: uuencode\r\n", b"begin 644 x\r\n",
        b"Content-Disposition: attachment; filename=\"=?utf-8?q?=FF?=\"\r\n", b" folded\r\n", b"Content-Type: \r\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20))
def test_no_arrangement_of_odd_parts_can_break_it(pieces: list[bytes]) -> None:
    message = opened(b"".join(pieces))
    "".join((message.text, message.html, message.source, *map("".join, message.headers))).encode("utf-8")


def test_parts_within_parts_have_an_end() -> None:
    deep = (
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 900
    )
    assert opened(deep).mail == LINE
