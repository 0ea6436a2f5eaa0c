"""The letter that everybody sends: 4 KB of text and HTML with five fields, and the people who get it."""

from __future__ import annotations

import json
from pathlib import Path

from mailer_gui.model.messages import Message

FIELDS = ("first_name", "last_name", "city", "customer", "code")
SENDER, SENDER_NAME = "shop@sender.example", "The shop"
SUBJECT = "Spring news for {{ first_name }}"
_LINE = "Here is the news of this spring, with a few words to fill the line and some more."
TEXT = (
    "Hello {{ first_name }} {{ last_name }},\n\n"
    + f"{_LINE}\n" * 11
    + "\nYour number is {{ customer }}, your code in {{ city }} is {{ code }}.\n\nThe shop\n"
)
HTML = (
    "<html><head></head><body><h1>Hello {{ first_name }} {{ last_name }}</h1>\n"
    + f'<p class="news">{_LINE}</p>\n' * 14
    + "<p>Your number is {{ customer }}, your code in {{ city }} is {{ code }}.</p>\n<p>The shop</p></body></html>\n"
)
PLAIN = Message(SUBJECT, HTML, TEXT)
RICH = Message(
    SUBJECT,
    HTML.replace("{{ last_name }}", "{{ last_name | upcase }}").replace(
        "<p>The shop</p>", "{% if city == 'Lisboa' %}<p>See you in {{ city }}.</p>{% endif %}<p>The shop</p>"
    ),
    TEXT.replace("{{ last_name }}", "{{ last_name | upcase }}").replace(
        "\n\nThe shop", "\n{% if city == 'Lisboa' %}See you in {{ city }}.\n{% endif %}\nThe shop"
    ),
)
"""The same with a condition and a filter in both parts: the interpreter's way."""


def address(number: int) -> str:
    """Give the address of person `number`."""
    return f"user{number}@dest{number % 20}.example"


def fields(number: int) -> dict[str, str]:
    """Give the fields of person `number`."""
    return {
        "first_name": f"Zoë {number}",
        "last_name": "Müller & Co",
        "city": "Lisboa" if number % 2 else "Köln",
        "customer": str(10_000_000 + number),
        "code": f"{number * 2654435761 % (1 << 32):08x}",
    }


def write_for_peers(path: Path) -> None:
    """Write the letter as the programs of others read it: plain substitution, which suits all of them."""
    path.write_text(
        json.dumps(
            {"sender": SENDER, "sender_name": SENDER_NAME, "subject": SUBJECT, "text": TEXT, "html": HTML},
        )
    )
