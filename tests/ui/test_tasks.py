"""Work away from the window: answers on the Qt thread, errors as sentences, children that can be stopped."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mailer_gui.model.errors import InputError, MailerError
from mailer_gui.ui import child
from mailer_gui.ui.tasks import Tasks
from tests.ui import operations_of_tests as operations

CHILD_MS = 30_000


def test_an_answer_comes_on_the_qt_thread(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[tuple[threading.Thread, threading.Thread]] = []
    here = threading.current_thread()

    def answer(there: threading.Thread) -> None:
        seen.append((there, threading.current_thread()))

    tasks.read(tasks, lambda _: threading.current_thread(), answer)
    qtbot.waitUntil(lambda: bool(seen))
    worked_in, answered_in = seen[0]
    assert worked_in is not here
    assert answered_in is here


class AtOnce(ThreadPoolExecutor):
    """Work that is done before anybody can listen, as when a busy machine lets the asking thread wait."""

    def submit(self, *arguments: Any, **more: Any) -> Future[Any]:
        done = super().submit(*arguments, **more)
        wait([done])
        return done


def test_no_answer_comes_before_the_question_is_through(qtbot: QtBot, tasks: Tasks) -> None:
    tasks._threads = AtOnce(1)
    seen: list[int] = []
    tasks.read(tasks, lambda _: 1, seen.append)
    assert seen == []
    qtbot.waitUntil(lambda: seen == [1])


def test_an_error_reaches_whoever_asked(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[MailerError] = []

    def work(_: Any) -> None:
        raise InputError("No.", hint="Another way.")

    tasks.read(tasks, work, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "No. Another way."


def test_what_nobody_expected_becomes_a_sentence(qtbot: QtBot, tasks: Tasks) -> None:
    def work(_: Any) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(tasks.error) as caught:
        tasks.read(tasks, work)
    assert isinstance(caught.args[0], MailerError)
    assert "ZeroDivisionError" in str(caught.args[0])


def test_an_answer_for_somebody_who_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    from shiboken6 import delete

    owner = QObject()
    seen: list[int] = []
    go = threading.Event()
    tasks.read(owner, lambda _: go.wait(5), lambda _: seen.append(1))
    delete(owner)
    go.set()
    done: list[int] = []
    tasks.read(tasks, lambda _: 1, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert seen == []


def test_a_child_tells_how_far_it_is_and_what_came_of_it(qtbot: QtBot, tasks: Tasks) -> None:
    results: list[int] = []
    job = tasks.start(tasks, "Counting", operations.count_to, {"most": 500}, results.append)
    steps: list[int] = []
    job.progressed.connect(lambda done, _: steps.append(done))
    qtbot.waitUntil(lambda: bool(results), timeout=CHILD_MS)
    assert results == [500]
    assert steps[-1] == 500
    assert tasks.jobs() == []


def test_a_child_stops_when_it_is_cancelled_and_says_nothing(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[object] = []
    tasks.error.connect(errors.append)
    job = tasks.start(tasks, "Waiting", operations.until_cancelled)
    with qtbot.waitSignal(job.progressed, timeout=CHILD_MS):
        pass
    with qtbot.waitSignal(job.finished, timeout=CHILD_MS):
        job.cancel()
    assert errors == []


def test_a_child_that_refuses_says_why(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[MailerError] = []
    tasks.start(tasks, "Refusing", operations.refuse, {}, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=CHILD_MS)
    assert isinstance(errors[0], InputError)
    assert errors[0].hint == "Choose another one."


def test_a_child_that_dies_is_noticed(qtbot: QtBot, tasks: Tasks) -> None:
    errors: list[MailerError] = []
    tasks.start(tasks, "Dying", operations.die, {}, None, errors.append)
    qtbot.waitUntil(lambda: bool(errors), timeout=CHILD_MS)
    assert errors[0].title == "Stopped unexpectedly"


def test_a_child_whose_window_is_gone_ends_without_a_word(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    stop = context.Event()
    what = (operations.__name__, operations.count_without_end.__name__)
    process = context.Process(target=child.run, args=(there, stop, workspace, {}, *what, {}))
    process.start()
    there.close()
    assert here.recv()[0] == child.PROGRESS
    here.close()
    process.join(60)
    assert process.exitcode == 0
    assert capfd.readouterr().err == ""


def test_a_child_knows_the_passwords_that_are_only_in_memory(qtbot: QtBot, tasks: Tasks) -> None:
    results: list[dict[int, str]] = []
    kept: list[None] = []
    tasks.read(tasks, lambda ws: ws.secrets.remember({7: "only for now"}), kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    tasks.start(tasks, "Asking", operations.known_passwords, {}, results.append)
    qtbot.waitUntil(lambda: bool(results), timeout=CHILD_MS)
    assert results == [{7: "only for now"}]
