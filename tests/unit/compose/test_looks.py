"""What browsers and office programs put on the clipboard keeps its bold, italic, underline, links and lists.

The samples are written by hand after what those programs give.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.compose.blocks.looks import with_elements
from mailer_gui.compose.blocks.rich import clean
from mailer_gui.compose.blocks.word_lists import with_lists
from mailer_gui.operations.blocks import pasted

GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"
style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;white-space:pre-wrap;">Fresh </span><span
style="font-weight:700;font-style:normal;">rolls</span><span style="font-weight:400;"> and </span><span
style="font-weight:400;font-style:italic;">tea</span></p><br /><ul style="margin-top:0;"><li dir="ltr"
style="list-style-type:disc;font-weight:400;"><p dir="ltr" role="presentation"><span style="font-weight:400;">one</span>
</p></li><ul><li><p><span style="font-weight:700">deep</span></p></li></ul></ul><h2 dir="ltr"><span
style="font-weight:400;">Plain head</span></h2><p><a href="https://shop.example/" style="text-decoration:none;"><span
style="text-decoration:underline;">the shop</span></a></p></b><br class="Apple-interchange-newline">"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--
/* Font Definitions */ @font-face {font-family:Calibri; panose-1:2 15;}
p.MsoNormal, li.MsoNormal {margin:0cm; mso-bidi-font-weight:bold;}
span.Strong1 {mso-style-name:Strong1; font-weight:bold;}
@media print { p {font-weight:bold} }
--></style></head><body lang=DE><!--StartFragment-->
<p class=MsoNormal>Dear <b style='mso-bidi-font-weight:normal'>friends</b>,
come <i>by</i> <span
class=Strong1>today</span> <u>or</u> tomorrow<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>1.</span><![endif]>bread</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>2.</span><![endif]><b>rolls</b></p>
<p class=MsoNormal><span style='display:none;mso-hide:all'>secret</span><a href="https://a.example/"><span
style='color:blue'>here</span></a></p><!--EndFragment--></body></html>"""
APPLE = """<html><head><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">
p.p1 {margin: 0.0px; font: 13.0px 'Helvetica Neue'} p.p2 {font: bold 13.0px Helvetica}
span.s1 {font: italic 13.0px Helvetica} span.s2 {text-decoration: underline}</style></head><body>
<p class="p1">Notes <b>bold</b> <span class="s1">slanted</span> <span class="s2">under</span></p>
<p class="p2">all bold</p></body></html>"""
GMAIL = """<div dir="ltr">First <span style="font-weight:bold">line</span><div><br></div><div><i>second</i></div>
<ul><li>a</li><li style="font-weight:700">b</li></ul>last</div>"""
LIBREOFFICE = """<html><head><style type="text/css">p { line-height: 115% } strong { font-weight: bold }</style></head>
<body lang="en-US"><p style="line-height: 100%">A <b>bold</b> <span style="font-weight: normal">plain</span>
<strong><span style="font-weight: normal">plain too</span></strong></p>
<p><font face="Liberation Serif"><i><u>both</u></i></font></p></body></html>"""
SHEET = "<table><tr><td>Roll</td><td style='font-weight:700'>2</td></tr><tr><td>Tea</td><td>3</td></tr></table>"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (
            GOOGLE_DOCS,
            "<p>Fresh <strong>rolls</strong> and <em>tea</em></p><p><br></p>"
            "<ul><li>one<ul><li><strong>deep</strong></li></ul></li></ul>"
            '<p>Plain head</p><p><a href="https://shop.example/">the shop</a></p>',
        ),
        (
            WORD,
            "<p>Dear <strong>friends</strong>, come <em>by </em><strong>today </strong><u>or</u> tomorrow</p>"
            '<ol><li>bread</li><li><strong>rolls</strong></li></ol><p><a href="https://a.example/">here</a></p>',
        ),
        (
            APPLE,
            "<p>Notes <strong>bold </strong><em>slanted </em><u>under</u></p><p><strong>all bold</strong></p>",
        ),
        (
            GMAIL,
            "<p>First <strong>line</strong></p><p><br></p><p><em>second</em></p>"
            "<ul><li>a</li><li><strong>b</strong></li></ul><p>last</p>",
        ),
        (LIBREOFFICE, "<p>A <strong>bold </strong>plain plain too</p><p><em><u>both</u></em></p>"),
        (SHEET, "<p>Roll <strong>2</strong></p><p>Tea 3</p>"),
        ("<span style='font-weight:600'>one</span> word", "<strong>one</strong> word"),
        ("<section>a</section><section>b</section>", "<p>a</p><p>b</p>"),
        ("<pre>a\n b</pre>", "<p>a<br> b</p>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
        (
            '<b>Dear <span class="chip" data-field="name" data-fallback="you">name, or “you”</span></b>!',
            '<strong>Dear <span data-field="name" data-fallback="you"></span></strong>!',
        ),
    ],
    ids=["docs", "word", "apple", "gmail", "libreoffice", "sheet", "inline", "sections", "pre", "item", "chip"],
)
def test_looks_are_kept(pasted: str, kept: str) -> None:
    assert clean(with_elements(with_lists(pasted))) == kept


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<ul>",
        "<ol>",
        "</ul>",
        "</ol>",
        "<li>",
        "</li>",
        "<br>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<a&href='https://a.example'>",
        "</a>",
        "<b>",
        "</b>",
        "<b&style='font-weight:normal'>",
        "<span&style='font-weight:700;font-style:italic'>",
        "</span>",
        "<u>",
        "</u>",
        "<span&data-field='n'>",
        "<h1>",
        "</h1>",
        "<pre>",
        "</pre>",
        "<style>b{font-weight:normal}</style>",
        "one",
        "two",
        "&nbsp;",
    ]
)


@given(st.lists(PIECES, max_size=24))
def test_every_word_is_kept_and_cleaning_is_done_once(parts: list[str]) -> None:
    pasted = " ".join(parts).replace("&href", " href").replace("&style", " style").replace("&data", " data")
    kept = clean(with_elements(pasted))
    assert clean(kept) == kept

    def words(html: str) -> list[str]:
        return re.findall(r"one|two", re.sub(r"<span data-field.*?</span>", "", html))

    # What stands in a chip is the chip's own; a chip that is never closed takes everything after it.
    if "<span&data-field='n'>" not in parts:
        assert words(kept) == words(pasted)


@pytest.mark.parametrize(
    ("shape", "kept"),
    [
        ("single", "<strong>Fresh </strong>{chip} <em>rolls</em>"),
        ("plain", "Fresh {chip} rolls"),
        ("", "<p><strong>Fresh </strong>{chip}</p><p><em>rolls</em></p>"),
    ],
)
def test_a_heading_and_a_label_take_one_line_and_keep_merge_fields(shape: str, kept: str) -> None:
    chip = '<span class="chip" data-field="name" data-fallback="you">name, or “you”</span>'
    words = {"with_fallback": "{field}, or “{fallback}”"}
    got = pasted(f"<p><b>Fresh</b> {chip}</p><p><i>rolls</i></p>", words, shape)
    shown = re.sub(r'<span class="chip"[^>]*data-field="name"[^>]*>[^<]*</span>', "{chip}", got)
    assert shown == kept
