"""The message step: how a message begins, goes on in another way, takes pictures and fields, and is previewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.messages import BodyKind, Message, Purpose
from mailer_gui.model.writing import FieldFact
from mailer_gui.ui.pages.campaign.choice import PictureChoice
from mailer_gui.ui.pages.campaign.editor import SourceBody, field_tag
from mailer_gui.ui.pages.campaign.fields_menu import ask_fallback, field_words
from mailer_gui.ui.pages.campaign.message import FILES, PLAIN_PART, MessageStep
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.widgets.html_view import web_engine_can_run
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


def prepare(ws: Any, message: Message) -> int:
    """Make a practice campaign of 12 people with another message."""
    from dataclasses import replace

    from mailer_gui.operations import campaigns, demo

    campaign_id = demo.prepare(ws, 12)
    campaigns.save_draft(ws, replace(campaigns.get(ws, campaign_id), message=message))
    return campaign_id


class Shown:
    """The message step of a draft."""

    def __init__(self, qtbot: QtBot, window: Window, in_workspace: InWorkspace, message: Message) -> None:
        self._in_workspace, self._qtbot = in_workspace, qtbot
        self.window = window
        self.id = in_workspace(lambda ws: prepare(ws, message))
        window.navigate("campaign", self.id)
        page = window.page("campaign")
        assert isinstance(page, CampaignPage)
        self.writing = page.writing
        qtbot.waitUntil(lambda: self.writing.draft.campaign.id == self.id, timeout=LONG_MS)
        self.writing.go_to(Step.MESSAGE)
        qtbot.waitUntil(lambda: bool(self.writing.people.ids), timeout=LONG_MS)

    @property
    def step(self) -> MessageStep:
        return self.writing.message

    @property
    def message(self) -> Message:
        return self.writing.draft.message

    def kept(self) -> Message:
        self.until(lambda: self.writing.draft.is_kept)
        campaign: Campaign = self._in_workspace(lambda ws: _read(ws, self.id))
        return campaign.message

    def until(self, fact: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(fact()), timeout=LONG_MS)

    def press(self, word: str) -> None:
        """Press a button of the dialog in front."""
        self.until(lambda: self.window.dialogs())
        next(one for one in self.window.dialogs()[-1].findChildren(QPushButton) if one.text() == word).click()

    def rows(self) -> QListWidget:
        """The list of the dialog in front."""
        self.until(lambda: self.window.dialogs())
        return self.window.dialogs()[-1].findChildren(QListWidget)[0]


def _read(ws: Any, campaign_id: int) -> Campaign:
    from mailer_gui.operations import campaigns

    return campaigns.get(ws, campaign_id)


Show = Callable[[Message], Shown]


@pytest.fixture
def show(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> Iterator[Show]:
    yield lambda message: Shown(qtbot, window, in_workspace, message)


def source(shown: Shown, kind: BodyKind) -> SourceBody:
    body = shown.step.body_of(kind)
    assert isinstance(body, SourceBody)
    return body


def test_an_empty_message_asks_how_to_write_and_remembers_it(show: Show) -> None:
    shown = show(Message(purpose=Purpose.MARKETING))
    assert shown.step._stack.currentIndex() == 0
    shown.step.beginning.ways[BodyKind.MARKDOWN].click()
    source(shown, BodyKind.MARKDOWN).editor.insertPlainText("# Hello")
    kept = shown.kept()
    assert (kept.kind, kept.source, kept.purpose) == (BodyKind.MARKDOWN, "# Hello", Purpose.MARKETING)


@pytest.mark.slow
def test_a_template_is_looked_at_before_it_is_taken(show: Show, in_workspace: InWorkspace) -> None:
    def keep(ws: Any) -> None:
        from mailer_gui.operations import templates

        templates.save(ws, "Spring", Message("Spring for {{ first_name }}", html="<p>Fresh</p>"))

    in_workspace(keep)
    shown = show(Message())
    beginning = shown.step.beginning
    shown.until(lambda: beginning.cards)
    beginning.cards[0].click()
    shown.until(lambda: shown.step.preview.subject.text().startswith("Spring for "))
    assert not shown.message.is_written
    beginning.use.click()
    assert shown.step.html.toPlainText() == "<p>Fresh</p>"
    assert shown.kept().subject == "Spring for {{ first_name }}"


@pytest.mark.slow
def test_starters_stand_first_and_the_keyboard_goes_as_the_eye_does(show: Show, in_workspace: InWorkspace) -> None:
    in_workspace(lambda ws: _keep(ws, "Spring", Message("Spring", html="<p>Fresh</p>")))
    shown = show(Message())
    shown.window.resize(1000, 640)
    step, beginning = shown.step, shown.step.beginning
    shown.until(lambda: beginning.cards and not step._read.isVisible())
    pages = [beginning.ways[BodyKind.BLOCKS], *beginning.starters.values()]
    assert len(pages) == 9
    shown.until(lambda: {page.visibleRegion().boundingRect().height() for page in pages} == {pages[0].height()})
    seen = []
    place: QWidget | None = pages[0]
    while place is not None and place is not beginning.use:
        if place.focusPolicy() & Qt.FocusPolicy.TabFocus and place.isVisible():
            assert place.accessibleName() or place.property("text"), place
            seen.append(place)
        place = place.nextInFocusChain()
    others = [way for kind, way in beginning.ways.items() if kind is not BodyKind.BLOCKS]
    wanted = [*pages, beginning._bring, beginning.cards[0], beginning.cards[0].findChild(QToolButton), *others]
    assert seen == wanted
    pages[1].setFocus()
    press_key(pages[1], Qt.Key.Key_Return)
    shown.until(lambda: step._read.isVisible() and step.preview.subject.text().startswith("News from us"))
    assert not shown.message.is_written
    QTest.mouseDClick(pages[2], Qt.MouseButton.LeftButton)
    shown.until(lambda: "It is here" in shown.message.source or "News from us" in shown.message.subject)


@pytest.mark.slow
def test_a_message_of_a_newer_program_is_named_and_stays_as_it_is(show: Show) -> None:
    newer = '{"version":99,"blocks":[{"id":"b1","kind":"hologram","values":{"html":"kept"}}]}'
    shown = show(Message("s", kind=BodyKind.BLOCKS, source=newer))
    shown.until(lambda: shown.step._no_editor.isVisible())
    words = " ".join(made.text() for made in shown.step._no_editor.findChildren(QLabel))
    assert "made with a newer version of the program" in words
    assert "Update first" in words
    shown.step.subject.setText("another subject")
    shown.until(lambda: shown.writing.draft.is_kept)
    assert (shown.kept().source, shown.kept().subject) == (newer, "another subject")


@pytest.mark.slow
def test_own_templates_get_pictures_which_are_kept(show: Show, in_workspace: InWorkspace) -> None:
    red = "<body style='margin:0;background:#ff0000'><p>Fresh, {{ first_name }}</p></body>"
    in_workspace(lambda ws: _keep(ws, "Spring", Message("Spring", html=red)))
    shown = show(Message())
    beginning = shown.step.beginning
    shown.until(lambda: beginning.cards)
    card = beginning.cards[0]
    assert isinstance(card, PictureChoice)
    if not web_engine_can_run():
        pytest.skip("no web engine here")
    shown.until(lambda: card.has_picture)
    assert card._picture.toImage().pixelColor(150, 300).name() == "#ff0000"
    folder = shown.window.tasks.workspace / "thumbnails"
    (kept,) = folder.iterdir()
    in_workspace(lambda ws: _keep(ws, "Spring", Message("Spring", html=red.replace("ff0000", "00ff00")), 1))
    beginning.refresh()
    shown.until(lambda: not kept.exists() and list(folder.glob("*.png")))


def _keep(ws: Any, name: str, message: Message, template_id: int = 0) -> None:
    from mailer_gui.operations import templates

    templates.save(ws, name, message, template_id)


def test_a_dropped_template_file_becomes_a_template(show: Show, tmp_path: Path) -> None:
    file = tmp_path / "autumn.html"
    file.write_bytes(b"<p>Autumn</p>\r\n")
    shown = show(Message())
    assert shown.step.accept_files([str(file)])
    shown.until(lambda: "autumn" in [card.title.text() for card in shown.step.beginning.cards])


def test_imported_html_keeps_its_line_ends_where_it_was_not_edited(show: Show) -> None:
    html = "<p>a\u00a0b</p>\r\n<p>\r\n</p>\n<p>end</p>"
    shown = show(Message("s", html=html))
    editor = shown.step.html
    assert editor.source() == html
    editor.go_to(4)
    editor.insertPlainText("<p>\nnew</p>")
    assert shown.kept().html == "<p>a\u00a0b</p>\r\n<p>\r\n</p>\n<p>\r\nnew</p>"


@pytest.mark.slow
def test_going_on_in_another_way_is_asked_where_it_is_one_way_and_can_be_undone(show: Show) -> None:
    shown = show(Message("s", kind=BodyKind.MARKDOWN, source="# Hello"))
    shown.step.ways._ask_turn(BodyKind.HTML)
    shown.press("Turn into HTML")
    shown.until(lambda: shown.message.kind is BodyKind.HTML)
    assert "<h1>Hello</h1>" in shown.step.html.toPlainText()
    shown.kept()
    shown.step.tools.show_versions()
    shown.until(lambda: shown.rows().count() >= 2)
    shown.press("Restore this version")
    shown.until(lambda: shown.message.kind is BodyKind.MARKDOWN)
    assert source(shown, BodyKind.MARKDOWN).editor.toPlainText() == "# Hello"


@pytest.mark.slow
def test_the_plain_part_is_derived_until_somebody_edits_it(show: Show) -> None:
    shown = show(Message("s", html="<h1>Fresh</h1><p>bread</p>"))
    step = shown.step
    step.tabs.setCurrentIndex(PLAIN_PART)
    shown.until(lambda: "Fresh" in step.plain.editor.toPlainText())
    assert step.plain.editor.isReadOnly() and shown.message.text == ""
    step.plain.edit.click()
    step.plain.editor.insertPlainText("By hand. ")
    assert shown.kept().text.startswith("By hand. ")
    step.html.setPlainText("<p>Other</p>")
    shown.kept()
    assert step.plain.editor.toPlainText().startswith("By hand. ")
    step.plain.again.click()
    shown.until(lambda: step.plain.editor.toPlainText().strip() == "Other")
    assert shown.kept().text == ""


def test_mistakes_are_underlined_with_their_sentence(show: Show) -> None:
    shown = show(Message("s", kind=BodyKind.MARKDOWN, source="a\n\nb {{ oops"))
    editor = source(shown, BodyKind.MARKDOWN).editor
    shown.until(lambda: editor.mistake_at(7))
    assert "never closed" in editor.mistake_at(7) and not editor.mistake_at(0)
    assert len(editor.extraSelections()) == 1
    shown.until(lambda: shown.step.preview._error.isVisible())
    shown.step.preview._error.action.click()
    assert editor.textCursor().blockNumber() == 2


@pytest.mark.slow
def test_pictures_are_taken_into_the_workspace_and_shown_in_the_preview(show: Show, tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF8800)
    image.save(str(tmp_path / "loaf.png"))
    shown = show(Message("s", html="<p>a</p>"))
    shown.step.accept_files([str(tmp_path / "loaf.png")])
    shown.until(lambda: "cid:" in shown.step.html.toPlainText())
    data = QMimeData()
    data.setImageData(image)
    shown.step.html.insertFromMimeData(data)
    shown.until(lambda: shown.step.html.toPlainText().count("cid:") == 2)
    kept = shown.kept()
    assert kept.images
    assert all(one.content_id in kept.html for one in kept.images)
    html_view = shown.step.preview._html
    shown.until(lambda: html_view._pictures)
    assert set(html_view._pictures) <= {one.content_id for one in kept.images}
    shown.step.preview.no_pictures.setChecked(True)
    assert "cid:" not in html_view.html() and ">loaf</span>" in html_view.html()


def test_a_field_goes_where_the_cursor_was_last(show: Show) -> None:
    shown = show(Message("s", html="<p></p>"))
    step = shown.step
    step.inserting.remember(None, step.subject)
    step.inserting.insert("first_name", "friend")
    assert step.subject.text().count('{{ first_name | default: "friend" }}') == 1
    step.inserting.remember(None, step.html)  # as the application tells it
    step.inserting.insert("Shoe size", "")
    assert "{{ ['Shoe size'] }}" in step.html.toPlainText()


def test_a_field_that_some_lack_asks_what_they_read_instead(qtbot: QtBot, window: Window) -> None:
    fact = FieldFact("city", "Porto & Gaia", 9, 12)
    assert field_words(fact) == "city\tPorto && Gaia · 9 of 12"
    inserted: list[tuple[str, str]] = []
    dialog = ask_fallback(window, fact, lambda name, fallback: inserted.append((name, fallback)))
    edit = dialog.findChild(QLineEdit)
    assert isinstance(edit, QLineEdit)
    edit.setText("your town")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Insert").click()
    assert inserted == [("city", "your town")]
    assert field_tag("city", 'the "old" town') == "{{ city | default: 'the \"old\" town' }}"


@pytest.mark.slow
def test_people_who_lack_a_field_are_listed_and_one_click_away(show: Show, in_workspace: InWorkspace) -> None:
    shown = show(Message("s", html="<p>{{ shoe_size }}</p>"))
    shown.until(lambda: shown.step.lacking.isVisible())
    (lack,) = shown.step.lacking.lacks
    assert (lack.field, lack.count) == ("shoe_size", len(shown.writing.people.ids))
    shown.step.lacking.banner.action.click()
    rows = shown.rows()
    rows.itemClicked.emit(rows.item(3))
    shown.until(lambda: shown.writing.people.contact_id == lack.people[2][0])
    shown.step.html.setPlainText('<p>{{ shoe_size | default: "?" }}</p>')
    shown.until(lambda: not shown.step.lacking.isVisible())


@pytest.mark.slow
def test_own_files_are_checked_for_everybody(show: Show, tmp_path: Path, in_workspace: InWorkspace) -> None:
    shown = show(Message("s", html="<p>a</p>"))

    def addresses(ws: Any) -> list[str]:
        from mailer_gui.operations import audience

        return [one.address for one in audience.contacts(ws, shown.writing.people.ids)]

    everybody = in_workspace(addresses)
    for address in everybody[1:]:
        (tmp_path / f"{address}.pdf").write_bytes(b"%PDF")
    step = shown.step
    step.tabs.setCurrentIndex(FILES)
    step.files.personal.add_folder(str(tmp_path))
    (card,) = step.files.personal.cards
    shown.until(lambda: "no file" in card.example.text())
    shown.until(lambda: "1 of 12" in step.files.personal.said.text() or "lacking" in step.files.personal.said.text())
    (tmp_path / f"{everybody[0]}.pdf").write_bytes(b"%PDF")
    card.shared.click()
    shown.until(lambda: step.files.personal.said.text().endswith("none lacks."))
    shown.until(lambda: str(tmp_path) in card.example.text())
    assert shown.kept().personal[0].shared
    assert step.tabs.tabText(FILES) == "Files (1)"


def test_the_next_person_is_shown_and_anybody_can_be_found(show: Show) -> None:
    shown = show(Message("To {{ email }}", html="<p>{{ email }}</p>"))
    step, people = shown.step, shown.writing.people
    first = people.contact_id
    step._read.on.click()
    shown.until(lambda: people.person is not None and first != people.contact_id == people.person.id)
    assert people.person is not None
    address = people.person.address
    shown.until(lambda: step.preview.subject.text() == f"To {address}")
    step._read.who.click()
    shown.until(lambda: step._read.finder.found.count() == len(people.ids))
    step._read.finder.search.setText(address.partition("@")[0])
    shown.until(lambda: step._read.finder.found.count() == 1)
    step._read.finder.search.setText("")
    step._read.finder.hide()
    people.go_to(people.ids[0])
    shown.until(lambda: step.preview.subject.text() not in ("", f"To {address}"))


@pytest.mark.slow
def test_a_restored_or_undone_message_is_not_overwritten_by_late_colours(show: Show, qtbot: QtBot) -> None:
    shown = show(Message("s", html="<p>old</p>"))
    shown.step.html.colouring.colour_again()
    shown.writing.draft.use_message(Message("s", html="<p>new</p>"))
    qtbot.wait(40)
    assert shown.message.html == "<p>new</p>"
    shown.step.refresh()
    assert shown.step.html.toPlainText() == "<p>new</p>"


def test_campaigns_made_in_the_window_are_newsletters(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    window.navigate("campaigns")
    page: Any = window.page("campaigns")
    page._create("Spring")
    qtbot.waitUntil(lambda: window.current == "campaign", timeout=LONG_MS)

    def all_purposes(ws: Any) -> list[Purpose]:
        from mailer_gui.operations import campaigns

        return [one.message.purpose for one in campaigns.all(ws) if one.name == "Spring"]

    assert in_workspace(all_purposes) == [Purpose.MARKETING]
