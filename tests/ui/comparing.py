"""What arrived in the practice mailbox, painted and compared with pictures of the preview."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from PySide6.QtGui import QImage

SAME = 12
"""Pixels that may differ: the mark by which a painted page is known (2 by 2), and a few for the engine."""
Picture = tuple[str, bytes]
Mail = tuple[str, dict[str, Picture]]
"""The HTML part, and the pictures that it shows: content id -> media type and bytes."""


def arrived(workspace: Path) -> dict[str, Mail]:
    """Read the practice mailbox: by address the HTML part and the pictures that it shows."""
    found = {}
    for file in (workspace / "practice").rglob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        html = message.get_body(("html",))
        assert html is not None
        pictures = {
            str(part["Content-ID"]).strip("<>"): (part.get_content_type(), part.get_content())
            for part in message.walk()
            if part.get_content_maintype() == "image"
        }
        found[str(message["To"]).rpartition("<")[2].strip("<> ")] = (html.get_content(), pictures)
    return found


def difference(one: QImage, other: QImage) -> int:
    """Count the pixels that differ visibly; pictures of different sizes differ everywhere."""
    if one.size() != other.size():
        return one.width() * one.height()
    first, second = bytes(one.constBits()), bytes(other.constBits())
    if first == second:
        return 0
    return sum(
        max(abs(first[at + part] - second[at + part]) for part in range(3)) > 8
        for at in range(0, len(first), 4)
        if first[at : at + 3] != second[at : at + 3]
    )


def compare(seen: dict[str, QImage], mails: dict[str, Mail], people: dict[str, str], save: Callable[..., None]) -> None:
    """Paint what arrived and compare it with what was seen; what is wrong by one word or one picture must differ."""
    from mailer_gui.ui.sheet import Sheet

    assert set(seen) == set(mails) == set(people)
    sheet = Sheet()
    for address, preview in seen.items():
        html, pictures = mails[address]

        def painted(html: str, pictures: dict[str, Picture], like: QImage = preview) -> QImage:
            return sheet.picture(html, pictures, like.width(), like.height())

        image = painted(html, pictures)
        save(f"preview-{address}", preview)
        save(f"arrived-{address}", image)
        assert sheet.height <= preview.height(), "the preview does not show the whole message"
        apart = difference(preview, image)
        print(f"{address}: {apart} of {image.width() * image.height()} pixels differ")
        assert apart <= SAME, f"{address} reads something else than the preview showed"
        for wrong in (html.replace("Come by", "Come bye"), html.replace("you asked", "you ask")):
            assert wrong != html
            assert difference(preview, painted(wrong, pictures)) > 2 * SAME, "a wrong word was not seen"
        without = html.replace("cid:", "cid:gone-")
        assert difference(preview, painted(without, {})) > 2 * SAME, "a missing picture was not seen"
    one, other = list(people)[:2]
    swapped = sheet.picture(*mails[other], seen[one].width(), seen[one].height())
    assert difference(seen[one], swapped) > 2 * SAME, "another person's name was not seen"
