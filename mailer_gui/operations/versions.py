"""Earlier versions of a draft's message: looked at, and restored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.model.templates import MessageVersion
    from mailer_gui.operations.workspace import Workspace


def all(ws: Workspace, campaign_id: int) -> list[MessageVersion]:
    """Give how the message of a draft stood, the newest first; the first is how it stands now."""
    return ws.campaigns.versions(campaign_id)


def restore(ws: Workspace, version_id: int) -> Campaign:
    """Let a draft's message be what it was; what it was until now stays among the versions."""
    version = ws.campaigns.version(version_id)
    draft = replace(ws.campaigns.get(version.campaign_id), message=version.message)
    return ws.campaigns.save_draft(draft, anew=True)
