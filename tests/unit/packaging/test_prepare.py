"""What `make run` and `make test` find missing, and what they say about it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are looked for on Linux")


class System:
    """A stand-in for the computer: what it has, who is asking, and what was run."""

    def __init__(self, prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.libraries = set(prepare.QT_LIBRARIES) | set(prepare.WEB_VIEW_LIBRARIES)
        self.programs = {"apt-get", "sudo", "ldconfig", "objdump", *prepare.TEST_PROGRAMS}
        self.root, self.terminal, self.answer = True, False, ""
        self.asked: list[str] = []
        self.ran: list[str] = []
        self.offered = {"libasound2", "libglib2.0-0", "libgl1"}
        monkeypatch.setattr(prepare, "known_libraries", lambda: self.libraries)
        monkeypatch.setattr(prepare, "has_font", lambda files: True)
        monkeypatch.setattr(prepare, "has_module", lambda _: True)
        monkeypatch.setattr(prepare, "has_shared_python", lambda: True)
        monkeypatch.setattr(prepare, "TEST_FILES", {})
        monkeypatch.setattr(prepare.shutil, "which", lambda name, path=None: name if name in self.programs else None)
        monkeypatch.setattr(prepare.os, "geteuid", lambda: 0 if self.root else 1000)
        monkeypatch.setattr(prepare, "at_terminal", lambda: self.terminal)
        monkeypatch.setattr("builtins.input", self.reply)
        monkeypatch.setattr(prepare.subprocess, "run", self.run)
        monkeypatch.setenv("DISPLAY", ":7")

    def reply(self, question: str) -> str:
        self.asked.append(question)
        return self.answer

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        if command[:2] == ["apt-cache", "policy"]:
            known = [name for name in command[2:] if name in self.offered]
            return subprocess.CompletedProcess(command, 0, "".join(f"{name}:\n  Candidate: 1\n" for name in known), "")
        self.ran.append(" ".join(command))
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def system(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> System:
    return System(prepare, monkeypatch)


def installs(system: System) -> list[str]:
    return [line for line in system.ran if "apt-get install" in line]


def test_nothing_is_missing_on_a_complete_computer(prepare: ModuleType, system: System) -> None:
    assert prepare.missing_system_parts("test") == {}
    assert system.ran == []


def test_the_package_is_chosen_that_this_release_has(prepare: ModuleType, system: System) -> None:
    system.libraries -= {"libasound.so.2", "libGL.so.1"}
    missing = prepare.missing_system_parts("run")
    assert set(missing) == {"libasound.so.2", "libGL.so.1"}
    assert prepare.debian_packages(list(missing.values())) == ["libasound2", "libgl1"]
    system.offered = {"libasound2t64", "libgl1"}
    assert prepare.debian_packages(list(missing.values())) == ["libasound2t64", "libgl1"]


def test_without_a_screen_no_window_libraries_are_asked_for(
    prepare: ModuleType, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    system.libraries.clear()
    assert prepare.missing_system_parts("run") == {}
    assert "libGL.so.1" in prepare.missing_system_parts("test")


def test_root_without_a_terminal_goes_on(
    prepare: ModuleType, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare.install_system_packages({"libGL.so.1": ("libgl1",)})
    assert system.asked == []
    (command,) = installs(system)
    assert command.startswith("env DEBIAN_FRONTEND=noninteractive")
    assert command.endswith("--no-install-recommends libgl1")
    assert "apt-get install -y -q -o Acquire::Retries=5 -o DPkg::Lock::Timeout=300 " in command
    assert "System packages to install: libgl1" in capsys.readouterr().out


def test_a_person_is_asked_and_may_refuse(
    prepare: ModuleType, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system.terminal, system.root, system.answer = True, False, "n"
    assert not prepare.install_system_packages({"libGL.so.1": ("libgl1",)})
    assert system.asked == ["Install them now with sudo? [Y/n] "]
    assert installs(system) == []
    assert "sudo apt-get install --no-install-recommends libgl1" in capsys.readouterr().err


def test_a_person_who_agrees_is_served_with_sudo(prepare: ModuleType, system: System) -> None:
    system.terminal, system.root = True, False
    assert prepare.install_system_packages({"libGL.so.1": ("libgl1",)})
    assert installs(system)[0].startswith("sudo env DEBIAN_FRONTEND=noninteractive")


def test_without_root_and_terminal_the_command_is_told(
    prepare: ModuleType, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system.root = False
    assert not prepare.install_system_packages({"libGL.so.1": ("libgl1",)})
    assert system.ran == []
    assert "sudo apt-get install --no-install-recommends libgl1" in capsys.readouterr().err


def test_other_distributions_are_told_what_is_needed(
    prepare: ModuleType, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system.programs.discard("apt-get")
    assert not prepare.install_system_packages({"libGL.so.1": ("libgl1",)})
    said = capsys.readouterr()
    assert "libGL.so.1" in said.out
    assert "package manager" in said.err
    assert system.ran == []


def test_servers_are_installed_without_being_started(prepare: ModuleType, system: System) -> None:
    system.programs.add("systemctl")
    system.offered.add("postfix")
    assert prepare.install_system_packages({"smtp-sink": ("postfix",)})
    assert "systemctl disable -q postfix" in system.ran
    policy = [line for line in system.ran if "policy-rc.d" in line]
    assert Path("/usr/sbin/policy-rc.d").exists() or len(policy) == 2  # made before, gone after
    assert "debconf-set-selections" in system.ran


def test_an_old_python_is_refused_with_a_sentence(
    prepare: ModuleType, system: System, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "OLDEST", (3, 99))
    assert prepare.main(["run"]) == 1
    assert "Python 3.99 or newer" in capsys.readouterr().err


def test_the_fingerprint_changes_with_the_packages_only(
    prepare: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = (prepare.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    file = tmp_path / "pyproject.toml"
    file.write_text(original, encoding="utf-8")
    before = prepare.fingerprint("run")
    file.write_text(original + "\n# a remark\n", encoding="utf-8")
    assert prepare.fingerprint("run") == before
    file.write_text(original.replace('"rich>=', '"rich>=13,>='), encoding="utf-8")
    assert prepare.fingerprint("run") != before


def test_each_scope_installs_its_extras_and_what_builds_mailer(prepare: ModuleType) -> None:
    run, test = prepare.requirements("run"), prepare.requirements("test")
    assert any(line.startswith("PySide6") for line in run)
    assert any(line.startswith("hatchling") for line in run)
    assert not any(line.startswith("pytest") for line in run)
    assert set(run) < set(test)
    assert {"pytest", "pyinstaller"} <= {line.split(">=")[0] for line in test}


@pytest.mark.parametrize(("codes", "good"), [([0], True), ([1, 0], True), ([1, 1], False)])
def test_a_mirror_that_fails_for_a_moment_is_asked_again(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, codes: list[int], good: bool
) -> None:
    answers = iter(codes)
    asked: list[dict[str, str]] = []

    def call(_command: list[str], *, cwd: Path, env: dict[str, str]) -> int:
        asked.append(env)
        return next(answers)

    monkeypatch.setattr(prepare.subprocess, "call", call)
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "7")
    assert prepare.pip_install(["pip"]) is good
    assert len(asked) == len(codes)
    assert (asked[0]["PIP_DEFAULT_TIMEOUT"], asked[0]["PIP_RETRIES"]) == ("7", "8")


def test_fonts_are_looked_for_also_where_nobody_has_a_home(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(prepare, "FONT_FOLDERS", ("~nobody-of-this-name/.fonts",))
    assert prepare.has_font("") is False
