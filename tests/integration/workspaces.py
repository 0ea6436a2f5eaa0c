"""Workspaces with a launched campaign, and the real sender run on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mailer_gui.compose.compiled import CampaignFacts, compile_message
from mailer_gui.model.accounts import Account, Identity, Limits, Security
from mailer_gui.model.campaigns import Audience, DeliveryPlan, OnUncertain
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import Message
from mailer_gui.model.work import never, no_progress
from mailer_gui.store.database import Store, open_store

MESSAGE = Message(
    subject="News for {{ name }}",
    html="<p>Hello {{ name }}, this is for you.</p>",
    text="Hello {{ name }}, this is for you.\n.A line with a dot in front\n",
)


def account(port: int, **changes: object) -> Account:
    """An account for a server on this computer."""
    values: dict[str, object] = {
        "id": 0,
        "name": "Test server",
        "host": "127.0.0.1",
        "port": port,
        "security": Security.NONE,
        "identity": Identity("shop@sender.example", "The shop"),
        "limits": Limits(),
        "connections": 4,
        "messages_per_connection": 100,
    }
    return Account(**{**values, **changes})  # type: ignore[arg-type]  # a test's shorthand


def launched(
    root: Path,
    port: int,
    people: int | Sequence[str],
    *,
    message: Message = MESSAGE,
    retry_after: tuple[float, ...] | None = None,
    on_uncertain: OnUncertain = OnUncertain.ASK,
    attachment: bytes = b"",
    others: Sequence[Account] = (),
    **account_changes: object,
) -> tuple[Store, int]:
    """Give an opened workspace and the id of a campaign that is ready to be sent."""
    store = open_store(root)
    kept = store.accounts.save(account(port, **account_changes))
    addresses = [f"p{i}@dest{i % 7}.example" for i in range(1, people + 1)] if isinstance(people, int) else people
    target = store.lists.get_or_create("everybody")
    rows = [(address, {"name": f"Person {i}"}, i) for i, address in enumerate(addresses, 1)]
    store.contacts.upsert_many(rows, Source("test"), target.id)
    if attachment:
        message = replace(message, attachments=(store.attachments.add_bytes("picture.bin", attachment),))
    accounts = [kept, *map(store.accounts.save, others)]
    plan = DeliveryPlan(tuple(one.id for one in accounts), on_uncertain, retry_after)
    campaign = store.campaigns.create("Spring news", message, Audience((target.id,)), plan)
    facts = CampaignFacts(campaign.id, campaign.name, "00" * 16, "1 Sample Street", "", "")
    compiled = compile_message(message, kept.identity, facts, store.attachments.read)
    store.campaigns.launch(campaign.id, compiled.dump(), message, accounts, no_progress, never)
    return store, campaign.id


def sender_environment(root: Path, idle: float = 0.3) -> dict[str, str]:
    """The environment of a sender under test: it ends soon and touches no real config folder."""
    return {
        **os.environ,
        "MAILER_SENDER_IDLE": str(idle),
        "XDG_CONFIG_HOME": str(root.parent / "config"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def start_sender(root: Path, idle: float = 0.3, strain: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Start the real sender process; `strain` are options of `strained.py`."""
    command = [sys.executable, "-m", "mailer_gui", "--sender", str(root)]
    if strain:
        command = [sys.executable, "-m", "tests.integration.strained", str(root), *strain]
    return subprocess.Popen(command, env=sender_environment(root, idle), stderr=subprocess.PIPE)
