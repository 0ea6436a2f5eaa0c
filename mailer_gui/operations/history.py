"""What happened with one person: where they came from, what changed, what was sent, and what the servers said."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import Contact, SuppressionReason
from mailer_gui.model.deliveries import DeliveryStatus, server_words
from mailer_gui.model.errors import NotFoundError
from mailer_gui.model.history import Happening, HistoryEntry
from mailer_gui.model.replies import explain_reply
from mailer_gui.model.verification import Verdict
from mailer_gui.operations.workspace import keep_own_files

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.history import Event, Sent

_KINDS = {
    DeliveryStatus.ACCEPTED: Happening.SENT,
    DeliveryStatus.REJECTED: Happening.REJECTED,
    DeliveryStatus.UNCERTAIN: Happening.UNCERTAIN,
    DeliveryStatus.SKIPPED: Happening.SKIPPED,
}
_REASONS = {
    SuppressionReason.MANUAL: "by hand",
    SuppressionReason.UNSUBSCRIBED: "unsubscribed",
    SuppressionReason.BOUNCED: "mail came back",
    SuppressionReason.COMPLAINED: "complained about mail",
    SuppressionReason.ERASED: "was erased once",
}
_VERDICTS = {
    Verdict.OK: "The address was checked and looks right.",
    Verdict.TYPO: "The address was checked: probably a typing mistake.",
    Verdict.DISPOSABLE: "The address was checked: one that is thrown away after use.",
    Verdict.ROLE: "The address was checked: a mailbox of an office, not of one person.",
    Verdict.NO_MAIL_SERVER: "The address was checked: no mail server was found for its domain.",
    Verdict.INVALID: "The address was checked: mail cannot reach it as it is written.",
    Verdict.NOT_CHECKED: "The address could not be checked.",
}


def of_address(ws: Workspace, address: str) -> list[HistoryEntry]:
    """Give the history of the contact with this address; NotFoundError when there is none."""
    contact = ws.contacts.by_address(address.strip())
    if contact is None:
        raise NotFoundError(
            f"“{address.strip()}” is not in the address book.",
            hint="Look how it is written.",
            terminal="Write contacts list --search TEXT.",
        )
    return of_contact(ws, contact.id)


def of_contact(ws: Workspace, contact_id: int) -> list[HistoryEntry]:
    """Give everything that happened with a contact, the newest first."""
    from mailer_gui.store import history

    contact = ws.contacts.get(contact_id)
    events = history.events(ws.database, contact_id)
    addresses = [contact.address, *(one.detail for one in events if one.kind in history.ADDRESSES)]
    found = [_came(contact), *map(_changed, events)]
    found += [_sent(one, contact.address) for one in history.deliveries(ws.database, addresses)]
    found += _suppressed(ws, contact)
    checked = history.checked_at(ws.database, contact_id)
    if checked:
        found.append(HistoryEntry(checked, Happening.CHECKED, _VERDICTS[contact.verdict]))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def export_person(ws: Workspace, contact_id: int, out: Path) -> None:
    """Write everything that is known about one person to a JSON file, as they may ask for it."""
    from mailer_gui.intake.writing import text_file

    keep_own_files(ws, out)
    contact = ws.contacts.get(contact_id)
    known = {
        "address": contact.address,
        "fields": dict(contact.fields),
        "lists": [one.name for one in ws.lists.of_contact(contact_id)],
        "consent": contact.consent,
        "came_from": contact.source.origin,
        "line": contact.source.row,
        "added": _iso(contact.created_at),
        "changed": _iso(contact.changed_at),
        "history": [
            {
                "at": _iso(one.at),
                "kind": str(one.kind),
                "campaign": one.campaign,
                "what": one.sentence,
                "server": one.words,
            }
            for one in of_contact(ws, contact_id)
        ],
    }
    with text_file(out) as write:
        write(json.dumps(known, ensure_ascii=False, indent=2) + "\n")


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") if at else ""


def _came(contact: Contact) -> HistoryEntry:
    source = contact.source
    if source.origin == "typed":
        text = "Typed in."
    else:
        line = f", line {source.row}" if source.row else ""
        text = f"Came with {source.origin}{line}."
    if contact.consent:
        text += f" Consent: {contact.consent}"
    return HistoryEntry(contact.created_at, Happening.CAME, text)


def _changed(event: Event) -> HistoryEntry:
    if event.kind == "merged":
        return HistoryEntry(event.at, Happening.MERGED, f"Made one with {event.detail}.")
    if event.kind == "moved":
        return HistoryEntry(event.at, Happening.MOVED, f"The address was {event.detail} before.")
    if event.origin:
        line = f", line {event.row}" if event.row else ""
        return HistoryEntry(event.at, Happening.CHANGED, f"Changed by {event.origin}{line}.")
    return HistoryEntry(event.at, Happening.CHANGED, "Changed.")


def _sent(one: Sent, address: str) -> HistoryEntry:
    kind = _KINDS.get(one.status, Happening.WAITING)
    if kind is Happening.WAITING and not one.code:
        text = "Waiting to be sent."
    else:
        text = explain_reply(one.code, one.reply, one.status, one.reason).meaning
    if one.address.lower() != address.lower():
        text += f" (to {one.address})"
    return HistoryEntry(one.at, kind, text, one.campaign, one.campaign_id, server_words(one.code, one.reply))


def _suppressed(ws: Workspace, contact: Contact) -> list[HistoryEntry]:
    found = ws.suppressions.is_suppressed(contact.address)
    if found is None:
        return []
    reason = _REASONS.get(found.reason, found.reason)  # type: ignore[call-overload]  # a file may bring any words
    whom = f"everybody at {found.key[1:]}" if found.key.startswith("@") else "this address"
    note = f" {found.note}" if found.note else ""
    return [HistoryEntry(found.at, Happening.SUPPRESSED, f"Never mail {whom}: {reason}.{note}")]
