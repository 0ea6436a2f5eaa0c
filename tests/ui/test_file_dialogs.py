"""File dialogs over the workspace's own folder: they must not open the database, for closing it again drops its locks.

POSIX locks belong to a process: whoever closes a file drops all locks that this process holds on it
(https://www.sqlite.org/howtocorrupt.html, 2.2). Another process then takes itself for the last one, removes the
write-ahead log, and this one reads and writes a log that is no more.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from mailer_gui.ui.widgets import dialogs

WRITE = """
import sqlite3, sys
theirs = sqlite3.connect(sys.argv[1])
theirs.execute("INSERT INTO t VALUES (2)")
theirs.commit()
theirs.close()
"""


def test_a_file_dialog_leaves_the_locks_of_the_database_alone(qtbot: QtBot, look: QApplication, tmp_path: Path) -> None:
    database = tmp_path / "mailer.db"
    ours = sqlite3.connect(database, isolation_level=None)
    ours.execute("PRAGMA journal_mode = WAL")
    ours.execute("CREATE TABLE t (x)")
    ours.execute("INSERT INTO t VALUES (1)")
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialogs._visited[:] = [str(tmp_path)]
    dialog = dialogs.choose_file(parent, "Choose", "All files (*)", lambda files: None)
    try:
        model = dialog.findChild(QFileSystemModel)
        tree = dialog.findChild(QTreeView, "treeView")
        assert model is not None and tree is not None
        dialog.setViewMode(QFileDialog.ViewMode.Detail)
        at = model.index(str(tmp_path))
        qtbot.waitUntil(lambda: model.rowCount(at) > 0)
        for column in range(model.columnCount(at)):  # names, icons and types are asked for when they are painted
            for row in range(model.rowCount(at)):
                assert model.data(model.index(row, column, at)) is not None
                model.fileIcon(model.index(row, 0, at))
        look.processEvents()
        subprocess.run([sys.executable, "-c", WRITE, str(database)], check=True)
        assert database.with_name("mailer.db-wal").exists()
        assert ours.execute("SELECT count(*) FROM t").fetchone() == (2,)
    finally:
        dialog.reject()
        ours.close()
        dialogs._visited.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
