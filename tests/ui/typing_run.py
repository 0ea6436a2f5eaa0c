"""Somebody who writes without a pause in the real window: run as a program, it tells every key with its time.

python -m tests.ui.typing_run WORKSPACE CAMPAIGN
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest

from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.benchmarks.watch import until
from tests.support.playing import played

PACE = 0.05


async def write(window: Window, campaign_id: int) -> None:
    """Open the campaign and type until somebody ends this process."""
    await until(lambda: window.current)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    await until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.MESSAGE)
    editor = page.writing.message.html
    await until(lambda: editor.toPlainText() == "<p>")
    editor.go_to(1, 4)
    while True:
        QTest.keyClicks(editor, "x")
        print(time.time(), flush=True)
        await asyncio.sleep(PACE)


def main() -> None:
    """Type."""
    played(Path(sys.argv[1]), lambda window: write(window, int(sys.argv[2])))


if __name__ == "__main__":
    main()
