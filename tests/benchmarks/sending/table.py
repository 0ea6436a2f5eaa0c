"""The one table: what was measured, beside what was promised."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.sending.machine import Noise, described


@dataclass
class Row:
    """One measure. `least` or `most` is the promise about `value`; `values` are all rounds of what lies behind it."""

    what: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None
    values: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def promise(self) -> str:
        """The promise in words."""
        if self.least is not None:
            return f">= {figure(self.least)}"
        return f"< {figure(self.most)}" if self.most is not None else ""

    @property
    def verdict(self) -> str:
        """`pass` or `FAIL`, empty without a promise."""
        if self.least is not None:
            return "pass" if self.value >= self.least else "FAIL"
        return "" if self.most is None else "pass" if self.value < self.most else "FAIL"


def figure(value: float) -> str:
    """Write a number with as many digits as mean something."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


class Table:
    """Collects rows, prints them at the end, and writes the JSON."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.noise = Noise()
        self.machine = described()

    def rates(self, what: str, values: list[float], **promise: Any) -> float:
        """Add messages per second of some rounds; gives their median."""
        middle = statistics.median(values)
        self.rows.append(Row(what, middle, "/s", values=values, **promise))
        return middle

    def add(self, what: str, value: float, unit: str, **more: Any) -> None:
        """Add a row."""
        self.rows.append(Row(what, value, unit, **more))

    def ratios(self, what: str, ours: list[float], theirs: list[float], **promise: Any) -> None:
        """Add the ratio of two medians; its range is that of the rounds taken one by one."""
        each = [mine / other for mine, other in zip(ours, theirs, strict=False)]
        value = statistics.median(ours) / statistics.median(theirs)
        self.rows.append(Row(what, value, "x", values=each, **promise))

    def text(self) -> str:
        """Give the table as it is printed."""
        lines = [("measure", "result", "range of the rounds", "promise", "", "")]
        for row in self.rows:
            spread = f"{figure(min(row.values))}-{figure(max(row.values))}" if len(row.values) > 1 else ""
            result = f"{figure(row.value)} {row.unit}".replace(" /s", "/s")
            lines.append((row.what, result, spread, row.promise, row.verdict, row.note))
        widths = [max(len(line[column]) for line in lines) for column in range(6)]
        rows = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        ]
        rows.insert(1, "-" * max(map(len, rows)))
        facts = ", ".join(f"{name} {value}" for name, value in self.machine.items())
        return "\n".join([*rows, "", self.noise.sentence(), facts])

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        path.parent.mkdir(exist_ok=True)
        rows = [{**asdict(row), "promise": row.promise, "verdict": row.verdict} for row in self.rows]
        data = {"at": time.time(), "machine": self.machine, "noise": asdict(self.noise), "rows": rows}
        path.write_text(json.dumps(data, indent=1))
