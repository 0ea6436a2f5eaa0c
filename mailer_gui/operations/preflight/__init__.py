"""The checks before Send: what forbids it, and what is worth a thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer_gui.model.checks import Finding
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def check(ws: Workspace, campaign_id: int, progress: Progress = no_progress, cancel: Cancel = never) -> list[Finding]:
    """Look over a campaign: bad findings forbid Send, warnings do not. Empty means that all is well.

    Progress counts people, when everybody's own files are looked for.
    """
    from mailer_gui.operations.preflight import delivery, message, people  # only who asks pays for them

    campaign = ws.campaigns.get(campaign_id)
    return [
        *people.audience(ws, campaign),
        *delivery.accounts(ws, campaign),
        *delivery.schedule(campaign),
        *message.written(campaign.message),
        *message.merged(ws, campaign),
        *people.personal(ws, campaign, progress, cancel),
        *delivery.size(ws, campaign),
        *delivery.ends_late(ws, campaign),
    ]
