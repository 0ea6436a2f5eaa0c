from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import DiskFullError, MailerError, StoreError, TooNewError, WorkspaceBusyError
from mailer_gui.store import connection, errors
from mailer_gui.store.database import Store, open_store


def complete(error: MailerError, root: Path) -> bool:
    """Every error says what happened, where, and what to do next."""
    return bool(error.title and str(root) in error.message and error.hint and error.message.endswith("."))


def test_a_new_workspace_is_private_and_has_an_identity(tmp_path: Path) -> None:
    first, second = open_store(tmp_path / "deep" / "a"), open_store(tmp_path / "b")
    if os.name == "posix":
        assert (tmp_path / "deep" / "a").stat().st_mode & 0o777 == 0o700
    assert first.settings.workspace_id != second.settings.workspace_id
    assert len(first.settings.unsubscribe_key()) == 32
    known = (first.settings.workspace_id, first.settings.unsubscribe_key())
    first.close()
    again = open_store(tmp_path / "deep" / "a")
    assert (again.settings.workspace_id, again.settings.unsubscribe_key()) == known
    again.close()
    second.close()


def test_settings_are_json(store: Store) -> None:
    store.settings.set("practice_behaviour", {"greylist": True, "name": "Zoë"})
    assert store.settings.get("practice_behaviour") == {"greylist": True, "name": "Zoë"}
    store.settings.set("practice_behaviour", None)
    assert store.settings.get("practice_behaviour", "none") == "none"


def test_opening_does_not_import_alembic(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    code = (
        "import sys, pathlib; from mailer_gui.store.database import open_store;"
        "open_store(pathlib.Path(sys.argv[1])).close(); open_store(pathlib.Path(sys.argv[2])).close();"
        "print([m for m in ('alembic', 'keyring', 'liquid') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_many_threads_may_use_one_store(store: Store) -> None:
    problems: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for n in range(10):
                store.contacts.upsert_many([(f"p{number}.{n}@example.org", {}, n)], Source("x"))
                store.contacts.ids()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert store.contacts.count() == 80


@pytest.mark.slow
def test_several_processes_may_make_one_workspace(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from mailer_gui.store.database import open_store;"
        "print(open_store(pathlib.Path(sys.argv[1])).settings.workspace_id)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({process.communicate()[0] for process in processes}) == 1
    assert [process.returncode for process in processes] == [0, 0, 0]


@pytest.mark.parametrize("content", [b"Not a database, but some text that is long enough. " * 40, os.urandom(5000)])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mailer.db").write_bytes(content)
    with pytest.raises(StoreError, match="not a Mailer database") as caught:
        open_store(tmp_path)
    assert complete(caught.value, tmp_path)
    assert (tmp_path / "mailer.db").read_bytes() == content


def test_the_database_of_another_program(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "mailer.db")
    other.execute("CREATE TABLE songs (title)")
    other.commit()
    other.close()
    before = (tmp_path / "mailer.db").read_bytes()
    with pytest.raises(StoreError, match="not a Mailer database"):
        open_store(tmp_path)
    assert (tmp_path / "mailer.db").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_nobody_else_reads_the_contacts_even_in_a_folder_that_everybody_reads(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    store = open_store(tmp_path)
    store.lists.get_or_create("Friends")
    assert {file.stat().st_mode & 0o077 for file in tmp_path.glob("mailer.db*")} == {0}
    store.close()


def test_an_empty_file_becomes_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "mailer.db").touch()
    store = open_store(tmp_path)
    assert store.contacts.count() == 0
    store.close()


def test_a_newer_workspace_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with store.transaction() as there:
        there.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(TooNewError) as caught:
        open_store(tmp_path)
    assert complete(caught.value, tmp_path)


def test_a_locked_workspace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    other = open_store(store.paths.root)
    with store.transaction(), pytest.raises(WorkspaceBusyError) as caught:
        other.settings.set("a", 1)
    assert complete(caught.value, store.paths.root)
    other.settings.set("a", 1)
    other.close()


def test_a_full_disk_loses_nothing_that_was_saved(store: Store) -> None:
    store.contacts.upsert_many([("ana@example.org", {}, 1)], Source("x"))
    with store.transaction() as there:
        there.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite's own way to have no space left
    rows = [(f"p{n}@example.org", {"text": "x" * 500}, n) for n in range(900)]
    with pytest.raises(DiskFullError) as caught:
        store.contacts.upsert_many(rows, Source("x"))
    assert complete(caught.value, store.paths.root)
    assert [contact.address for contact in store.contacts.iterate()] == ["ana@example.org"]
    with store.transaction() as there:
        there.exec_driver_sql("PRAGMA max_page_count = 1000000")
    store.contacts.upsert_many(rows, Source("x"))


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_a_really_full_disk(tmp_path: Path) -> None:
    code = """
import pathlib, sys
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import DiskFullError
from mailer_gui.store.database import open_store
root = pathlib.Path(sys.argv[1])
store = open_store(root / "workspace")
store.contacts.upsert_many([("ana@example.org", {}, 1)], Source("x"))
refused = set()
def must_be_full(what, *arguments):
    try:
        what(*arguments)
    except DiskFullError:
        refused.add(what.__name__)
for start in range(0, 20000, 1000):
    rows = [(f"p{start + n}@example.org", {"text": "x" * 500}, n) for n in range(1000)]
    must_be_full(store.contacts.upsert_many, rows, Source("x"))
must_be_full(store.attachments.add_bytes, "a.bin", bytes(4_000_000))
left = [path.name for path in (root / "workspace" / "attachments").iterdir()]
store.close()
must_be_full(open_store, root / "another")
again = open_store(root / "workspace")
print(sorted(refused), left, again.contacts.by_address("ana@example.org").address)
"""
    script = f'mount -t tmpfs -o size=3m none "{tmp_path}" && exec "$0" -c "$1" "{tmp_path}"'
    mounted = subprocess.run(["unshare", "-m", "true"], capture_output=True)
    if mounted.returncode:
        pytest.skip("not allowed to mount here")
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, code], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "['add_bytes', 'open_store', 'upsert_many'] [] ana@example.org"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions as on Unix")
def test_a_folder_that_may_not_be_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders may not be entered by others
        Path(folder).chmod(0o755)
        root = Path(folder) / "workspace"
        open_store(root).close()
        (root / "mailer.db").chmod(0o444)
        root.chmod(0o555)
        code = (
            "import os, sys, pathlib, alembic.operations\n"
            "from mailer_gui.store.database import open_store\n"
            "from mailer_gui.model.errors import StoreError\n"
            "open_store(pathlib.Path(sys.argv[1])).close()\n"
            "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
            "for name in sys.argv[2:]:\n"
            "    try: open_store(pathlib.Path(name)).settings.set('a', 1)\n"
            "    except StoreError as error: print(error.title)\n"
        )
        names = [str(tmp_path_factory.mktemp("other")), str(root), str(root / "inside")]
        done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True)
        root.chmod(0o755)
    assert done.stdout.splitlines() == ["The workspace cannot be written"] * 2, done.stderr


def test_file_system_errors_have_words(tmp_path: Path) -> None:
    kinds = {
        errno.ENOSPC: DiskFullError,
        errno.EDQUOT: DiskFullError,
        errno.EACCES: StoreError,
        errno.EROFS: StoreError,
        errno.ENAMETOOLONG: StoreError,
    }
    for number, kind in kinds.items():
        error = errors.store_error(OSError(number, os.strerror(number)), tmp_path)
        assert type(error) is kind
        assert complete(error, tmp_path)


def test_a_damaged_database(store: Store) -> None:
    store.contacts.upsert_many([(f"p{n}@example.org", {}, n) for n in range(900)], Source("x"))
    with store.transaction() as there:
        there.exec_driver_sql("DELETE FROM settings")
    store.close()
    file = store.paths.database
    sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    content = bytearray(file.read_bytes())
    content[8192:] = b"\x55" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        open_store(store.paths.root).contacts.count()
    assert caught.value.title == "The database is damaged"
    assert complete(caught.value, store.paths.root)


def test_watching_sees_every_change_and_nothing_else(store: Store) -> None:
    watch = store.watch()
    assert watch.changed()
    assert not watch.changed()
    store.settings.set("a", 1)
    assert watch.changed()
    assert not watch.changed()
    other = open_store(store.paths.root)
    other.settings.set("a", 2)
    assert watch.changed()
    other.settings.get("a")
    assert not watch.changed()
    other.close()
    watch.close()
