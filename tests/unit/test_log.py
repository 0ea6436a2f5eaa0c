"""No secret reaches the log, whoever forgets the rule."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer_gui import log


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    log.configure(tmp_path / "logs" / "mailer.log", "test")
    yield tmp_path / "logs" / "mailer.log"
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize(
    "message",
    [
        "AUTH PLAIN hush",
        "password=hush",
        "Password: hush",
        '{"password": "hush, my dear hush"}',
        "{'token': 'hush'}",
    ],
)
def test_a_secret_is_hidden_in_messages_and_in_exceptions(file: Path, message: str) -> None:
    logger = logging.getLogger("mailer_gui.test")
    logger.info("said %s", message)
    try:
        raise ValueError(message)
    except ValueError:
        logger.exception("it failed")
    written = file.read_text(encoding="utf-8")
    assert written.count("[hidden]") == 2
    assert "hush" not in written
    assert "it failed" in written


def test_configuring_again_writes_every_line_once(file: Path) -> None:
    log.configure(file, "again")
    logging.getLogger("mailer_gui.test").info("a line")
    assert file.read_text(encoding="utf-8").count("a line") == 1
