from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.intake.shapes import SETTING, remember, remembered
from mailer_gui.intake.tables import open_table
from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.imports import FilePreview


class Settings(dict[str, Any]):
    """The two methods of the store's settings, in memory."""

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, default)

    def set(self, key: str, value: Any) -> None:
        self[key] = value


def preview(tmp_path: Path, text: str) -> FilePreview:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return open_table(path).preview()


def chosen(found: FilePreview, **changes: Any) -> FilePreview:
    return replace(found, mapping={**found.mapping, "Shoe": "size"}, types={"size": FieldType.NUMBER}, **changes)


def test_a_second_file_of_the_same_shape_needs_no_clicks(tmp_path: Path) -> None:
    settings = Settings()
    first = preview(tmp_path, "E-Mail,Shoe\na@example.org,38\n")
    assert not remembered(first, settings.get).known_shape
    remember(chosen(first, policy=MergePolicy.FILL, list_name="Club"), settings.get, settings.set)
    second = remembered(preview(tmp_path, "e-mail;SHOE\nb@example.org;39\nc@example.org;40\n"), settings.get)
    assert second.known_shape
    assert (second.mapping, second.types) == ({"e-mail": "address", "SHOE": "size"}, {"size": FieldType.NUMBER})
    assert (second.policy, second.list_name) == (MergePolicy.FILL, "Club")


@pytest.mark.parametrize(
    "text", ["E-Mail,Shoe,City\na@example.org,38,Porto\n", "a@example.org,38\n", "E-Mail,Hat\nx@example.org,3\n"]
)
def test_another_shape_is_another_file(tmp_path: Path, text: str) -> None:
    settings = Settings()
    remember(chosen(preview(tmp_path, "E-Mail,Shoe\na@example.org,38\n")), settings.get, settings.set)
    assert not remembered(preview(tmp_path, text), settings.get).known_shape


def test_files_without_a_header_are_known_by_what_they_hold(tmp_path: Path) -> None:
    settings = Settings()
    first = preview(tmp_path, "a@example.org,Ana Lima\n")
    remember(replace(first, mapping={"Column 1": "address", "Column 2": "nick"}), settings.get, settings.set)
    assert remembered(preview(tmp_path, "b@example.org,Ana Costa\n"), settings.get).mapping["Column 2"] == "nick"
    assert not remembered(preview(tmp_path, "Bob Day,b@example.org\n"), settings.get).known_shape


def test_what_another_version_wrote_is_left_aside(tmp_path: Path) -> None:
    found = preview(tmp_path, "E-Mail,Shoe\na@example.org,38\n")
    for kept in ({}, "x", {"mapping": ["address"]}, {"mapping": ["a", "b"], "types": {"x": "?"}}):
        assert not remembered(found, Settings({SETTING: {found.shape: kept}}).get).known_shape


def test_old_shapes_are_forgotten(tmp_path: Path) -> None:
    settings = Settings()
    found = chosen(preview(tmp_path, "E-Mail,Shoe\na@example.org,38\n"))
    for number in range(250):
        remember(replace(found, shape=str(number)), settings.get, settings.set)
    assert len(settings[SETTING]) == 200
    assert "249" in settings[SETTING]
