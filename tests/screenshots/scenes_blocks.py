"""The visual editor: a message of blocks in the window, with a text, a button and the whole message at the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QLinearGradient, QPainter

from mailer_gui.model.blocks import Block, Condition, Document, new_block
from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from tests.screenshots.stage import Scene, Stage

CHIP = '<span data-field="first_name" data-fallback="friend"></span>'
BREAD = "#7a4a28"
LINKS = "Website https://shop.example\nInstagram https://instagram.com/bakery\nOur choir https://choir"
GREETING = (
    f"<p>Dear {CHIP},</p><p>spring is here, and with it our <strong>hazelnut rolls</strong>. Come by before Easter "
    'and the <a href="https://shop.example/coffee">first coffee</a> is on us.</p>'
)


def picture() -> bytes:
    """Paint a picture of our own."""
    image = QImage(1200, 360, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    colours = QLinearGradient(0, 0, 1200, 360)
    colours.setColorAt(0, QColor("#e0bb95"))
    colours.setColorAt(1, QColor("#b4774a"))
    painter.fillRect(image.rect(), colours)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())


def document(shown: str) -> Document:
    """Give the newsletter of a bakery."""
    columns = new_block("columns", "b6", layout="1-2")
    inside: tuple[tuple[Block, ...], ...] = (
        (new_block("heading", "b7", level="3", size=18, html="New"),),
        (new_block("text", "b8", html="<p>Rye with caraway, on Fridays.</p>"),),
    )
    return Document(
        (
            new_block(
                "heading",
                "b1",
                html="Fresh from the oven",
                background=BREAD,
                colour="#ffffff",
                space_above=28,
                space_below=28,
            ),
            new_block("text", "b2", html=GREETING, space_above=20, space_below=20),
            new_block("image", "b3", picture=shown, alt="Hazelnut rolls on a tray", space_above=0, space_below=0),
            new_block("button", "b4", label="See the season's bread", link="https://shop.example/{{ city }}"),
            replace(columns, columns=inside),
            replace(
                new_block("text", "b9", html="<p>Members bring a friend.</p>"), condition=Condition("vip", "is", "yes")
            ),
            new_block("divider", "b10"),
            new_block("social", "b12", links=LINKS),
            new_block("footer", "b11", html="<p>You get this because you buy bread from us.</p>"),
        ),
        preview="Hazelnut rolls, and a coffee on us",
    ).with_theme(accent=BREAD)


def prepare(ws: Any) -> int:
    """Make a campaign with this newsletter."""
    from mailer_gui.operations import campaigns, demo, pictures

    campaign_id = demo.prepare(ws, 60)
    shown = pictures.add_bytes(ws, "rolls.png", picture())
    campaign = campaigns.get(ws, campaign_id)
    message = replace(
        campaign.message,
        subject="Fresh from the oven, {{ first_name | default: 'friend' }}",
        html="",
        text="",
        kind=BodyKind.BLOCKS,
        source=document(f"cid:{shown.content_id}").dump(),
        images=(shown,),
    )
    campaigns.save_draft(ws, replace(campaign, name="Spring newsletter", message=message))
    return campaign_id


async def blocks(stage: Stage) -> None:
    """The editor with a text chosen, a button chosen, and the whole message."""
    campaign_id = await stage.window.tasks.ask(prepare)
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.MESSAGE)
    step = page.writing.message
    await stage.until(lambda: isinstance(step.body, BlocksEditor) and step.body.canvas and step.body.canvas._is_ready)
    editor = step.body
    assert isinstance(editor, BlocksEditor)
    editor.editing.choose("b2")
    await stage.calm(0.8)
    await stage.shoot("blocks-text")
    editor.palette_side.setCurrentIndex(1)
    editor.editing.choose("b9")
    editor.toolbar.narrow.setChecked(True)
    await stage.calm(0.5)
    await stage.shoot("blocks-phone")
    editor.toolbar.narrow.setChecked(False)
    editor.palette_side.setCurrentIndex(0)
    editor.panels.setCurrentIndex(1)
    await stage.shoot("blocks-message")
    editor.editing.choose("b12")
    await stage.calm(0.5)
    await stage.shoot("blocks-social")
    editor.editing.choose("b3")
    await stage.calm(0.5)
    await stage.shoot("blocks-picture")


SCENES: dict[str, Scene] = {"blocks": blocks}
