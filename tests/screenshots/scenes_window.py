"""What lies over the pages: notices, long work, errors, help, the log, the palette, the last question."""

from __future__ import annotations

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.errors import LoginError
from mailer_gui.ui.closing import Closing
from mailer_gui.ui.context import Notice
from tests.screenshots.stage import Scene, Stage
from tests.ui import operations_of_tests as operations


async def over_the_page(stage: Stage) -> None:
    """A notice with Undo, and long work in the strip."""
    window = stage.window
    window.navigate("reports")
    job = window.tasks.start(window, "Importing members-2026.xlsx", operations.until_cancelled, unit="rows")
    await stage.until(lambda: job.done > 0)
    job.total, job.done = 50_000, 31_020
    job._started -= 6
    job.progressed.emit(job.done, job.total)
    window.notify(Notice("3 contacts deleted.", undo=lambda: None))
    await stage.shoot("over-the-page")
    job.cancel()
    await stage.until(lambda: not window.tasks.jobs())


async def dialogs(stage: Stage) -> None:
    """Help, log, palette, an error."""
    window = stage.window
    for name, show in (
        ("help", window.show_help),
        ("log", window.show_log),
        ("palette", window.show_palette),
        ("error", lambda: window.tasks.report(LoginError("smtp.bakery.example refused the password.", hint=HINT))),
    ):
        show()
        await stage.calm(0.3)
        await stage.shoot(name, window.dialogs()[0])
        await stage.close_dialogs()


async def closing(stage: Stage) -> None:
    """The question when the window is closed while a campaign is being sent."""
    question = Closing(stage.window, lambda: None)
    question._decide([Campaign(1, "Spring newsletter", CampaignState.SENDING)])
    await stage.calm(0.3)
    await stage.shoot("closing", stage.window.dialogs()[0])


HINT = "Gmail needs an app password. Make one in your Google account, then enter it in the account’s settings."
SCENES: dict[str, Scene] = {"over-the-page": over_the_page, "dialogs": dialogs, "closing": closing}
