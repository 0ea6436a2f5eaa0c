"""Somebody who writes without a pause in the real window: run as a program, it tells every key with its time.

python -m tests.ui.typing_run WORKSPACE CAMPAIGN
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from PySide6.QtTest import QTest

from mailer_gui.ui.app import make_application, make_window
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.benchmarks.watch import until

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
    from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

    app = make_application(["mailer"])
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    window = make_window(Path(sys.argv[1]))
    window.show()
    with loop:
        loop.run_until_complete(write(window, int(sys.argv[2])))


if __name__ == "__main__":
    main()
