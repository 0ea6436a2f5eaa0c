"""Texts for people: translation, and numbers, times and durations as the person's own country writes them."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

CONTEXT = "Mailer"


def tr(text: str) -> str:
    """Translate a text into the language of the window."""
    return QCoreApplication.translate(CONTEXT, text)


def counted(count: int, one: str, many: str) -> str:
    """Translate a text that holds a number (%Ln); `one` is the English form for exactly one."""
    source = many if count != 1 else one
    return QCoreApplication.translate(CONTEXT, source, None, count)


def set_up_locale() -> None:
    """Take the system's ways of writing; a computer without any gets grouped numbers and a 24-hour clock."""
    system = QLocale.system()
    if system.language() == QLocale.Language.C:
        system = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(system)


def number(value: int) -> str:
    """Write a whole number with its groups: 4,102."""
    return QLocale().toString(value)


def size(byte_count: int) -> str:
    """Write a file size: 1.2 MB."""
    return QLocale().formattedDataSize(byte_count, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def clock(at: float, *, seconds: bool = False) -> str:
    """Write a time of the day: 13:17, or 13:17:04."""
    return _local(at).toString("HH:mm:ss" if seconds else "HH:mm")


def when(at: float | None, now: float | None = None) -> str:
    """Write a moment as briefly as it stays clear: 14:10, Fri 14:10, 12 Oct, 12 Oct 2024."""
    if at is None:
        return ""
    moment, today = _local(at), _local(time.time() if now is None else now)
    days = today.date().daysTo(moment.date())
    if days == 0:
        return clock(at)
    if -7 < days < 7:
        return QLocale().toString(moment, "ddd HH:mm")
    if moment.date().year() == today.date().year():
        return QLocale().toString(moment, "d MMM")
    return QLocale().toString(moment, "d MMM yyyy")


def moment(at: float | None) -> str:
    """Write a moment in full: 24 Nov 2026, 13:17:04."""
    return "" if at is None else QLocale().toString(_local(at), "d MMM yyyy, HH:mm:ss")


def span(start: float, end: float | None) -> str:
    """Write from when to when, the day once if it is the same: 24 Nov 2026, 13:17:04 to 13:19:22."""
    if end is None or moment(end) == moment(start):
        return moment(start)
    return tr("{start} to {end}").format(
        start=moment(start), end=clock(end, seconds=True) if day(start) == day(end) else moment(end)
    )


def day(at: float | None) -> str:
    """Write a day: 24 Nov 2026."""
    return "" if at is None else QLocale().toString(_local(at), "d MMM yyyy")


def duration(seconds: float) -> str:
    """Write a span of time for people: 40 seconds, 14 minutes, 3 hours, 2 days."""
    rounded = max(1, round(seconds))
    if rounded < 60:
        return counted(rounded, "%Ln second", "%Ln seconds")
    if rounded < 90 * 60:
        return counted(max(1, round(rounded / 60)), "%Ln minute", "%Ln minutes")
    if rounded < 36 * 3600:
        return counted(round(rounded / 3600), "%Ln hour", "%Ln hours")
    return counted(round(rounded / 86400), "%Ln day", "%Ln days")


def short_duration(seconds: float) -> str:
    """Write a span of time for a narrow place: 40 s, 14 min, 3 h, 2 d."""
    rounded = max(1, round(seconds))
    if rounded < 60:
        return counted(rounded, "%Ln s", "%Ln s")
    if rounded < 90 * 60:
        return counted(max(1, round(rounded / 60)), "%Ln min", "%Ln min")
    if rounded < 36 * 3600:
        return counted(round(rounded / 3600), "%Ln h", "%Ln h")
    return counted(round(rounded / 86400), "%Ln d", "%Ln d")


def _local(at: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(at * 1000))


def sentence(text: str) -> str:
    """End a sentence that has no end yet."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
