from __future__ import annotations

from dataclasses import replace

import pytest

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.errors import NotFoundError
from mailer_gui.model.history import Happening
from mailer_gui.model.messages import Message
from mailer_gui.operations import bulk, contacts, history, lists, suppressions
from mailer_gui.operations.workspace import Workspace


def told(ws: Workspace, contact_id: int) -> list[tuple[Happening, str, str]]:
    return [(one.kind, one.campaign, one.sentence) for one in history.of_contact(ws, contact_id)]


def launch(ws: Workspace, name: str) -> int:
    campaign = ws.campaigns.create(name, Message("Hi"), Audience((lists.by_name(ws, "members").id,)))
    ws.campaigns.launch(campaign.id, b"", campaign.message, [])
    return campaign.id


def settle(ws: Workspace, campaign_id: int, status: int, code: int, reply: str) -> None:
    with ws.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET status = ?, code = ?, reply = ?, at = ? WHERE campaign_id = ?",
            (status, code, reply, ws.database.clock(), campaign_id),
        )


def test_a_person_tells_where_they_came_from_and_what_was_sent(ws: Workspace) -> None:
    ana = contacts.ids(ws)[0]
    settle(ws, launch(ws, "Spring"), 2, 250, "2.0.0 Ok: queued")
    settle(ws, launch(ws, "Autumn"), 3, 550, "5.1.1 no such user")
    launch(ws, "Winter")
    suppressions.add(ws, "ana@example.org", "bounced")
    found = told(ws, ana)
    assert found[-1] == (Happening.CAME, "", "Came with members.csv, line 2.")
    assert (Happening.SENT, "Spring", "The server took the message.") in found
    assert (Happening.WAITING, "Winter", "Waiting to be sent.") in found
    assert (Happening.SUPPRESSED, "", "Never mail this address: mail came back.") in found
    rejected = next(one for one in history.of_address(ws, "ANA@example.org") if one.kind is Happening.REJECTED)
    assert rejected.campaign == "Autumn"
    assert rejected.words == "550 5.1.1 no such user"
    assert rejected.sentence == "This mailbox does not exist."


def test_an_address_that_was_changed_or_merged_keeps_its_history(ws: Workspace) -> None:
    ana, zoe = contacts.ids(ws)
    settle(ws, launch(ws, "Spring"), 2, 250, "Ok")
    contacts.save(ws, replace(contacts.get(ws, ana), address="ana@work.example"))
    assert (Happening.MOVED, "", "The address was ana@example.org before.") in told(ws, ana)
    assert (Happening.SENT, "Spring", "The server took the message. (to ana@example.org)") in told(ws, ana)
    change = bulk.merge(ws, [ana, zoe], ana)
    assert (Happening.SENT, "Spring", "The server took the message. (to zoe@example.net)") in told(ws, ana)
    bulk.undo(ws, change.token)
    assert all("zoe" not in sentence for _, _, sentence in told(ws, ana))


def test_nobody_has_no_history(ws: Workspace) -> None:
    with pytest.raises(NotFoundError):
        history.of_address(ws, "nobody@example.org")


def test_a_deleted_person_comes_back_with_their_history(ws: Workspace) -> None:
    ana = contacts.ids(ws)[0]
    contacts.save(ws, replace(contacts.get(ws, ana), address="ana@work.example"))
    before = told(ws, ana)
    contacts.restore(ws, contacts.remove(ws, [ana]))
    assert told(ws, ana) == before
