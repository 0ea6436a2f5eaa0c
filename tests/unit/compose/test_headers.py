from __future__ import annotations

import re

import pytest

from mailer_gui.compose.addresses import envelope_address, needs_smtputf8, split_named
from mailer_gui.compose.compiled import CampaignFacts
from mailer_gui.compose.headers import custom, date_header
from mailer_gui.compose.token import token_owner, unsubscribe_token, verify
from mailer_gui.model.accounts import Identity
from mailer_gui.model.errors import InputError, TemplateError
from mailer_gui.model.messages import Message
from tests.unit.compose.making import IDENTITY, KEY, parsed, person, renderer


def facts(endpoint: str = "", list_id: str = "") -> CampaignFacts:
    return CampaignFacts(7, "Spring", "salt", "Main Street 1", endpoint, list_id)


@pytest.mark.parametrize("length", [0, 20, 60, 75, 78, 120, 200, 600])
def test_list_unsubscribe_is_never_encoded(length: int) -> None:
    endpoint = "https://shop.example/u/" + "a" * length + "?t={token}"
    source = renderer(Message("s", text="x"), campaign=facts(endpoint)).render(person())
    token = unsubscribe_token(KEY, 7, 42, "ana@example.org")
    line = re.search(rb"^List-Unsubscribe: (<[^>]*>),\r\n (<[^>]*>)\r\n", source, re.MULTILINE)
    assert line is not None
    assert line[1].decode() == f"<{endpoint.replace('{token}', token)}>"
    assert line[2].decode() == f"<mailto:news@shop.example?subject=unsubscribe%20{token}>"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in source


def test_without_an_endpoint_there_is_only_mail() -> None:
    source = renderer(Message("s", text="{{ unsubscribe_url }}")).render(person())
    assert b"List-Unsubscribe-Post" not in source
    assert b"\r\nList-Unsubscribe: <mailto:news@shop.example?subject=unsubscribe%20" in source


def test_answers_and_unsubscribes_go_to_reply_to() -> None:
    message = Message("s", text="x", reply_to="Café Desk <hello@shop.example>")
    read = parsed(renderer(message).render(person()))
    assert read["Reply-To"] == "Café Desk <hello@shop.example>"
    assert "mailto:hello@shop.example?" in read["List-Unsubscribe"]


@pytest.mark.parametrize(
    "endpoint", ["http://shop.example/u", "https://shop.example/a b", "javascript:1", "https://x>y/"]
)
def test_a_bad_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(InputError):
        renderer(Message("s", text="x"), campaign=facts(endpoint))


def test_an_endpoint_without_a_place_for_the_token_gets_one() -> None:
    read = parsed(renderer(Message("s", text="x"), campaign=facts("https://shop.example/u?a=1")).render(person()))
    assert read["List-Unsubscribe"].startswith("<https://shop.example/u?a=1&token=7-2a-")


def test_the_token_names_campaign_and_person_and_cannot_be_forged() -> None:
    token = unsubscribe_token(KEY, 7, 12345, "Ana@Example.org")
    assert re.fullmatch(r"7-3039-[0-9a-f]{16}-[0-9a-f]{16}", token)
    assert token_owner(f" {token.upper()} ") == (7, 12345)
    assert verify(KEY, token.upper(), "ana@example.org") == (7, 12345)
    assert verify(KEY, token, "other@example.org") is None
    assert verify(b"x" * 32, token, "ana@example.org") is None
    assert verify(KEY, token[:-1] + ("a" if token[-1] != "a" else "b"), "ana@example.org") is None
    assert verify(KEY, token.replace("3039-", "303a-"), "ana@example.org") is None
    assert verify(KEY, token.replace("7-", "8-", 1), "ana@example.org") is None
    assert verify(KEY, "nonsense", "ana@example.org") is None
    assert token_owner("") is None


def test_a_token_of_an_older_message_counts() -> None:
    token = unsubscribe_token(KEY, 7, 12345, "ana@example.org")
    older = "-".join(token.split("-")[:3]) + token.split("-")[3]
    assert verify(KEY, older, "ana@example.org") == (7, 12345)
    assert verify(KEY, older, "other@example.org") is None


def test_no_token_looks_like_the_number_of_a_purse() -> None:
    for contact in range(2_000):
        token = unsubscribe_token(KEY, 7, contact, "ana@example.org")
        assert not re.search(r"\b[13][a-km-zA-HJ-NP-Z1-9]{29,34}", token), token


def test_message_id_and_date_are_the_same_on_every_attempt() -> None:
    made = renderer(Message("s", text="x"))
    assert made.render(person()) == made.render(person()) == renderer(Message("s", text="x")).render(person())
    ids = {parsed(made.render(person(number=number)))["Message-ID"] for number in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"<7\.\d+\.[0-9a-f]{20}@shop\.example>", one) for one in ids)
    other = renderer(Message("s", text="x"), campaign=CampaignFacts(7, "Spring", "other salt"))
    assert parsed(other.render(person()))["Message-ID"] != parsed(made.render(person()))["Message-ID"]
    assert date_header(1_700_000_000) == b"Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"


def test_list_id_and_feedback_id() -> None:
    read = parsed(renderer(Message("s", text="x")).render(person()))
    assert read["List-ID"] == "<news.shop.example>"
    assert re.fullmatch(r"c7:[0-9a-f]{8}:campaign:[0-9a-f]{12}", read["Feedback-ID"])
    assert (
        parsed(renderer(Message("s", text="x"), campaign=facts(list_id="a.b.example")).render(person()))["List-ID"]
        == "<a.b.example>"
    )
    own = Message("s", text="x", headers=(("List-ID", "My list <my.list.example>"), ("X-Kind", "größer")))
    read = parsed(renderer(own).render(person()))
    assert read.get_all("List-ID") == ["My list <my.list.example>"]
    assert read["X-Kind"] == "größer"


@pytest.mark.parametrize(
    "name", ["From", "to", "BCC", "Subject", "Content-Type", "DKIM-Signature", "Date", "a b", "x:y", "", "Ü"]
)
def test_headers_of_the_program_cannot_be_set(name: str) -> None:
    with pytest.raises(InputError):
        renderer(Message("s", text="x", headers=((name, "v"),)))


@pytest.mark.parametrize("value", ["a\r\nBcc: x@example.org", "a\nb", "x" * 1200, "a\x00b"])
def test_a_header_value_stays_one_line(value: str) -> None:
    with pytest.raises(InputError):
        custom("X-Own", value)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ana@example.org", "ana@example.org"),
        (" Ana.B+x@EXAMPLE.org ", "Ana.B+x@example.org"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@日本.example", "ana@xn--wgv71a.example"),
        ("josé@example.org", "josé@example.org"),
    ],
)
def test_envelope_addresses(typed: str, sent: str) -> None:
    assert envelope_address(typed) == sent
    assert needs_smtputf8(sent) is (not sent.isascii())


@pytest.mark.parametrize(
    "bad",
    [
        *(
            "",
            "ana",
            "@example.org",
            "ana@",
            "a b@example.org",
            "a@b@example.org",
            "ana@exa mple.org",
            "ana@-x.example",
        ),
        *("a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "<a@example.org>", "a@example.org>"),
        *('"a b"@example.org', "a..b@example.org", ".a@example.org", "a@[127.0.0.1]", "a\u2028@example.org", "a@b..c"),
        *("a@" + "x" * 64 + ".example", "a" * 400 + "@example.org", "a@xn--\u0130.example"),
    ],
)
def test_what_is_no_address_is_never_written(bad: str) -> None:
    with pytest.raises(InputError):
        envelope_address(bad)
    with pytest.raises(TemplateError):
        renderer(Message("s", text="x")).render(person(bad))
    with pytest.raises(InputError):
        renderer(Message("s", text="x", from_address=bad or "x"))


def test_named_addresses() -> None:
    assert split_named('"Shop, The" <a@example.org>') == ("Shop, The", "a@example.org")
    assert split_named("a@example.org") == ("", "a@example.org")
    with pytest.raises(InputError):
        split_named("a@example.org, b@example.org")


def test_letters_beyond_ascii_before_the_at_need_smtputf8() -> None:
    made = renderer(Message("s", text="x"))
    assert not made.needs_smtputf8(person("ana@bücher.example"))
    assert made.needs_smtputf8(person("josé@example.org"))
    assert renderer(Message("s", text="x"), identity=Identity("josé@example.org")).needs_smtputf8(person())
    assert "To: josé@example.org\r\n".encode() in made.render(person("josé@example.org"))


@pytest.mark.parametrize(
    "name", ["Zoë", 'Ann "The" O\\Neil', "Smith, John", "a" * 200, "=?utf-8?q?x?=", "山田 太郎", "J. R."]
)
def test_from_and_to_names(name: str) -> None:
    made = renderer(Message("s", text="x", from_name=name), identity=IDENTITY)
    read = parsed(made.render(person(name=name)))
    for header in ("From", "To"):
        assert "".join(read[header].addresses[0].display_name.split()) == "".join(name.split())
    assert read["From"].addresses[0].addr_spec == "news@shop.example"


def test_no_from_is_refused() -> None:
    with pytest.raises(InputError):
        renderer(Message("s", text="x"), identity=Identity(""))
