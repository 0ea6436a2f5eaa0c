"""What README, ARCHITECTURE and docs/ name is there, and the commands that they show are understood."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer_gui.cli.main import build_parser

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]
PLACES = [ROOT, ROOT / "mailer_gui", ROOT / "tests"]
_CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`]+)`", re.DOTALL)
_FILE = re.compile(r"[\w-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|md|toml|spec)")
_NO_FILES = {"spring.toml", "spring.md", "invoices/", "look/", "I/O"}
"""What the reader has, and what only looks like a file."""


def codes(document: Path) -> Iterator[str]:
    for block, word in _CODE.findall(document.read_text("utf-8")):
        yield (block or word).replace("\\\n", " ")


def commands(document: Path, program: str) -> list[str]:
    """Give what stands after the name of the program, without remarks, of each line that begins with it."""
    lines = (line.partition(" #")[0].strip() for code in codes(document) for line in code.splitlines())
    return [line.removeprefix(program).strip() for line in lines if line.split(" ")[0] == program]


def test_every_file_that_is_named_is_there() -> None:
    missing = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        words = re.findall(r"`([^`\s]+)`|\]\(([^)]+)\)|[ (]([\w-]+/[\w/.-]+)[),.]", text)
        for word in filter(None, (word for group in words for word in group)):
            if not _FILE.fullmatch(word) or word in _NO_FILES or "..." in word:
                continue
            if not any((place / word).exists() for place in PLACES):
                missing.append(f"{document.name}: {word}")
    assert missing == []


def test_the_rooms_in_the_picture_are_those_there_are() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    picture = text.partition("```\n")[2].partition("```")[0]
    drawn = set(re.findall(r"^  ([a-z_]+)/ ", picture, re.MULTILINE))
    rooms = {one.parent.name for one in (ROOT / "mailer_gui").glob("*/__init__.py")}
    assert drawn == rooms
    folders = {one.parent.name for one in (ROOT / "tests").glob("*/__init__.py")}
    assert folders <= set(re.findall(r"([a-z_]+)/", picture.partition("tests/ ")[2]))
    files = set(re.findall(r"([a-z_]+\.py)", picture))
    assert files >= {one.name for one in (ROOT / "mailer_gui").glob("*.py")} - {"__init__.py"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_command_is_understood(document: Path) -> None:
    for command in commands(document, "mailer-gui"):
        if "..." in command or "|" in command:
            continue  # the shape of a command
        arguments = shlex.split(command)
        if len(arguments) < 3:
            continue  # it is only named
        build_parser(arguments).parse_args(arguments)


def test_every_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        for command in filter(None, commands(document, "make")):
            assert command.split()[0] in targets


def test_the_readme_shows_one_picture_and_two_commands_to_begin() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(re.findall(r"!\[[^\]]+\]\(", text)) == 1
    start = text.partition("## Start")[2].partition("```\n")[2].partition("```")[0]
    assert len(start.strip().splitlines()) == 2
