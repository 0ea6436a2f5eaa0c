"""Which editor belongs to which way of writing: one factory for each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editor import SourceBody
from mailer_gui.ui.pages.campaign.letter import LetterBody
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import tr

Maker = Callable[[PageContext, Draft, People], BodyEditor]


def _source(kind: BodyKind, _context: PageContext, _draft: Draft, _people: People) -> BodyEditor:
    return SourceBody(kind)


def _letter(_context: PageContext, _draft: Draft, _people: People) -> BodyEditor:
    return LetterBody()


def _blocks(context: PageContext, draft: Draft, _people: People) -> BodyEditor:
    from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor  # a large thing: when it is first used

    return BlocksEditor(context, draft)


MAKERS: dict[BodyKind, Maker] = {
    BodyKind.BLOCKS: _blocks,
    BodyKind.LETTER: _letter,
    BodyKind.MARKDOWN: partial(_source, BodyKind.MARKDOWN),
    BodyKind.HTML: partial(_source, BodyKind.HTML),
    BodyKind.PLAIN: partial(_source, BodyKind.PLAIN),
}
"""The ways of writing that this window has, in the order in which they are offered."""


def way_words(kind: BodyKind) -> tuple[str, str, str]:
    """Give the icon of a way of writing, its name and what it is good for."""
    return {
        BodyKind.BLOCKS: ("blocks", tr("Blocks"), tr("Headings, pictures, buttons and columns, put together by hand.")),
        BodyKind.LETTER: ("letter", tr("Letter"), tr("Text with bold, links and lists. Reads like a personal mail.")),
        BodyKind.MARKDOWN: ("markdown", tr("Markdown"), tr("Plain signs become headings, lists and links.")),
        BodyKind.HTML: ("html", tr("HTML"), tr("The source itself, for those who know it.")),
        BodyKind.PLAIN: ("text", tr("Plain text"), tr("Words only. Every mail program shows it alike.")),
    }[kind]
