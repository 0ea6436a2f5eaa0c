"""The message step: how it begins, every way of writing, files, people who lack a field, earlier versions."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMenu

from mailer_gui.model.messages import Attachment, BodyKind, Message, PersonalFile, Purpose
from mailer_gui.model.writing import LetterBlock, LetterRun
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from tests.screenshots.scenes_campaigns import open_draft
from tests.screenshots.stage import Scene, Stage

MARKDOWN = """# Fresh from the oven

Dear {{ first_name | default: "friend" }},

spring is here, and with it our **hazelnut rolls**. Come by before Easter:

- the first coffee is on us
- bring [this page](https://bakery.example/spring)

Yours, the bakery in {{ city }}

[Unsubscribe]({{ unsubscribe_url }})
"""
LETTER = (
    LetterBlock("heading", (LetterRun("Fresh from the oven"),)),
    LetterBlock("paragraph", (LetterRun('Dear {{ first_name | default: "friend" }},'),)),
    LetterBlock(
        "paragraph",
        (
            LetterRun("spring is here, and with it our "),
            LetterRun("hazelnut rolls", bold=True),
            LetterRun(". Have a look at "),
            LetterRun("what is new", link="https://bakery.example/spring"),
            LetterRun(" and come by before Easter:"),
        ),
    ),
    LetterBlock("bullet", (LetterRun("the first coffee is on us"),)),
    LetterBlock("bullet", (LetterRun("children get a "), LetterRun("sugar bunny", italic=True))),
    LetterBlock("paragraph", (LetterRun("Yours, the bakery"),)),
    LetterBlock("paragraph", (LetterRun("Unsubscribe", link="{{ unsubscribe_url }}"),)),
)
PAGE = """<body style="margin:0;background:#eef0f3;font-family:sans-serif">
<div style="max-width:520px;margin:0 auto;background:#ffffff">
<img src="cid:{picture}" alt="Rolls in a basket" style="width:100%;height:auto;display:block">
<div style="padding:20px 28px;color:#222222">
<h1 style="color:#7a4a2a">Fresh from the oven</h1>
<p>Dear {{{{ first_name | default: "friend" }}}},</p>
<p>spring is here, and with it our hazelnut rolls.</p>
<!-- seen only in the shop of the person's own city -->
{{% if city %}}<p>See you in {{{{ city }}}}.</p>{{% endif %}}
<p><a href="https://bakery.example/spring">See the season&rsquo;s bread</a></p>
<p><a href="{{{{ unsubscribe_url }}}}">Unsubscribe</a></p>
</div></div></body>
"""


def picture(ws: Any) -> Attachment:
    """Keep an invented picture."""
    from mailer_gui.operations import pictures

    image = QImage(1040, 240, QImage.Format.Format_RGB32)
    for x in range(image.width()):
        for y in range(image.height()):
            image.setPixelColor(x, y, QColor(220 - x // 10, 170 - x // 16, 120 - y // 6))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rolls.png"
        image.save(str(path))
        return pictures.add(ws, path)


def write_invoices(folder: Path, addresses: list[str]) -> None:
    """Write a file for each."""
    for address in addresses:
        (folder / f"{address}.pdf").write_bytes(b"%PDF-1.7 invoice")


async def show(stage: Stage, page: CampaignPage, message: Message) -> None:
    """Let the draft have a message, and wait until it is shown."""
    draft = page.writing.draft
    draft.use_message(message)
    await stage.until(lambda: draft.is_kept)
    page.writing.go_to(Step.MESSAGE)
    await stage.calm(1.2)


async def beginning(stage: Stage) -> None:
    """Nothing is written yet: ways of writing and templates, one looked at."""
    from mailer_gui.operations import templates

    page = await open_draft(stage)
    shown = await stage.window.tasks.ask(picture)
    spring = Message("Spring", html=PAGE.format(picture=shown.content_id), images=(shown,))

    def keep(ws: Any) -> None:
        for name, message in (
            ("Spring newsletter", spring),
            ("Invitation", Message("Come by", kind=BodyKind.MARKDOWN, source=MARKDOWN)),
        ):
            if name not in {one.name for one in templates.all(ws)}:
                templates.save(ws, name, message)

    await stage.window.tasks.ask(keep)
    await show(stage, page, Message(purpose=Purpose.MARKETING))
    await stage.shoot("message-begin")
    step = page.writing.message
    step.beginning.cards[1].click()
    await stage.calm(1.2)
    await stage.shoot("message-begin-template")


async def ways(stage: Stage) -> None:
    """Letter, Markdown, HTML with a picture, plain text, and the plain part of the HTML."""
    from mailer_gui.operations.writing import letter_source

    page = await open_draft(stage)
    step = page.writing.message
    base = Message("Fresh from the oven, {{ first_name }}", purpose=Purpose.MARKETING)
    await show(stage, page, replace(base, kind=BodyKind.LETTER, source=letter_source(LETTER)))
    await stage.shoot("message-letter")
    await show(stage, page, replace(base, kind=BodyKind.MARKDOWN, source=MARKDOWN))
    await stage.shoot("message-markdown")
    shown = await stage.window.tasks.ask(picture)
    from mailer_gui.operations import starters

    await show(stage, page, await stage.window.tasks.ask(lambda ws: starters.begin(ws, "newsletter")))
    await stage.calm(1.5)
    await stage.shoot("message-blocks")
    html = replace(base, html=PAGE.format(picture=shown.content_id), images=(shown,))
    await show(stage, page, html)
    step.preview.phone.setChecked(True)
    await stage.calm(0.8)
    await stage.shoot("message-html-phone")
    step.preview.phone.setChecked(False)
    step.preview.dark.setChecked(True)
    await stage.calm(0.8)
    await stage.shoot("message-html-dark-reader")
    step.preview.dark.setChecked(False)
    step.preview.no_pictures.setChecked(True)
    step.tabs.setCurrentIndex(1)
    await stage.calm(0.8)
    await stage.shoot("message-plain-part")
    step.preview.no_pictures.setChecked(False)
    step.tabs.setCurrentIndex(0)
    await show(stage, page, replace(base, kind=BodyKind.PLAIN, text="Dear {{ first_name }},\n\nspring is here.\n"))
    await stage.shoot("message-plain")
    await show(stage, page, replace(html, html=html.html + "<p>{{ first_name | dflt }}</p>\n<p>{{ oops</p>"))
    await stage.shoot("message-two-mistakes")


async def files(stage: Stage) -> None:
    """Own files of which some lack, people who lack a field, and earlier versions."""
    page = await open_draft(stage)
    step = page.writing.message
    with tempfile.TemporaryDirectory() as folder:
        await stage.until(lambda: len(page.writing.people.ids) > 3)

        def addresses(ws: Any) -> list[str]:
            from mailer_gui.operations import audience

            return [one.address for one in audience.contacts(ws, page.writing.people.ids)]

        write_invoices(Path(folder), (await stage.window.tasks.ask(addresses))[:-3])
        message = Message(
            "Your invoice",
            html="<p>Dear {{ first_name }}, your invoice for {{ flat_number }} is attached.</p>",
            personal=(PersonalFile("{{ email }}.pdf", folder),),
            purpose=Purpose.NOTICE,
        )
        await show(stage, page, message)
        await stage.shoot("message-lacking")
        step.lacking.banner.action.click()
        await stage.calm(0.5)
        await stage.shoot("message-lacking-people", stage.window.dialogs()[0])
        await stage.close_dialogs()
        step.tabs.setCurrentIndex(2)
        await stage.until(lambda: step.files.personal._look is not None)
        await stage.calm(0.5)
        await stage.shoot("message-own-files")
        step.files.personal.show_them.click()
        await stage.calm(0.5)
        await stage.shoot("message-own-files-lacking", stage.window.dialogs()[0])
        await stage.close_dialogs()
        step.tabs.setCurrentIndex(0)
    step.tools.show_versions()
    await stage.calm(1.5)
    await stage.shoot("message-versions", stage.window.dialogs()[0])
    await stage.close_dialogs()
    menu = next(one for one in step.findChildren(QMenu) if one is step.insert.menu())
    menu.popup(step.insert.mapToGlobal(step.insert.rect().bottomLeft()))
    await stage.calm(0.8)
    await stage.shoot("message-fields", menu)
    menu.close()
    step._read.finder.open_below(step._read.who)
    await stage.calm(0.8)
    await stage.shoot("message-finder", step._read.finder)
    step._read.finder.hide()


SCENES: dict[str, Scene] = {"message-begin": beginning, "message-ways": ways, "message-files": files}
