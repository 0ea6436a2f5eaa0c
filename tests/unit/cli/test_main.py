"""The command line answers bad input in one sentence and never shows a traceback."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mailer_gui import __main__ as program
from mailer_gui.cli import main
from mailer_gui.cli.output import Output
from mailer_gui.model.errors import InputError, LoginError, MailerError, no_such


def _noun_that(run: Callable[[argparse.Namespace, Output], int]) -> object:
    class Noun:
        @staticmethod
        def add_parser(
            nouns: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
        ) -> None:
            parser = nouns.add_parser("report", parents=[common])
            parser.set_defaults(run=run)

    return Noun


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[argparse.Namespace, Output], int]], None]:
    def use(run: Callable[[argparse.Namespace, Output], int]) -> None:
        monkeypatch.setitem(sys.modules, "mailer_gui.cli.report", _noun_that(run))

    return use


def test_an_unknown_command_is_one_sentence_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["sing"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "sing" in said.err


def test_help_names_every_noun_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"]) == 0
    said = capsys.readouterr().out
    for noun in main.NOUNS:
        assert noun in said


@pytest.mark.parametrize(("problem", "code"), [(InputError("No such file."), 2), (LoginError("Refused."), 4)])
def test_errors_for_people_become_a_sentence_and_their_exit_code(
    problem: MailerError,
    code: int,
    command: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def run(_options: argparse.Namespace, _output: Output) -> int:
        raise problem

    command(run)
    assert main.run(["report"]) == code
    assert capsys.readouterr().err.strip() == str(problem)


def test_the_unexpected_names_the_log_and_shows_no_traceback(
    command: Callable[..., None], workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_options: argparse.Namespace, _output: Output) -> int:
        raise ZeroDivisionError

    command(run)
    assert main.run(["report"]) == 1
    said = capsys.readouterr().err
    assert "mailer.log" in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (workspace / "logs" / "mailer.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["", "~nobody-of-this-name/mail"])
def test_an_odd_workspace_is_no_traceback(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.run(["--workspace", folder, "campaigns", "list"]) == (0 if folder else 2)
    assert not (tmp_path / "mailer.db").exists()


def test_a_name_cannot_steer_the_terminal(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["suppressions", "add", "\x1b[2J@example.org"], ["campaigns", "create", "\x1b[2J.toml"]):
        main.run(words)
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err


def test_words_that_are_no_text_are_bad_input(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["contacts", "list", "--search", "\udcff"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("number", ["-99999999999999999999", "99999999999999999999", "0"])
def test_a_number_that_no_campaign_can_have_is_not_found(
    number: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["campaigns", "show", number]) == 2
    assert "There is no campaign" in capsys.readouterr().err


def test_json_loses_no_letter_where_the_output_cannot_hold_it(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe on Windows is not UTF-8."""
    held = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(held, encoding="cp1252"))
    assert main.run(["--json", "suppressions", "add", "@例え.example"]) == 0
    sys.stdout.flush()
    assert json.loads(held.getvalue())["address"] == "@例え.example"


def test_json_is_one_object_with_real_letters(command: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    def run(_options: argparse.Namespace, output: Output) -> int:
        output.say("not for programs")
        output.result({"name": "Zoë"}, "for people")
        return 0

    command(run)
    assert main.run(["report", "--json"]) == 0
    said = capsys.readouterr().out
    assert json.loads(said) == {"name": "Zoë"}
    assert "Zoë" in said


def test_options_for_every_command_may_stand_before_it(
    command: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(options: argparse.Namespace, output: Output) -> int:
        output.result({"workspace": str(options.workspace)}, "for people")
        return 0

    command(run)
    for line in (["--json", "--workspace", "DIR", "report"], ["report", "--json", "--workspace", "DIR"]):
        assert main.run([str(tmp_path) if word == "DIR" else word for word in line]) == 0
        assert json.loads(capsys.readouterr().out) == {"workspace": str(tmp_path)}
    assert main.run(["--workspace", "elsewhere", "report", "--json", "--workspace", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"workspace": str(tmp_path)}


@pytest.mark.parametrize(("number", "said"), [("9" * 30, "no campaign"), ("two", "“two” is not the number")])
def test_a_number_that_no_campaign_has_is_said(
    number: str, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main.run(["campaigns", "show", number, "--workspace", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_without_a_display_the_window_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert program.main(["--workspace", str(tmp_path)]) == 2
    assert "demo --no-window" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("contacts", "Say what to do. The commands are: import, list, verify,"),
        ("contacts sing", "There is no command “sing”. The commands are: import, list, verify,"),
        ("", "Say what to do. The commands are: contacts, segments,"),
        ("contacts erase", "ADDRESS is missing. Try “mailer-gui contacts erase --help”."),
        ("accounts add", "NAME, --host, --port, --security, --from are missing. Try"),
        ("contacts list --list Club", "There is no list “Club”. There are no lists yet."),
        ("segments count Quiet", "There is no segment “Quiet”. There are no segments yet."),
        ("templates remove News", "There is no template “News”. There are no templates yet."),
        ("accounts show Shop", "There is no account “Shop”. The accounts are: Practice server."),
        ("campaigns show 7", "There is no campaign 7. Write campaigns list to see which there are."),
        ("contacts history ana@example.org", "“ana@example.org” is not in the address book. Look how it is written."),
    ],
)
def test_who_writes_too_little_or_a_wrong_name_is_told_what_there_is(
    arguments: str, said: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["--workspace", str(workspace), *arguments.split()]) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("contacts", "Nobody is in the address book yet. Write contacts import FILE."),
        ("segments", "There are no segments yet. Write segments create NAME --where RULE."),
        ("templates", "There are no templates yet. Write templates import FILE."),
        ("campaigns", "There are no campaigns yet. Write campaigns create FILE.toml, or demo to try it."),
        ("suppressions", "Nobody is suppressed."),
    ],
)
def test_a_list_of_nothing_is_a_sentence(
    noun: str, said: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run([noun, "list", "--workspace", str(workspace)]) == 0
    assert capsys.readouterr().out == f"{said}\n"


def test_a_name_that_is_wrong_is_answered_with_ten_that_are_there() -> None:
    names = [f"List {number}" for number in range(12)]
    assert no_such("list", " X ", names).hint.endswith("List 8, List 9 and 2 more.")
