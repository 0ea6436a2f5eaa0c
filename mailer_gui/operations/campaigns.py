"""Campaigns: write them, check them, send them, pause, resume and cancel them."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui import paths, processes
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan, Guard, Wanted
from mailer_gui.model.checks import CheckState
from mailer_gui.model.errors import InputError, PreflightError, StoreError
from mailer_gui.model.messages import Message
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.preflight import check

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

MOST_SENDERS = 16
PAUSE_PATIENCE = 12.0
"""A pause is carried out when the messages in flight are answered; a silent server is waited for so long."""
STARTING_SECONDS = 3.0
SLOT = "--slot"
"""Tells a further sender of the same campaigns its number."""
SECRETS_ON_INPUT = "--secrets-on-input"
"""Tells the sender that one line of JSON, account id -> password, waits on its standard input."""
_log = logging.getLogger(__name__)


def all(ws: Workspace) -> list[Campaign]:
    """Give all campaigns with their counts, the newest first."""
    return ws.campaigns.all()


def as_they_stand(ws: Workspace) -> list[tuple[Campaign, bool]]:
    """Give all campaigns, the newest first, each with whether it should be sent now and its sender is gone.

    Who is alive is asked of the lock, so this is true the moment a sender dies. One that was asked for a moment ago
    may still be starting.
    """
    alive = sender_alive(ws)
    found = []
    for one in ws.campaigns.all():
        sends = one.state is CampaignState.SENDING or (one.state is CampaignState.RESTING and _goes_on_by_itself(one))
        if sends and not alive and one.wanted is Wanted.PAUSE:  # nobody is there to carry it out
            one = replace(one, state=CampaignState.PAUSED)
            sends = False
        found.append((one, sends and not alive and time.time() - one.changed_at > STARTING_SECONDS))
    return found


def _goes_on_by_itself(campaign: Campaign) -> bool:
    return campaign.rest is not None and campaign.rest.until is not None


def get(ws: Workspace, campaign_id: int) -> Campaign:
    """Give one campaign; raises NotFoundError."""
    return ws.campaigns.get(campaign_id)


def create(
    ws: Workspace,
    name: str,
    message: Message | None = None,
    audience: Audience | None = None,
    plan: DeliveryPlan | None = None,
) -> Campaign:
    """Make a draft. Raises InputError when the name is empty."""
    if not name.strip():
        raise InputError("A campaign needs a name.", hint="Give it a name that you will recognise later.")
    return ws.campaigns.create(name.strip(), message or Message(), audience or Audience(), plan or DeliveryPlan())


def save_draft(ws: Workspace, campaign: Campaign) -> Campaign:
    """Keep the changes to a draft. Raises InputError for a campaign that was launched: what was approved stays."""
    if campaign.state is not CampaignState.DRAFT:
        raise InputError("This campaign was already sent, so it cannot be changed.", hint="Make a copy of it instead.")
    return ws.campaigns.save_draft(campaign)


def copy(ws: Workspace, campaign_id: int) -> Campaign:
    """Make a new draft with the same message, audience and plan."""
    return ws.campaigns.copy(campaign_id)


def remove(ws: Workspace, campaign_id: int) -> None:
    """Delete a campaign with its deliveries and attachments. Raises InputError while it is under way."""
    ws.campaigns.remove(campaign_id)
    ws.attachments.sweep(ws.campaigns.attachments_in_use())


def sender_alive(ws: Workspace) -> bool:
    """Tell whether the process that sends is running."""
    return processes.is_held(ws.paths.sender_lock())


def is_orphaned(ws: Workspace) -> bool:
    """Tell whether a campaign is under way and nobody sends. One that rests without an end waits for a person."""
    waits = (CampaignState.SENDING, CampaignState.SCHEDULED, CampaignState.CANCELLED)
    under_way = any(campaign.state in waits or _goes_on_by_itself(campaign) for campaign in ws.campaigns.active())
    return under_way and not sender_alive(ws)


def ensure_sender(ws: Workspace) -> None:
    """Start the senders that are wanted unless they live. One too many, in a race, finds its lock taken and ends."""
    most = max((one.senders for one in ws.campaigns.active()), default=1)
    for slot in range(1, most + 1):
        if not processes.is_held(ws.paths.sender_lock(slot)):
            _start_sender(ws, slot)


def _start_sender(ws: Workspace, slot: int) -> None:
    secrets = ws.secrets.remembered()
    line = json.dumps({str(key): value for key, value in secrets.items()}).encode() + b"\n" if secrets else b""
    extra = [SECRETS_ON_INPUT] if secrets else []
    if slot > 1:
        extra += [SLOT, str(slot)]
    command = paths.sender_command(ws.paths.root, *extra)
    try:
        process = processes.start_detached(command, ws.paths.logs / "sender-errors.txt", secret_input=line)
    except OSError as problem:
        raise StoreError(
            f"The sending process could not be started: {problem.strerror or problem}.",
            hint="Nothing was sent. Try again; if it stays like this, install the program anew.",
        ) from problem
    _log.info("started the sender, process %d", process)


def wake(ws: Workspace) -> bool:
    """Start the sender if a campaign still wants to be sent (after a crash or a restart); True when there is one."""
    wanting = bool(ws.campaigns.active())
    if wanting:
        ensure_sender(ws)
    return wanting


def send(
    ws: Workspace,
    campaign_id: int,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    *,
    now: bool = False,
    senders: int | None = None,
) -> Campaign:
    """Launch a draft, or go on with a launched campaign, and see that a sender runs. A finished one is left alone.

    Launching freezes audience and message, in short batches with progress and cancel. Raises PreflightError with the
    first thing that forbids it; then nothing was changed. `now` does not wait for a scheduled start; with `senders`
    so many processes share the campaign.
    """
    campaign = ws.campaigns.get(campaign_id)
    if campaign.state.is_over:
        return campaign
    if senders is not None and not 1 <= senders <= MOST_SENDERS:
        raise InputError(f"The number of senders must be between 1 and {MOST_SENDERS}.")
    if not campaign.state.is_launched:
        _forbid_unready(ws, campaign)
        try:
            _launch(ws, campaign, progress, cancel)
        except InputError:
            if not ws.campaigns.get(campaign_id).state.is_launched:
                raise
            _log.info("campaign %d was launched by another process at the same time", campaign_id)
    if now:
        ws.campaigns.request(campaign_id, Wanted.RUN, start_at=time.time())
    if senders is not None:
        ws.campaigns.set_senders(campaign_id, senders)
    return resume(ws, campaign_id)


def resume(ws: Workspace, campaign_id: int) -> Campaign:
    """Send exactly the rest of a launched campaign: also after a pause, a crash, or a stopped account."""
    from mailer_gui.store import identity

    campaign = ws.campaigns.get(campaign_id)
    if not campaign.state.is_launched:
        raise InputError("This campaign was not sent yet, so there is nothing to go on with.", hint="Send it first.")
    if campaign.state.is_over:
        return campaign
    if campaign.state is CampaignState.PAUSED and campaign.reason == identity.COPIED:
        identity.welcome(ws.paths.database, ws.settings.workspace_id)  # the person has read it and says go on
    for account in ws.accounts.chosen(campaign.plan.account_ids):
        if account.stopped_reason:
            ws.accounts.set_stopped(account.id, "")
    if campaign.guard.asks:  # the person has read about the refusals and says go on
        ws.campaigns.set_guard(campaign_id, _agreed(campaign))
    if campaign.state is CampaignState.PAUSED:  # whoever watches must not take the old pause for the answer
        early = campaign.start_at is not None and campaign.start_at > time.time()
        ws.campaigns.set_state(campaign_id, CampaignState.SCHEDULED if early else CampaignState.SENDING)
    ws.campaigns.request(campaign_id, Wanted.RUN)
    ensure_sender(ws)
    return ws.campaigns.get(campaign_id)


def reschedule(ws: Workspace, campaign_id: int, start_at: float) -> Campaign:
    """Let a campaign that has not begun begin at another time (unix seconds); also one whose start was missed.

    Raises InputError for one that was not launched, is over or has begun, and for a time that has passed.
    """
    campaign = ws.campaigns.get(campaign_id)
    begun, _ = ws.deliveries.times(campaign_id)
    waits = (CampaignState.SCHEDULED, CampaignState.PAUSED)
    if campaign.state not in waits or campaign.start_at is None or begun is not None:
        raise InputError(f"“{campaign.name}” does not wait for a start.", hint="Pause it if it is to wait.")
    if start_at <= time.time():
        raise InputError("This time has passed.", hint="Choose a later one, or send it now.")
    ws.campaigns.request(campaign_id, Wanted.RUN, start_at=start_at)
    return resume(ws, campaign_id)


def skip_stage(ws: Workspace, campaign_id: int) -> Campaign:
    """Do not wait any longer after a careful beginning: a person has seen enough of it.

    A running sender keeps to what it began with, so it is paused for a moment and then goes on.
    """
    campaign = ws.campaigns.get(campaign_id)
    if campaign.state is not CampaignState.RESTING or not campaign.plan.first or campaign.guard.stage_over:
        raise InputError(f"“{campaign.name}” does not wait after a careful beginning.")
    pause(ws, campaign_id)
    end = time.monotonic() + PAUSE_PATIENCE
    while ws.campaigns.get(campaign_id).state is not CampaignState.PAUSED:
        if time.monotonic() > end:
            raise InputError("The server has not answered yet.", hint="Resume it when it is paused.")
        time.sleep(0.05)  # the sender looks twenty times a second; whoever asks is no event loop
    guard = ws.campaigns.get(campaign_id).guard
    ws.campaigns.set_guard(campaign_id, replace(guard, stage_over=True, stage_until=None))
    return resume(ws, campaign_id)


def pause(ws: Workspace, campaign_id: int) -> Campaign:
    """Ask for a pause: no new message begins within a second, those in flight finish."""
    campaign = ws.campaigns.get(campaign_id)
    if not campaign.state.is_launched:
        raise InputError("This campaign was not sent yet, so it cannot be paused.")
    if campaign.state.is_over:
        return campaign
    ws.campaigns.request(campaign_id, Wanted.PAUSE)
    asked = ws.campaigns.get(campaign_id)
    waits = campaign.state is CampaignState.SCHEDULED  # then there is nothing under way that must finish
    if asked.wanted is Wanted.PAUSE and (waits or not sender_alive(ws)):  # else nobody is there to carry it out
        ws.campaigns.set_state(campaign_id, CampaignState.PAUSED)
    return ws.campaigns.get(campaign_id)


def cancel(ws: Workspace, campaign_id: int) -> Campaign:
    """Stop a campaign for good: those in flight finish, everybody else becomes skipped.

    Asked again, the answers to those in flight are not waited for: they become uncertain. One that is still being
    prepared, or was when its process died, becomes a draft again: nothing was sent.
    """
    campaign = ws.campaigns.get(campaign_id)
    if campaign.state.is_over and not campaign.in_flight:
        return campaign
    if campaign.in_flight:
        ws.campaigns.request(campaign_id, Wanted.GIVE_UP)
        ensure_sender(ws)
        return ws.campaigns.get(campaign_id)
    if campaign.state is CampaignState.PREPARING:
        ws.campaigns.undo_launch(campaign_id)
        return ws.campaigns.get(campaign_id)
    if not campaign.state.is_launched:
        raise InputError("This campaign was not sent yet, so there is nothing to cancel.", hint="Delete it instead.")
    ws.campaigns.request(campaign_id, Wanted.CANCEL)
    ensure_sender(ws)  # what a dead sender left in flight is judged by a living one, then the rest is skipped
    return ws.campaigns.get(campaign_id)


def _agreed(campaign: Campaign) -> Guard:
    """Refusals up to now no longer count; a staged start is over."""
    counts = campaign.counts
    tried = counts.accepted + counts.rejected + counts.uncertain + counts.deferred
    return Guard(tried, counts.rejected, stage_over=True)


def _forbid_unready(ws: Workspace, campaign: Campaign) -> None:
    for finding in check(ws, campaign.id):
        if finding.state is CheckState.BAD:
            raise PreflightError(f"{finding.title}.", hint=finding.hint)


def _launch(ws: Workspace, campaign: Campaign, progress: Progress, cancel: Cancel) -> None:
    """Freeze message and audience. The compiled message is kept, so that nothing can change what was approved."""
    from mailer_gui.compose.compiled import compile_message

    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    facts = ws.campaigns.facts(campaign)
    compiled = compile_message(campaign.message, accounts[0].identity, facts, ws.attachments.read)
    variants = {}
    for account in accounts[1:]:  # an account with another From writes as itself
        variant = compile_message(campaign.message, account.identity, facts, ws.attachments.read).dump()
        if variant != compiled.dump():
            variants[account.id] = variant
    ws.campaigns.launch(
        campaign.id,
        compiled.dump(),
        campaign.message,
        accounts,
        progress,
        cancel,
        start_at=campaign.plan.schedule.start_at(),
        variants=variants,
        personal=ws.campaigns.personal_files(campaign),
    )
    _log.info("launched campaign %d", campaign.id)
