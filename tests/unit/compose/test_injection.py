"""Whatever stands in a field, a name or a setting: no header and no recipient comes of it."""

from __future__ import annotations

import json
import re

from hypothesis import example, given
from hypothesis import strategies as st

from mailer_gui.compose.compiled import CampaignFacts, compile_message
from mailer_gui.compose.render import Renderer
from mailer_gui.model.accounts import Identity
from mailer_gui.model.errors import MailerError
from mailer_gui.model.messages import FILES_FIELD, Message
from tests.unit.compose.making import KEY, STORED, attached, parsed, person
from tests.unit.compose.test_bytes import TEXT

EVIL = st.one_of(
    TEXT,
    st.builds(
        lambda before, end, name, after: f"{before}{end}{name}: {after}",
        st.text(max_size=20),
        st.sampled_from(["\r\n", "\n", "\r", "\r\n\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\0\n"]),
        st.sampled_from(["Bcc", "To", "Cc", "X-Evil", "Content-Type", "Subject", "DKIM-Signature"]),
        st.sampled_from(["all@evil.example", "text/html", "a@evil.example, b@evil.example"]),
    ),
)
ALLOWED = {
    *("from", "to", "reply-to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"),
    *("list-id", "feedback-id", "mime-version", "content-type", "content-transfer-encoding", "x-kind"),
}
IN_PARTS = {"content-type", "content-transfer-encoding", "content-disposition", "content-id", "mime-version"}


@given(EVIL, EVIL, EVIL, EVIL, st.sampled_from(range(10)))
@example("a\r\nBcc: all@evil.example", "x@y.example>\r\nTo: <a@evil.example", 'f"\r\nX-Evil: 1', "", 0)
def test_no_word_anywhere_makes_a_header(one: str, two: str, three: str, value: str, where: int) -> None:
    """Each word stands in every place in its turn; what is refused is refused with a sentence."""
    words = [one, two, three, one[::-1], two, three, one, two, three, one]
    words = words[where:] + words[:where]
    fixed = [word.replace("{", "(") for word in words]
    own = attached(words[0], b"%PDF own")
    message = Message(
        subject=fixed[1] + " {{ v }}",
        html="<p>{{ v }}</p>",
        from_name=fixed[2],
        reply_to=f"{fixed[3]} <hello@shop.example>",
        headers=(("X-Kind", fixed[4]),),
        attachments=(attached(words[5], b"x"),),
        images=(attached(words[6], b"picture", "image/png"),),
    )
    facts = CampaignFacts(7, words[7], "salt", words[8], "", "")
    own_files = json.dumps([[own.name, own.sha256, own.size, own.media_type]])
    fields = {FILES_FIELD: own_files, "v": value, "name": words[9], "first_name": value}
    recipient = person("ana@example.org", fields=fields)
    identity = Identity("news@shop.example", words[8])
    try:
        made = compile_message(message, identity, facts, STORED.__getitem__)
    except MailerError as error:
        assert error.message
        return
    look_over(Renderer(made, KEY, read_file=STORED.__getitem__).render(recipient))


@given(EVIL, EVIL, EVIL)
@example("a@evil.example\r\nBcc: b@evil.example", "x.example>\r\nX-Evil: <1", "https://x.example/\r\nX-Evil: 1")
def test_addresses_and_ids_are_refused_or_harmless(address: str, list_id: str, endpoint: str) -> None:
    """From, Reply-To, List-ID, the person's own endpoint and the recipient's address."""
    for message, facts, recipient in (
        (Message("s", text="x", from_address=address), CampaignFacts(7, "c", "salt"), person()),
        (Message("s", text="x", reply_to=address), CampaignFacts(7, "c", "salt"), person()),
        (Message("s", text="x"), CampaignFacts(7, "c", "salt", list_id=list_id), person()),
        (Message("s", text="x", headers=(("List-ID", list_id),)), CampaignFacts(7, "c", "salt"), person()),
        (Message("s", text="x"), CampaignFacts(7, "c", "salt", unsubscribe_url=endpoint), person()),
        (Message("s", text="x"), CampaignFacts(7, "c", "salt"), person(address)),
    ):
        try:
            made = compile_message(message, Identity("news@shop.example", "News"), facts, STORED.__getitem__)
            source = Renderer(made, KEY).render(recipient)
        except MailerError as error:
            assert error.message
            continue
        look_over(source)


def look_over(source: bytes) -> None:
    """See that a message has the headers that it should have, each once, and one recipient."""
    assert source.isascii() and source.endswith(b"\r\n")
    assert not set(b"\r\n") & set(source.replace(b"\r\n", b""))
    for line in source.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        assert len(line) <= 998 and re.match(rb"[!-9;-~]+:( |$)|[ \t]+\S", line), line
    message = parsed(source)
    names = [key.lower() for key in message.keys()]  # noqa: SIM118 - repeated headers count
    assert set(names) <= ALLOWED and len(names) == len(set(names)), names
    assert len(message["To"].addresses) == 1 and len(message["From"].addresses) == 1
    for part in message.walk():
        if part is not message:
            found = [key.lower() for key in part.keys()]  # noqa: SIM118 - the same
            assert set(found) <= IN_PARTS and len(found) == len(set(found)), found
