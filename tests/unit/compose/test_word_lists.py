"""Lists from word processors become lists."""

from __future__ import annotations

import pytest

from mailer_gui.compose.blocks.rich import clean
from mailer_gui.compose.blocks.word_lists import with_lists


def item(mark: str, text: str, begin: str = "<![if !supportLists]>", end: str = "<![endif]>") -> str:
    """Write a paragraph as a word processor does."""
    shown = f"<span style='mso-list:Ignore'>{mark}<span>&nbsp;&nbsp; </span></span>"
    return f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{begin}{shown}{end}{text}<o:p></o:p></p>\n"


@pytest.mark.parametrize(("mark", "kind"), [("·", "ul"), ("o", "ul"), ("1.", "ol"), ("b)", "ol")])
@pytest.mark.parametrize(
    "signs", [("<![if !supportLists]>", "<![endif]>"), ("<!--[if !supportLists]-->", "<!--[endif]-->")]
)
def test_paragraphs_with_marks_become_one_list(mark: str, kind: str, signs: tuple[str, str]) -> None:
    pasted = f"<p class=MsoNormal>Buy</p>{item(mark, 'bread', *signs)}{item(mark, '<b>rolls</b>', *signs)}<p>Bye</p>"
    wanted = f"<p>Buy</p><{kind}><li>bread</li><li><strong>rolls</strong></li></{kind}><p>Bye</p>"
    assert "".join(clean(with_lists(pasted)).split("\n")) == wanted


def test_other_html_stays_as_it_is() -> None:
    html = "<ul><li>a</li></ul> <ul><li>b</li></ul><p style='mso-list:none'>no mark</p>"
    assert with_lists(html) == html
