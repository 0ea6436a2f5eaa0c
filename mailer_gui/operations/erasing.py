"""Erasing a person everywhere in the workspace; only a salted print stays, which keeps them from being mailed again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.erasing import Erased


def erase(ws: Workspace, address: str) -> Erased:
    """Erase whoever has this address: the contact, and who they are in every campaign, report and practice message.

    They need not be in the address book any more. Counts stay true. It cannot be undone; files that were exported,
    mail that was sent, and messages and templates in which somebody wrote the address, are not reached. InputError
    while a message to them is on its way, NotFoundError when nothing here is about them.
    """
    from mailer_gui.practice.mailbox import Mailbox
    from mailer_gui.store.erasing import erase as erase_from

    key = address.strip().lower()
    if "@" not in key.strip("@"):
        raise InputError(f"“{address.strip()}” is no address.", hint="Write the whole address of one person.")
    mailbox = Mailbox(ws.paths.practice)
    # Nothing goes before the store has agreed: it may refuse, and then nothing was erased.
    found = erase_from(ws.database, key, sure=bool(mailbox.keys_to(key)))
    for one in found.addresses:
        mailbox.forget(one)
        _blacken(ws, one)
    if found.files:  # the same file may have gone to others, too
        ws.attachments.remove(found.files - ws.campaigns.attachments_in_use())
    for copy in ws.paths.root.glob(f"{ws.paths.database.name}.version-*"):
        copy.unlink()  # the database as an older version of the program left it: that person is in it, too
    return found


def _blacken(ws: Workspace, address: str) -> None:
    """Put stars over an address in the logs; their length stays, because other processes write on at the end."""
    from mailer_gui.store import flight

    pattern = re.compile(re.escape(address.encode()), re.IGNORECASE)
    for report in ws.paths.reports.glob("*"):
        if report.is_file() and pattern.search(report.read_bytes()):
            report.unlink()  # the name stands beside the address; it can be written again
    for flights in ws.paths.root.glob("flight-*.log"):
        flight.blacken(flights, address)
    for log in ws.paths.logs.glob("*"):
        if not log.is_file():
            continue
        content = log.read_bytes()
        with log.open("r+b") as file:
            for found in pattern.finditer(content):
                file.seek(found.start())
                file.write(b"*" * (found.end() - found.start()))
