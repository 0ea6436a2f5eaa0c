"""Mailer as a person at a terminal uses it: each command is a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 110.0
TEXT = """\
Dear {{ first_name | default: "friend" }},
{{ note | default: "no note" }}
We meet in {{ city | default: "town" }}.
{{ unsubscribe_url }}
"""
HTML = """\
<html><body><p>Dear <b>{{ first_name | default: "friend" }}</b>,</p>
<p>We meet in {{ city | default: "town" }}.</p><p><a href="{{ unsubscribe_url }}">no more</a></p></body></html>
"""
SUBJECT = 'For {{ first_name | default: "you" }} in {{ city | default: "town" }}'


@dataclass(frozen=True)
class Answer:
    """What a command said; `data` is its JSON object."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        loaded = json.loads(self.out)
        assert isinstance(loaded, dict)
        return loaded


@dataclass
class Program:
    """Runs commands in one workspace."""

    workspace: Path
    variables: dict[str, str] = field(default_factory=dict)

    def start(self, *words: str | Path | int) -> subprocess.Popen[str]:
        """Start a command that prints JSON."""
        command = [sys.executable, "-m", "mailer_gui", *map(str, words), "--json", "--workspace", str(self.workspace)]
        environment = {**os.environ, **self.variables}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment)

    def run(self, *words: str | Path | int, code: int | None = 0) -> Answer:
        """Run a command to its end; it has to give this exit code (None: any)."""
        return finished(self.start(*words), code)

    def data(self, *words: str | Path | int, code: int | None = 0) -> dict[str, Any]:
        """Run a command and give its JSON object."""
        return self.run(*words, code=code).data

    def add_account(self, name: str, port: int, security: str = "none", **options: str | int | Path) -> None:
        """Add an account; options are written as on the command line (`per_second=5`)."""
        words: dict[str, str | int | Path] = {"host": "localhost", "from": "shop@example.com", **options}
        flags = [part for key, value in words.items() for part in (f"--{key.replace('_', '-')}", str(value))]
        self.run("accounts", "add", name, "--port", port, "--security", security, *flags)

    def make_campaign(self, folder: Path, account: str, people: str, **more: object) -> int:
        """Write a campaign file with the letter of these tests and make a draft of it."""
        lines: dict[str, object] = {
            "name": "Letter",
            "account": account,
            "lists": [people],
            "subject": SUBJECT,
            "text_body": TEXT,
        }
        lines |= {"html_body": HTML, **more}
        file = folder / "campaign.toml"
        file.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()), encoding="utf-8")
        return int(self.data("campaigns", "create", file)["id"])

    def status(self, campaign: int) -> dict[str, Any]:
        """Give where a campaign stands."""
        return self.data("campaigns", "status", campaign)

    def outcomes(self, campaign: int, folder: Path) -> dict[str, str]:
        """Give what the report's table says of every recipient: address -> status."""
        file = folder / f"report-{campaign}.csv"
        self.run("report", campaign, "--csv", file)
        with file.open(encoding="utf-8-sig", newline="") as table:
            rows = [{name.lower(): cell for name, cell in row.items()} for row in csv.DictReader(table)]
        outcomes = {row["address"]: row["status"].lower() for row in rows}
        assert len(outcomes) == len(rows)
        return outcomes

    def log(self) -> str:
        """Give the end of the program's log."""
        return (self.workspace / "logs" / "mailer.log").read_text(encoding="utf-8")[-5000:]


def finished(process: subprocess.Popen[str], code: int | None = None) -> Answer:
    """Wait for a command; nothing it says may ever be a traceback."""
    out, err = process.communicate("", timeout=PATIENCE)
    answer = Answer(process.returncode, out, err)
    assert "Traceback" not in err, err
    assert code is None or process.returncode == code, f"exit code {process.returncode}: {out} {err}"
    return answer


def write_people(file: Path, people: Iterable[Mapping[str, str]]) -> None:
    """Write a list of contacts as most programs do."""
    rows = list(people)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)


def expected_text(person: Mapping[str, str]) -> str:
    """Give the plain text that this person must get, without its last line, which has the person's own link."""
    name, note, city = (person.get(key) or default for key, default in DEFAULTS)
    return f"Dear {name},\n{note}\nWe meet in {city}.\n"


def expected_subject(person: Mapping[str, str]) -> str:
    """Give the subject that this person must get."""
    return f"For {person.get('first_name') or 'you'} in {person.get('city') or 'town'}"


DEFAULTS = (("first_name", "friend"), ("note", "no note"), ("city", "town"))
