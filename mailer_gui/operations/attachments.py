"""Files that go with a message: copied into the workspace, so that what was approved cannot change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.messages import Attachment
    from mailer_gui.operations.workspace import Workspace


def add(ws: Workspace, path: Path) -> Attachment:
    """Copy a file into the workspace. Raises InputError when it cannot be read."""
    return ws.attachments.add(path)
