"""The report as a page: pieces of HTML that are written one after another, so that any size is possible."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from mailer_gui.model.campaigns import Counts
from mailer_gui.model.deliveries import Delivery, DeliveryStatus, server_words
from mailer_gui.model.replies import explain_reply
from mailer_gui.model.reports import Report
from mailer_gui.operations.reports.style import STYLE

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_KINDS = {
    DeliveryStatus.ACCEPTED: ("sent", "Sent"),
    DeliveryStatus.REJECTED: ("rejected", "Rejected"),
    DeliveryStatus.UNCERTAIN: ("uncertain", "Uncertain"),
    DeliveryStatus.SKIPPED: ("skipped", "Skipped"),
    DeliveryStatus.DEFERRED: ("waiting", "Tries again"),
    DeliveryStatus.CLAIMED: ("waiting", "Waiting"),
    DeliveryStatus.QUEUED: ("waiting", "Waiting"),
}
_FILTERS = (
    ("all", "All"),
    ("sent", "Sent"),
    ("rejected", "Rejected"),
    ("uncertain", "Uncertain"),
    ("skipped", "Skipped"),
    ("waiting", "Waiting"),
)


def head(report: Report, now: float) -> str:
    """Give everything above the recipients."""
    status = report.status
    facts = [
        ("Subject", _text(report.subject)),
        ("From", _text(report.from_header)),
        ("Account" if len(report.accounts) == 1 else "Accounts", _text(", ".join(report.accounts))),
        ("First message", _moment(status.first_at)),
        ("Last message", _moment(status.last_at)),
        ("State", _text(f"{status.state.capitalize()}{': ' + status.reason if status.reason else ''}")),
    ]
    shown = "".join(f"<div><dt>{word}</dt><dd dir=auto>{html}</dd></div>" for word, html in facts if html)
    return (
        "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name=viewport content="width=device-width, initial-scale=1">\n'
        '<meta name=color-scheme content="light dark">\n'
        f"<title>{_text(status.name)}: report</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<header><p class=kicker>Campaign report</p><h1 dir=auto>{_text(status.name)}</h1>"
        f"<p class=muted>As of {_moment(now)}</p></header>\n"
        f"{_totals(status.counts)}<dl class=facts>{shown}</dl>\n{_groups(report)}{_domains(report)}"
        f"{_filters(status.counts)}"
    )


def section_start() -> str:
    """Open a stretch of recipients; browsers lay out only the stretches that are looked at."""
    return "<div class=rows><table>\n"


def section_end() -> str:
    """Close a stretch of recipients."""
    return "</table></div>\n"


def row(delivery: Delivery) -> str:
    """Give the line of one recipient."""
    kind, word = _KINDS[delivery.status]
    reply = server_words(delivery.code, delivery.reply)
    said = ""
    if kind not in ("sent",) and delivery.status not in (DeliveryStatus.QUEUED, DeliveryStatus.CLAIMED):
        explanation = explain_reply(delivery.code, delivery.reply, delivery.status, delivery.reason)
        said = f"<b>{_text(explanation.meaning)}</b> {_text(explanation.next_step)}"
    words = f"<span class=reply dir=auto>{_text(reply)}</span>" if reply else ""
    name = f"<span class=name dir=auto>{_text(delivery.name)}</span>" if delivery.name else ""
    return (
        f"<tr class={kind}><td class=who><span dir=auto>{_text(delivery.address)}</span>{name}</td>"
        f"<td><span class=pill>{word}</span></td><td class=when>{_moment(delivery.at)}</td>"
        f"<td class=number>{delivery.attempts or ''}</td><td class=why>{said}{words}</td></tr>\n"
    )


def end(count: int) -> str:
    """Give everything below the recipients."""
    note = "Times are those of the computer that wrote this page."
    return f"<p class=muted>{count:,} recipients. {note}</p>\n</main>\n</body>\n</html>\n"


def _totals(counts: Counts) -> str:
    cards = [
        ("sent", "Sent", counts.accepted),
        ("rejected", "Rejected", counts.rejected),
        ("uncertain", "Uncertain", counts.uncertain),
        ("skipped", "Skipped", counts.skipped),
        ("waiting", "Waiting", counts.waiting),
    ]
    parts = "".join(f'<i class={kind} style="flex-grow:{number}"></i>' for kind, _, number in cards if number)
    shown = "".join(
        f"<div class={kind}><dt>{word}</dt><dd>{number:,}</dd><p>{_share(number, counts.planned)}</p></div>"
        for kind, word, number in cards
    )
    total = f"<div class=total><dt>Recipients</dt><dd>{counts.planned:,}</dd><p>all of them below</p></div>"
    return f"<div class=bar aria-hidden=true>{parts}</div>\n<dl class=totals>{total}{shown}</dl>\n"


def _share(number: int, planned: int) -> str:
    if not planned or not number:
        return "none" if not number else ""
    share = number / planned * 100
    return "under 0.1 %" if share < 0.05 else f"{share:.1f} %"


def _groups(report: Report) -> str:
    if not report.groups:
        return ""
    lines = "".join(
        f"<tr class={_kind_of(group.status)}><td class=number>{group.count:,}</td>"
        f"<td><span class=pill>{_word_of(group.status)}</span></td>"
        f"<td class=why><b>{_text(group.meaning)}</b> {_text(group.next_step)}"
        f"<span class=reply dir=auto>{_text(group.example)}</span></td></tr>\n"
        for group in report.groups
    )
    return f"<section><h2>Why some did not get it</h2>\n<table class=groups>\n{lines}</table></section>\n"


def _kind_of(word: str) -> str:
    return _KINDS[DeliveryStatus[word.upper()]][0]


def _word_of(word: str) -> str:
    return _KINDS[DeliveryStatus[word.upper()]][1]


def _domains(report: Report) -> str:
    if not report.domains:
        return ""
    items = "".join(f"<li><span dir=auto>{_text(name)}</span> <b>{n:,}</b></li>" for name, n in report.domains.items())
    return f"<section><h2>Where they are</h2><ul class=domains>{items}</ul></section>\n"


def _filters(counts: Counts) -> str:
    """Give the choices above the recipients. They work by CSS alone: the page runs no script."""
    numbers = {
        "all": counts.planned,
        "sent": counts.accepted,
        "rejected": counts.rejected,
        "uncertain": counts.uncertain,
        "skipped": counts.skipped,
        "waiting": counts.waiting,
    }
    shown = [(key, word) for key, word in _FILTERS if key == "all" or numbers[key]]
    inputs = "".join(
        f"<input type=radio name=show id=show-{key}{' checked' if key == 'all' else ''}>"
        f"<label for=show-{key}>{word} <span>{numbers[key]:,}</span></label>"
        for key, word in shown
    )
    titles = ("Recipient", "Outcome", "Time", "Tries", "What the server said")
    columns = "".join(f"<span>{title}</span>" for title in titles)
    return f"<h2>Every recipient</h2>\n{inputs}\n<div class=columns aria-hidden=true>{columns}</div>\n"


def _moment(at: float | None) -> str:
    if at is None:
        return ""
    local = datetime.fromtimestamp(at).astimezone()
    return f'<time datetime="{local.isoformat(timespec="seconds")}">{local:%Y-%m-%d %H:%M:%S}</time>'


def _text(text: str) -> str:
    return escape(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))
