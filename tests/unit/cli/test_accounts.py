"""The commands about accounts: stable JSON, exit codes, and no password anywhere but in the password store."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.cli import main

ADD = ["accounts", "add", "Corner Shop", "--host", "smtp.bakery.example", "--port", "587", "--security", "starttls"]
FROM = ["--from", "news@bakery.example", "--from-name", "Corner Bakery"]


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_account_is_added_listed_shown_and_removed(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = ["--per-second", "4", "--per-day", "500", "--connections", "2", "--messages-per-connection", "50"]
    assert main.run([*ADD, *FROM, *limits, "--json"]) == 0
    added = answer(capsys)
    assert added["name"] == "Corner Shop"
    assert (added["per_second"], added["per_minute"], added["per_day"], added["connections"]) == (4, 0, 500, 2)
    assert main.run(["accounts", "list", "--json"]) == 0
    assert [one["name"] for one in answer(capsys)["accounts"]] == ["Corner Shop", "Practice server"]
    assert main.run(["accounts", "show", "corner shop", "--json"]) == 0
    assert answer(capsys) == added
    assert main.run(["accounts", "show", "corner shop"]) == 0
    assert "500 per day" in capsys.readouterr().out
    assert main.run(["accounts", "remove", "Corner Shop", "--json"]) == 0
    assert main.run(["accounts", "show", "Corner Shop"]) == 2


def test_without_a_keyring_a_password_is_refused_and_the_variable_named(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert main.run([*ADD, *FROM, "--username", "ana", "--password-stdin"]) == 2
    said = capsys.readouterr()
    assert "MAILER_PASSWORD_CORNER_SHOP" in said.err
    assert "secret" not in said.err + said.out
    assert main.run(["accounts", "show", "Corner Shop"]) == 2


def test_with_a_keyring_the_password_is_kept(
    workspace: Path, real_keyring: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))
    assert main.run([*ADD, *FROM, "--username", "ana", "--password-stdin", "--json"]) == 0
    assert "secret" not in capsys.readouterr().out
    assert main.run(["accounts", "remove", "Corner Shop"]) == 0


def test_an_empty_password_is_bad_input(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main.run([*ADD, *FROM, "--username", "ana", "--password-stdin"]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        [*ADD, "--from", "news"],
        [*ADD[:-1], "none", *FROM],
        [*ADD[:-1], "ssl", *FROM],
        [*ADD, *FROM, "--per-hour", "-1"],
        [*ADD, *FROM, "--port", "many"],
        ["accounts", "add", "X"],
        ["accounts", "show", "Nobody"],
        ["accounts", "remove", "Practice server"],
        ["accounts", "test", "Nobody"],
    ],
)
def test_bad_input_is_one_or_two_sentences_and_exit_2(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main.run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err


def test_one_name_is_one_account(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([*ADD, *FROM]) == 0
    assert main.run([*ADD, *FROM]) == 2
    assert "already an account" in capsys.readouterr().err


def test_a_failed_test_is_exit_4(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    local = ["accounts", "add", "Local", "--host", "127.0.0.1", "--port", "1", "--security", "none", *FROM]
    assert main.run(local) == 0
    capsys.readouterr()
    assert main.run(["accounts", "test", "Local", "--json"]) == 4
    found = answer(capsys)
    assert found["ok"] is False
    assert found["steps"][-1]["state"] == "bad"
    assert main.run(["accounts", "test", "Local"]) == 4
    assert "cannot send yet" in capsys.readouterr().out


def test_the_practice_server_passes_its_test(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["accounts", "test", "Practice server", "--json"]) == 0
    assert answer(capsys)["ok"] is True
