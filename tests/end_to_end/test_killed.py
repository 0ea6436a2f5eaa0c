"""kill -9 of the sender, again and again, while it sends through a real Postfix to a real mailbox."""

from __future__ import annotations

import os
import signal
from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from mailer_gui.operations import live
from mailer_gui.operations.demo import sample_people
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.processes import is_held
from mailer_gui.store.database import Store
from tests.end_to_end.program import Program, expected_text, write_people
from tests.integration.peers.mail_server import MailServer
from tests.integration.peers.own_processes import wait_until
from tests.support.processes import of_workspace

PEOPLE = 3000
CONNECTIONS = 4
PER_SECOND = 500
"""On a busy machine the command that begins takes longer than a sender without limits for everybody."""
KILL_AT = (200, 900, 1600, 2300)


@pytest.mark.slow
def test_nobody_twice_nobody_lost_and_the_uncertain_ones_are_named(
    program: Program, mail_server: MailServer, tmp_path: Path
) -> None:
    people = dict(islice(sample_people(), PEOPLE))
    write_people(tmp_path / "people.csv", ({"email": address, **one} for address, one in people.items()))
    program.run("contacts", "import", tmp_path / "people.csv", "--list", "People")
    program.add_account("Post", mail_server.smtp, connections=CONNECTIONS, per_second=PER_SECOND)
    campaign = program.make_campaign(tmp_path, "Post", "People")
    ws = open_workspace(program.workspace)
    kills = 0
    for accepted in KILL_AT:
        if program.run("campaigns", "send", campaign, code=None).data["state"] == "finished":
            break  # a very busy machine came too late
        wait_until(partial(has_accepted, ws, campaign, accepted), program.log)
        kills += kill_sender(program)
    assert kills >= 2
    status = program.data("campaigns", "send", campaign, "--wait", code=None)
    ws.close()
    assert status["waiting"] == 0
    assert status["accepted"] + status["uncertain"] == status["planned"] == PEOPLE
    assert status["uncertain"] <= CONNECTIONS * kills

    mail_server.wait_until_delivered()
    arrived = mail_server.arrived()
    times = Counter(one.recipient for one in arrived)
    assert set(times.values()) == {1}, "nobody has it twice"
    outcomes = program.outcomes(campaign, tmp_path)
    accepted_ones = {address for address, outcome in outcomes.items() if outcome == "accepted"}
    uncertain = {address for address, outcome in outcomes.items() if outcome == "uncertain"}
    assert len(uncertain) == status["uncertain"], "all of them are named"
    assert accepted_ones <= times.keys(), "nobody is lost"
    assert times.keys() - accepted_ones <= uncertain
    assert all(one.text.startswith(expected_text(people[one.recipient])) for one in arrived)


def has_accepted(ws: Store, campaign: int, count: int) -> bool:
    return live.read_status(ws, campaign).counts.accepted >= count


def kill_sender(program: Program) -> int:
    """Kill the sender; 0 when it had just come to its end by itself."""
    commands = {number: Path(f"/proc/{number}/cmdline").read_bytes() for number in of_workspace(program.workspace)}
    senders = [number for number, words in commands.items() if b"--sender" in words]
    assert len(senders) <= 1
    for sender in senders:
        os.kill(sender, signal.SIGKILL)
    wait_until(lambda: not is_held(program.workspace / "sender-1.lock"), lambda: "its lock is still held")
    return len(senders)
