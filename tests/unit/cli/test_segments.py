from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.cli.main import run
from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import FieldType
from mailer_gui.model.messages import Message
from mailer_gui.model.segments import Group
from mailer_gui.operations import importing, lists, segment_words
from mailer_gui.operations.workspace import open_workspace

FILE = "mail;city;orders;since\nana@example.org;Porto;12;2020-01-31\nben@example.org;Évora;3;\nzoe@example.org;;;\n"


class Segments:
    """Runs `segments` commands in one workspace."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["segments", *arguments, "--workspace", str(self.folder)])
        return (code, *self._capsys.readouterr())

    def data(self, *arguments: str) -> dict[str, Any]:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def segments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Segments:
    path = tmp_path / "list.csv"
    path.write_text(FILE, encoding="utf-8")
    with_types = {"orders": FieldType.NUMBER, "since": FieldType.DATE}
    ws = open_workspace(tmp_path / "workspace")
    importing.import_contacts(ws, path, list_name="Shop", types=with_types)
    lists.get_or_create(ws, "Nobody")
    friends = lists.by_name(ws, "Shop")
    campaign = ws.campaigns.create("Spring in Porto", Message("Hi"), Audience((friends.id,)))
    ws.campaigns.launch(campaign.id, b"", campaign.message, [])
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET status = 2, at = 1.7e9 WHERE key = 'ana@example.org'")
        connection.exec_driver_sql("UPDATE deliveries SET status = 3, at = 1.7e9 WHERE key = 'ben@example.org'")
    ws.close()
    return Segments(tmp_path / "workspace", capsys)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("city is porto", 1),
        ("city is not porto", 2),
        ("CITY contains o", 2),
        ("city does not contain o", 1),
        ("address begins with z", 1),
        ("address ends with @example.org", 3),
        ("city is empty", 1),
        ("city is filled", 2),
        ("orders more than 3", 1),
        ("orders less than 12", 1),
        ("orders between 3 and 12", 2),
        ("since before 2020-02-01", 1),
        ("since after 2020-01-31", 0),
        ("since between 2020-01-31 and 2020-01-31", 1),
        ("since not in the last 10 days", 3),
        ("added in the last 1 day", 3),
        ("changed not in the last 30 days", 0),
        ("on list shop", 3),
        ("not on list Nobody", 3),
        ("sent", 1),
        ("sent in Spring in Porto", 1),
        ("not sent in spring in porto in the last 30 days", 3),
        ("not sent in the last 30 days", 3),
        ("rejected in 1", 1),
        ("address was not checked", 3),
    ],
)
def test_rules_in_words(segments: Segments, rule: str, count: int) -> None:
    assert segments.data("count", "--where", rule)["count"] == count


def test_segments_are_made_listed_counted_and_removed(segments: Segments) -> None:
    made = segments.data("create", "North or few", "--where", "city is Porto", "--where", "orders less than 5", "--any")
    assert made["count"] == 2
    assert segments.data("list")["segments"] == [made]
    assert "North or few" in segments("list")[1]
    assert segments("count", "north or few")[1] == "2\n"
    assert segments.data("create", "Copy", "--rules", json.dumps(made["rules"]))["rules"] == made["rules"]
    assert segments.data("remove", "Copy")["removed"]
    assert [one["name"] for one in segments.data("list")["segments"]] == ["North or few"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "X"), "needs a rule"),
        (("create", "X", "--where", "porto"), "is no rule"),
        (("create", "X", "--where", "town is Porto"), "No contact has a field “town”. There are: city"),
        (("create", "X", "--where", "orders more than many"), "is no number"),
        (("create", "X", "--where", "since before 2020-13-01"), "is no date"),
        (("create", "X", "--where", "on list Moon"), "There is no list"),
        (("create", "X", "--where", "sent in Autumn"), "There is no campaign"),
        (("create", "X", "--rules", "{"), "no JSON"),
        (("count",), "Name a segment or give rules"),
        (("count", "Moon"), "There is no segment"),
        (("remove", "Moon"), "There is no segment"),
    ],
)
def test_what_is_wrong_is_said(segments: Segments, arguments: tuple[str, ...], says: str) -> None:
    code, _, err = segments(*arguments)
    assert code == 2
    assert says in err


def test_no_rules_find_everybody(segments: Segments) -> None:
    ws = open_workspace(segments.folder)
    assert segment_words.rules_of(ws, []) == Group()
    ws.close()
