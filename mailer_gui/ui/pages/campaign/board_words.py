"""The sentences of the live board."""

from __future__ import annotations

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.live import Snapshot
from mailer_gui.ui.texts import clock, counted, duration, tr, when
from mailer_gui.ui.words import rest_words, slow_words


def progress_words(snapshot: Snapshot, *, orphaned: bool = False) -> str:
    """Say under the bar how long it will take, or when it ended."""
    status = snapshot.status
    if orphaned:
        return tr("Nothing is being sent just now")
    if status.state is CampaignState.FINISHED:
        return tr("Finished {time}").format(time=when(status.last_at)) if status.last_at else tr("Finished")
    if status.state is CampaignState.CANCELLED and status.counts.waiting:
        return counted(
            status.counts.waiting,
            "Cancelled. The server's answer to one message is awaited.",
            "Cancelled. The server's answers to %Ln messages are awaited.",
        )
    if status.state is CampaignState.CANCELLED:
        return tr("Cancelled. Nobody else gets it.")
    if status.state is CampaignState.PAUSED:
        return counted(status.counts.waiting, "Paused, %Ln message waits", "Paused, %Ln messages wait")
    if status.state is CampaignState.PREPARING:
        return tr("Nothing has been sent yet")
    if status.state is CampaignState.SCHEDULED and status.start_at is not None:
        return tr("Begins in {time}").format(time=duration(status.start_at - snapshot.at))
    if status.state is CampaignState.RESTING:
        until = status.rest.until if status.rest is not None else None
        return tr("Resting until {time}").format(time=when(until)) if until else tr("Resting")
    if snapshot.seconds_left is None:
        return tr("Starting…") if not status.counts.settled else tr("Working out how long it takes…")
    return tr("About {time} left, ends near {moment}").format(
        time=duration(snapshot.seconds_left), moment=clock(snapshot.at + snapshot.seconds_left)
    )


def banner_of(snapshot: Snapshot, *, orphaned: bool = False) -> tuple[str, str, str] | None:
    """Give (kind, title, text) of what must be said now, or None. An orphaned campaign has lost its sender."""
    status = snapshot.status
    if orphaned:
        return (
            "bad",
            tr("Sending has stopped."),
            tr("The part of Mailer that sends ended unexpectedly. Nothing is lost, and nobody gets it twice."),
        )
    if status.state is CampaignState.PREPARING:
        return ("warning", tr("Not prepared to the end."), tr("The program ended meanwhile. Nothing was sent."))
    if status.state is CampaignState.RESTING:
        return ("warning", tr("Resting for a moment."), rest_words(status.rest))
    if status.state is CampaignState.SENDING and status.stopped:
        one = status.stopped[0]
        return ("warning", tr("“{name}” has stopped, the others go on.").format(name=one.name), one.reason)
    if status.state is CampaignState.SENDING and status.slowed is not None:
        return ("warning", tr("Slower for a moment."), slow_words(status.slowed))
    if status.state is CampaignState.PAUSED and status.reason:
        return ("bad", tr("Stopped."), status.reason)
    if status.state is CampaignState.PAUSED:
        return ("neutral", tr("Paused."), tr("Nothing is lost. Resume sends exactly the rest."))
    return None
