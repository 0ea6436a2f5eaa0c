"""How fast messages are rendered, against the standard library in the same run."""

from __future__ import annotations

import base64
import gc
import hashlib
import resource
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from pathlib import Path

import pytest
from liquid import Environment

from mailer_gui.compose.compiled import CampaignFacts, compile_message
from mailer_gui.compose.render import Renderer
from mailer_gui.model.accounts import Identity
from mailer_gui.model.messages import Attachment, Message, Recipient

pytestmark = pytest.mark.benchmark

LINE = "Here is the news of this spring, with a few words to fill the line and a little more.\n"
SUBJECT = "Spring news for {{ first_name }}"
TEXT = (
    "Hello {{ first_name | default: 'friend' }},\n\n"
    + LINE * 8
    + "Your number is {{ customer }}, you live in {{ city }}.\n"
    "{% if tier == 'gold' %}Thank you for your long trust, {{ title }} {{ last_name }}.\n{% endif %}"
    "Unsubscribe: {{ unsubscribe_url }}\n"
)
HTML = (
    "<html><body><h1>Hello {{ first_name | default: 'friend' }}</h1>"
    + f'<p class="news">{LINE}</p>' * 14
    + "<p>Your number is {{ customer }}, you live in {{ city }}.</p>"
    "{% if tier == 'gold' %}<p>Thank you for your long trust, {{ title }} {{ last_name }}.</p>{% endif %}"
    '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>'
)
PLAIN_TEXT = TEXT.replace("{% if tier == 'gold' %}", "").replace("{% endif %}", "")
PLAIN_HTML = HTML.replace("{% if tier == 'gold' %}", "").replace("{% endif %}", "")


IDENTITY = Identity("news@shop.example", "News")
FACTS = CampaignFacts(1, "Spring", "salt")
LEAST_PER_SECOND = 8_000
STATM = Path("/proc/self/statm")
MILLION, BATCH = 1_000_000, 50_000


def recipients(count: int) -> list[Recipient]:
    return list(people_from(0, count))


def people_from(begin: int, count: int) -> Iterator[Recipient]:
    for number in range(begin, begin + count):
        yield Recipient(
            number,
            f"user{number}@dest{number % 20}.example",
            {
                "first_name": f"Zoë {number}",
                "last_name": "Müller",
                "title": "Dr",
                "customer": str(number),
                "city": "Köln",
                "tier": "gold" if number % 2 else "",
            },
            1_700_000_000.0,
        )


def renderer(html: str, text: str) -> Renderer:
    return Renderer(compile_message(Message(SUBJECT, html, text), IDENTITY, FACTS, lambda _: b""), b"k" * 32)


def seconds_each(work: Callable[[Recipient], bytes], people: list[Recipient], rounds: int = 5) -> float:
    """The best of some rounds, in processor time: what the code costs, whatever else the computer does."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for recipient in people:
            work(recipient)
        best = min(best, time.process_time() - start)
    return best / len(people)


def with_the_standard_library(html: str, text: str) -> Callable[[Recipient], bytes]:
    plain, escaped = Environment(), Environment(autoescape=True)
    subject, text_template, html_template = (
        plain.from_string(SUBJECT),
        plain.from_string(text),
        escaped.from_string(html),
    )

    def build(recipient: Recipient) -> bytes:
        fields = {**recipient.fields, "unsubscribe_url": "mailto:news@shop.example?subject=unsubscribe"}
        message = EmailMessage(policy=SMTP)
        message["From"] = "News <news@shop.example>"
        message["To"] = formataddr((f"{fields['first_name']} {fields['last_name']}", recipient.address))
        message["Subject"] = subject.render(**fields)
        message["Date"] = formatdate(recipient.date)
        message["Message-ID"] = f"<{recipient.number}@shop.example>"
        message["List-Unsubscribe"] = "<mailto:news@shop.example>"
        message.set_content(text_template.render(**fields), cte="quoted-printable")
        message.add_alternative(html_template.render(**fields), subtype="html", cte="quoted-printable")
        return message.as_bytes()

    return build


@pytest.mark.parametrize(
    ("kind", "html", "text", "least_ratio"),
    [("plain fields", PLAIN_HTML, PLAIN_TEXT, 40), ("a condition", HTML, TEXT, 20)],
)
def test_rendering_against_email_message(kind: str, html: str, text: str, least_ratio: float) -> None:
    people = recipients(1000)
    ours = seconds_each(renderer(html, text).wire, people)
    theirs = seconds_each(with_the_standard_library(html, text), people[:60], rounds=3)
    print(
        f"\n{kind}: {ours * 1e6:.1f} us ({1 / ours:,.0f}/s),"
        f" EmailMessage {theirs * 1e6:.0f} us: {theirs / ours:.0f} times"
    )
    assert theirs / ours >= least_ratio
    assert 1 / ours >= LEAST_PER_SECOND


@pytest.mark.skipif(not STATM.exists(), reason="the size of a process is read from /proc")
def test_memory_stays_flat_over_a_million_recipients() -> None:
    made = renderer(HTML, TEXT)
    samples = []
    for begin in range(0, MILLION, BATCH):
        for recipient in people_from(begin, BATCH):
            made.wire(recipient)
        gc.collect()
        samples.append(int(STATM.read_text().split()[1]) * resource.getpagesize())
    print(f"\na million recipients: {samples[0] / 1e6:.1f} MB after {BATCH:,}, {max(samples[1:]) / 1e6:.1f} MB at most")
    assert max(samples[1:]) - samples[0] < 4_000_000


def test_an_attachment_is_encoded_once() -> None:
    data = bytes(range(256)) * 4096
    file = Attachment("plan.pdf", hashlib.sha256(data).hexdigest(), len(data), "application/pdf")
    asked = []

    def read(digest: str) -> bytes:
        asked.append(digest)
        return data

    start = time.process_time()
    made = Renderer(
        compile_message(Message(SUBJECT, HTML, TEXT, attachments=(file,)), IDENTITY, FACTS, read), b"k" * 32
    )
    compiling = time.process_time() - start
    people = recipients(200)
    with_file = seconds_each(made.wire, people)
    without = seconds_each(renderer(HTML, TEXT).wire, people)
    start = time.process_time()
    for _ in range(20):
        base64.encodebytes(data)
    encoding = (time.process_time() - start) / 20
    print(
        f"\n1 MB attached: compiled once in {compiling * 1e3:.1f} ms, then {with_file * 1e6:.0f} us a message"
        f" (without {without * 1e6:.0f}; encoding takes {encoding * 1e6:.0f})"
    )
    assert len(asked) == 1
    assert with_file - without < encoding / 2  # what is left is copying
