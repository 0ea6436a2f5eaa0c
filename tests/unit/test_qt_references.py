"""PySide6 keeps count of None, True and False: 6.12.0 lost references on Python below 3.12 and aborted after a while.

Every kind of call runs in a process of its own, since a lost reference to None ends the process.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None, True and False live for ever there")
CALLS = 200
SETUP = """
import os, sys
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
app = QApplication([])

class Thing(QObject):
    plain = Signal()
    flag = Signal(bool)
    any = Signal(object)
    def take(self, *arguments): pass
    def timerEvent(self, event): pass

class Table(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()): return 3
    def columnCount(self, parent=QModelIndex()): return 3
    def data(self, index, role=0): return None

class Painted(QWidget):
    def paintEvent(self, event): QPainter(self).fillRect(self.rect(), Qt.GlobalColor.red)

thing, table, button, painted, timer = Thing(), Table(), QPushButton(), Painted(), QTimer()
thing.plain.connect(thing.take); thing.flag.connect(thing.take); thing.any.connect(thing.take)
button.clicked.connect(lambda: None); timer.timeout.connect(lambda: None); painted.show()

def single_shot(): QTimer.singleShot(0, lambda: None); app.processEvents()
def event(): QCoreApplication.postEvent(thing, QEvent(QEvent.Type.User)); app.processEvents()
def run_timer(): timer.start(0); app.processEvents(); timer.stop()
def widget(): w = QWidget(); w.show(); app.processEvents(); w.close()
"""
COUNT = """
count = lambda: [sys.getrefcount(value) for value in (None, True, False)]
call(); call()
before = count()
for _ in range({calls}): call()
print(*(b - a for a, b in zip(before, count())), flush=True)
os._exit(0)
"""
OPERATIONS = {
    "emit": "thing.plain.emit()",
    "emit True": "thing.flag.emit(True)",
    "emit None": "thing.any.emit(None)",
    "start and kill a timer": "thing.killTimer(thing.startTimer(1000))",
    "single shot": "single_shot()",
    "post an event": "event()",
    "run a timer": "run_timer()",
    "ask a model": "table.data(table.index(0, 0))",
    "click": "button.click()",
    "show a widget": "widget()",
    "set a property": "thing.setProperty('x', True), thing.property('x'), thing.property('none')",
    "paint": "painted.repaint()",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_reference_is_lost(operation: str) -> None:
    program = SETUP + f"\ndef call(): {OPERATIONS[operation]}\n" + COUNT.format(calls=CALLS)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    changes = [int(word) for word in answer.stdout.split()]
    assert len(changes) == 3
    assert all(change > -CALLS / 4 for change in changes), dict(zip(("None", "True", "False"), changes, strict=True))
