"""The practice campaign: invented people and a ready letter, sent to the practice server on this computer."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from mailer_gui.model.campaigns import Audience, DeliveryPlan
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message
from mailer_gui.paths import resource

if TYPE_CHECKING:
    from mailer_gui.model.contacts import ContactList
    from mailer_gui.operations.workspace import Workspace

CAMPAIGN_NAME = "Practice campaign"
LIST_NAME = "Sample people"
USUAL_RECIPIENTS = 200
MOST_RECIPIENTS = 100_000
SUBJECT = 'Warm bread on Saturday, {{ first_name | default: "friend" }}'
FROM_NAME = "Corner Bakery"
FROM_ADDRESS = "bakery@example.com"
_BATCH = 1_000


def prepare(ws: Workspace, recipients: int = USUAL_RECIPIENTS) -> int:
    """Make a practice campaign, ready to be sent, and give its id; the list of invented people is made once."""
    check_recipients(recipients)
    people = _sample_list(ws, recipients)
    message = Message(
        subject=SUBJECT,
        html=resource("sample", "message.html").read_text(encoding="utf-8"),
        text=resource("sample", "message.txt").read_text(encoding="utf-8"),
        from_name=FROM_NAME,
        from_address=FROM_ADDRESS,
    )
    plan = DeliveryPlan(account_ids=(ws.accounts.ensure_practice().id,))
    return ws.campaigns.create(_free_name(ws), message, Audience(list_ids=(people.id,)), plan).id


def check_recipients(recipients: int) -> None:
    """Raise InputError for a number of recipients that is none."""
    if not 1 <= recipients <= MOST_RECIPIENTS:
        raise InputError(f"The number of recipients must be between 1 and {MOST_RECIPIENTS:,}.")


def sample_people() -> Iterator[tuple[str, dict[str, str]]]:
    """Give invented people without end, always the same ones: first those of the sample file, then mixtures of them.

    All addresses are at names that are reserved for examples, so that no letter to them can ever reach anybody.
    """
    with resource("sample", "people.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    for person in people:
        yield person["email"], _fields(person)
    speakers: dict[str, list[dict[str, str]]] = {}
    for person in people:
        speakers.setdefault(person["language"], []).append(person)
    number = len(people)
    while True:
        person = people[number % len(people)]
        family = speakers[person["language"]]
        relative = family[number // len(people) * 7 % len(family)]
        first, domain = person["email"].split(".")[0], person["email"].partition("@")[2]
        last = relative["email"].partition("@")[0].partition(".")[2]
        number += 1
        yield f"{first}.{last}.{number}@{domain}", _fields({**person, "last_name": relative["last_name"]})


def _fields(person: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in person.items() if name != "email" and value}


def _sample_list(ws: Workspace, recipients: int) -> ContactList:
    name = LIST_NAME if recipients == USUAL_RECIPIENTS else f"{LIST_NAME} ({recipients:,})"
    people = ws.lists.get_or_create(name)
    if people.size == recipients:
        return people
    source = Source(resource("sample", "people.csv").name, at=time.time())
    rows = ((address, fields, row) for row, (address, fields) in enumerate(islice(sample_people(), recipients), 2))
    while batch := list(islice(rows, _BATCH)):
        ws.contacts.upsert_many(batch, source, people.id)
    return ws.lists.get_or_create(name)


def _free_name(ws: Workspace) -> str:
    taken = {campaign.name for campaign in ws.campaigns.all()}
    names = (CAMPAIGN_NAME if number == 1 else f"{CAMPAIGN_NAME} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
