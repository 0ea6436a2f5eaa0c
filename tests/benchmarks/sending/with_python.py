"""What others do in Python: EmailMessage for each recipient, sent by smtplib or aiosmtplib. Prints JSON.

python with_python.py smtplib|aiosmtplib LETTER.json PORT MESSAGES CONNECTIONS
"""

from __future__ import annotations

import asyncio
import html
import json
import smtplib
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

import aiosmtplib

from tests.benchmarks.sending.letter import address, fields


def writer(letter: dict[str, str]) -> Callable[[int], EmailMessage]:
    """Give what writes the letter to person `number`."""

    def filled(template: str, values: dict[str, str]) -> str:
        for name, value in values.items():
            template = template.replace("{{ " + name + " }}", value)
        return template

    def write(number: int) -> EmailMessage:
        values = fields(number)
        message = EmailMessage(policy=SMTP)
        message["From"] = f"{letter['sender_name']} <{letter['sender']}>"
        message["To"] = address(number)
        message["Subject"] = filled(letter["subject"], values)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain="sender.example")
        message["List-Unsubscribe"] = f"<mailto:{letter['sender']}?subject=unsubscribe>"
        message["List-ID"] = "<shop.sender.example>"
        message["Feedback-ID"] = "1:shop:campaign:shop"
        message.set_content(filled(letter["text"], values), cte="quoted-printable")
        safe = {name: html.escape(value) for name, value in values.items()}
        message.add_alternative(filled(letter["html"], safe), subtype="html", cte="quoted-printable")
        return message

    return write


def with_smtplib(write: Callable[[int], EmailMessage], port: int, count: int) -> None:
    """Send one after the other on one connection: smtplib has no other way."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for number in range(1, count + 1):
            server.send_message(write(number))


async def with_aiosmtplib(write: Callable[[int], EmailMessage], port: int, count: int, connections: int) -> None:
    """Send on several connections, each taking the next message when it is free."""
    numbers = iter(range(1, count + 1))

    async def work() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, use_tls=False) as server:
            for number in numbers:
                await server.send_message(write(number))

    await asyncio.gather(*(work() for _ in range(connections)))


def main() -> None:
    """Send, and say how long it took."""
    kind, file, *numbers = sys.argv[1:]
    port, count, connections = (int(number) for number in numbers)
    write = writer(json.loads(Path(file).read_text()))
    began = time.perf_counter()
    if kind == "smtplib":
        with_smtplib(write, port, count)
    else:
        asyncio.run(with_aiosmtplib(write, port, count, connections))
    print(json.dumps({"seconds": time.perf_counter() - began, "failed": 0}))


if __name__ == "__main__":
    main()
