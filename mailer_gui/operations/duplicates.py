"""People who are in the address book more than once, probably."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mailer_gui.model.bulk import DuplicateGroup, Duplicates, Likeness
from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

MOST = 2_000
"""So many groups are looked up; when they are merged there is time for the next ones."""
_LARGEST = 12
"""More people of one name at one domain are no person but an office."""
_DOTLESS = frozenset(("gmail.com", "googlemail.com"))
_ALIASES = {"googlemail.com": "gmail.com"}
_PHONES = ("phone", "mobile", "tel", "cell", "handy", "movil", "móvil", "celular", "cellulare", "whatsapp")
_DIGITS = 9
"""So many last digits of a telephone number tell who it is; what is before them is written in many ways."""


def find(ws: Workspace, progress: Progress = no_progress, cancel: Cancel = never) -> Duplicates:
    """Find people who are probably one. Each person is in one group at most: that of the surest likeness."""
    found: dict[Likeness, dict[int, list[int]]] = {one: {} for one in Likeness}
    first: dict[Likeness, dict[int, int]] = {one: {} for one in Likeness}
    total = ws.contacts.count()
    for done, contact in enumerate(ws.contacts.iterate()):
        if done % 1_000 == 0:
            if cancel():
                raise Cancelled("Stopped. Nobody was changed.")
            progress(done, total)
        for likeness, key in _keys(contact):
            mark = hash(key)
            known = first[likeness].setdefault(mark, contact.id)
            if known != contact.id:
                found[likeness].setdefault(mark, [known]).append(contact.id)
    progress(total, total)
    groups = list(_apart(found))
    return Duplicates(tuple(_named(ws, groups[:MOST])), len(groups))


def mailbox(address: str) -> str:
    """Give the mailbox that an address means: without a +word, and without dots where the provider leaves them out."""
    local, _, domain = address.lower().rpartition("@")
    domain = _ALIASES.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def _keys(contact: Contact) -> Iterator[tuple[Likeness, str]]:
    from mailer_gui.store.folding import fold

    yield Likeness.MAILBOX, mailbox(contact.address)
    name = " ".join(fold(contact.name).split())
    if " " in name:
        yield Likeness.NAME, f"{name}@{contact.address.lower().rpartition('@')[2]}"
    phone = _phone(contact.fields)
    if phone:
        yield Likeness.PHONE, phone


def _phone(fields: Mapping[str, str]) -> str:
    for name, value in fields.items():
        if value and any(word in name.lower() for word in _PHONES):
            digits = "".join(c for c in value if c.isdecimal())
            if len(digits) >= _DIGITS:
                return digits[-_DIGITS:]
    return ""


def _apart(found: Mapping[Likeness, Mapping[int, list[int]]]) -> Iterator[tuple[Likeness, list[int]]]:
    """Give the groups, the surest first; whoever is in one is in no other."""
    taken: set[int] = set()
    for likeness, groups in found.items():
        for ids in groups.values():
            free = [number for number in ids if number not in taken]
            if 2 <= len(free) <= _LARGEST:
                taken.update(free)
                yield likeness, free


def _named(ws: Workspace, groups: list[tuple[Likeness, list[int]]]) -> Iterator[DuplicateGroup]:
    for likeness, ids in groups:
        people = sorted(ws.contacts.rows(ids), key=_knows, reverse=True)
        if len(people) > 1:
            who = next((one.name for one in people if one.name), people[0].address)
            yield DuplicateGroup(tuple(one.id for one in people), who, likeness)


def _knows(contact: Contact) -> tuple[int, float]:
    """Order by how much is known, then by how long."""
    return sum(bool(value) for value in contact.fields.values()), -contact.created_at
