"""Watching a campaign from the command line until it ends, pauses or needs a person."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from mailer_gui.cli.output import EXIT_GOOD, EXIT_NOT_SENT, EXIT_PARTLY, Output, error, number, when
from mailer_gui.model.campaigns import CampaignState, Rest
from mailer_gui.model.errors import InputError
from mailer_gui.model.live import Asks, CampaignStatus, Snapshot
from mailer_gui.operations import accounts, campaigns, live
from mailer_gui.operations.workspace import Workspace

LOOK_SECONDS = 0.2
WAKE_SECONDS = 2.0
"""A campaign that is to be sent without a sender gets a new one, once: the old one crashed, or was just leaving."""
SENDER_GRACE_SECONDS = 20.0
"""A sender that is being started may need so long on a busy computer before it takes its lock."""


class _Display(Protocol):
    def __call__(self, snapshot: Snapshot, /) -> None: ...


def watch_to_end(ws: Workspace, campaign_id: int, output: Output) -> CampaignStatus:
    """Show the campaign's progress until it ends, stands still for a person, or its sender is gone.

    Raises InputError for a draft. One that is being prepared is waited for: another process is about to send it.
    """
    status = live.read_status(ws, campaign_id)
    if status.state is CampaignState.DRAFT:
        raise InputError(
            "This campaign was not sent yet, so there is nothing to watch.",
            hint=f"Send it with: mailer-gui campaigns send {campaign_id} --wait",
        )
    feed = live.LiveFeed(ws, campaign_id)
    alone_since: float | None = None
    prepared, woken = status.counts.planned, False
    try:
        with _display(output, status) as show:
            while not stands(status):
                snapshot = feed.poll()
                if snapshot is not None:
                    status = snapshot.status
                    show(snapshot)
                    busy = snapshot.sender_alive or status.counts.planned > prepared
                    prepared = status.counts.planned
                    alone_since = None if busy else (alone_since or time.monotonic())
                alone = 0.0 if alone_since is None else time.monotonic() - alone_since
                if alone > SENDER_GRACE_SECONDS:
                    break
                if alone > WAKE_SECONDS and not woken:
                    woken = campaigns.wake(ws)
                time.sleep(LOOK_SECONDS)  # a person is watching: five looks a second
    finally:
        feed.close()
    return with_variable(ws, status)


def with_variable(ws: Workspace, status: CampaignStatus) -> CampaignStatus:
    """Say in the reason of a campaign that waits for a password how it is given without a window."""
    if status.asks is not Asks.ACCOUNT:
        return status
    chosen = campaigns.get(ws, status.id).plan.account_ids
    names = [account.password_variable for account in accounts.without_password(ws, chosen)]
    ways = "".join(f" Or set the environment variable {name}." for name in names)
    return replace(status, reason=f"{status.reason}{ways}")


def stands(status: CampaignStatus) -> bool:
    """Tell whether nothing more will happen by itself."""
    return status.state.is_over or status.state in (CampaignState.PAUSED, CampaignState.DRAFT)


def tell_end(status: CampaignStatus, output: Output, more: Mapping[str, Any] | None = None, *lines: str) -> int:
    """Print how it ended and give the exit code. Where the window would ask: the reason and the next command."""
    summary = f"“{status.name}” is {status.state}. {status_line(status)}"
    output.result({**status_data(status), **(more or {})}, summary, *lines)
    if status.state.is_over:
        return exit_code(status)
    if stands(status):
        error(f"{status.reason or 'It was paused.'} To go on: mailer-gui campaigns resume {status.id}")
    else:
        error(
            "The sending process is not running any more. Nothing is lost and nobody gets it twice. "
            f"To go on: mailer-gui campaigns send {status.id} --wait"
        )
    return EXIT_NOT_SENT


def exit_code(status: CampaignStatus) -> int:
    """0 when everybody was accepted or skipped on purpose, 3 when somebody was rejected or is uncertain."""
    return EXIT_PARTLY if status.counts.rejected or status.counts.uncertain else EXIT_GOOD


def status_data(status: CampaignStatus) -> dict[str, Any]:
    """Give the JSON object of a status."""
    counts = status.counts
    data: dict[str, Any] = {
        "id": status.id,
        "name": status.name,
        "state": str(status.state),
        "planned": counts.planned,
        "accepted": counts.accepted,
        "rejected": counts.rejected,
        "deferred": counts.deferred,
        "uncertain": counts.uncertain,
        "skipped": counts.skipped,
        "waiting": counts.waiting,
    }
    if status.rest is not None:
        data["resting"] = {"why": status.rest.why, "until": status.rest.until}
    if status.reason:
        data["reason"] = status.reason
    if status.start_at is not None:
        data["start_at"] = status.start_at
    return data


def status_line(status: CampaignStatus) -> str:
    """Write the counts for people; those that are nothing are left out."""
    counts = status.counts
    words = ("accepted", "rejected", "deferred", "uncertain", "skipped", "waiting")
    found = {word: getattr(counts, word) for word in words}
    found["waiting"] -= counts.deferred  # they wait, too, and the parts are to add up to the whole
    parts = [f"{number(count)} {word}" for word, count in found.items() if count]
    if status.state is CampaignState.CANCELLED and counts.waiting:  # everybody else was skipped
        found |= {"deferred": 0, "waiting": 0}
        parts = [f"{number(count)} {word}" for word, count in found.items() if count]
        parts.append(f"{number(counts.waiting)} still in flight")
    return f"{number(counts.planned)} planned: {', '.join(parts) or 'nothing happened yet'}."


@contextmanager
def _display(output: Output, first: CampaignStatus) -> Iterator[_Display]:
    """Give a function that shows a snapshot: a bar on a terminal, a line every ten seconds elsewhere, else nothing."""
    if output.as_json:
        yield _silent
    elif sys.stderr.isatty():
        with _bar(first) as show:
            yield show
    else:
        yield _lines()


@contextmanager
def _bar(first: CampaignStatus) -> Iterator[_Display]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(first.name, total=first.counts.planned or None, rate="", note="")

        def show(snapshot: Snapshot) -> None:
            counts = snapshot.status.counts
            bar.update(
                task,
                total=counts.planned,
                completed=counts.settled,
                rate=f"{number(round(snapshot.rate))} a minute" if snapshot.rate else "",
                note=_note(snapshot.status),
            )

        yield show


def _silent(_snapshot: Snapshot) -> None:
    """Show nothing: a program reads the JSON at the end."""


def _lines() -> _Display:
    last_at, last_note = float("-inf"), ""

    def show(snapshot: Snapshot) -> None:
        nonlocal last_at, last_note
        note = _note(snapshot.status)
        if snapshot.at - last_at >= 10.0 or note != last_note:
            last_at, last_note = snapshot.at, note
            error(f"{status_line(snapshot.status)} {note}".rstrip())

    return show


def _note(status: CampaignStatus) -> str:
    if status.rest is not None:
        return rest_sentence(status.rest)
    return f"{status.counts.rejected} rejected" if status.counts.rejected else ""


def rest_sentence(rest: Rest) -> str:
    """Say why a campaign rests and until when."""
    if not rest.until:
        return rest.why
    far = rest.until - time.time() > 12 * 3600
    return f"{rest.why} Goes on {'on ' + when(rest.until) if far else 'at ' + when(rest.until)[-8:]}."
