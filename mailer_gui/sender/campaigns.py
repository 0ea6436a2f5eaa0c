"""Makes a stored campaign ready for the engine: its frozen message, accounts and retries."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from mailer_gui.compose.addresses import envelope_address
from mailer_gui.compose.compiled import Compiled
from mailer_gui.compose.render import Renderer
from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.campaigns import USUAL_SHARE, Campaign, OnUncertain
from mailer_gui.model.errors import MissingFieldError, TemplateError
from mailer_gui.model.messages import Recipient
from mailer_gui.sending.campaign import CampaignRun, Variant
from mailer_gui.sending.gate import Gate
from mailer_gui.sending.ports import Job, Render, Skip
from mailer_gui.sending.retry import plan_for
from mailer_gui.store.database import Store

_parse = json.JSONDecoder().raw_decode
"""Reads the JSON that we wrote ourselves: `json.loads` without its manners, which cost more than the reading."""


def accounts_of(store: Store, campaign_id: int) -> list[Account]:
    """Give the approved accounts with host, port and limits of today, so that a mistake in them can be mended."""
    today = {account.id: account for account in store.accounts.all()}
    return [today.get(account.id, account) for account in store.campaigns.revision(campaign_id).accounts]


def prepare(store: Store, campaign: Campaign, accounts: Sequence[Account]) -> CampaignRun:
    """Give the campaign for the engine: message, identity and plan are those that were approved."""
    revision = store.campaigns.revision(campaign.id)
    identities = {account.id: account.identity for account in revision.accounts}
    key = store.settings.unsubscribe_key()

    def sender_of(account_id: int) -> str:
        return envelope_address(revision.message.from_address or identities[account_id].address)

    def render_of(compiled: bytes) -> Render:
        return _render(Renderer(Compiled.load(compiled), key, read_file=store.attachments.read).wire)

    practice = all(account.kind is AccountKind.PRACTICE for account in accounts)
    return CampaignRun(
        campaign.id,
        sender_of(revision.accounts[0].id),
        [account.id for account in accounts],
        render_of(revision.compiled),
        plan_for(revision.plan.retry_after, practice),
        resend_uncertain=revision.plan.on_uncertain is OnUncertain.RESEND,
        keep_dialogues=revision.plan.keep_dialogues,
        variants={
            account_id: Variant(sender_of(account_id).encode(), render_of(compiled))
            for account_id, compiled in revision.variants.items()
            if account_id in identities
        },
        gate=Gate(revision.plan, campaign.guard, campaign.counts, 0.0 if practice else USUAL_SHARE),
    )


def _render(wire: Callable[[Recipient], bytes]) -> Render:
    def render(job: Job) -> bytes:
        try:
            return wire(Recipient(job.contact_id, job.address, _parse(job.fields)[0], job.date))
        except MissingFieldError as error:
            raise Skip(f"The field “{error.field}” is missing.") from error
        except TemplateError as error:
            raise Skip(error.message) from error

    return render
