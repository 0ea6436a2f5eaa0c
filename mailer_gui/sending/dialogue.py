"""What was said to a server about one message, as lines for people: without secrets and without the content."""

from __future__ import annotations

from collections.abc import Sequence

from mailer_gui.sending import envelope
from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Job
from mailer_gui.sending.replies import Reply

MOST_LINES = 80
LONGEST_LINE = 500
_USUAL = ("250", "250", "354")
"""What the server said to MAIL, RCPT and DATA when its words were not kept: all was well."""


def transcript(
    preamble: Sequence[str],
    job: Job,
    reply: Reply | None,
    phase: Phase,
    why: str = "",
    *,
    with_size: bool = True,
    chunking: bool = False,
) -> str:
    """Write the dialogue about one message: `C:` is this program, `S:` the server, `*` is neither.

    `reply` answers `phase`; without one the connection ended, `why` says how.
    """
    lines = list(preamble)
    said = list(job.said or ())
    asked = [command.decode("utf-8", "replace").rstrip() for command in envelope.commands(job, with_size=with_size)]
    inside = phase is Phase.DOT
    if chunking:
        asked[2:] = [f"BDAT {len(job.body)} LAST"] if inside else []
    for place, command in enumerate(asked):
        lines.append(f"C: {command}")
        if place < len(said):
            lines += _lines(said[place])
        elif inside and not (chunking and place == len(_USUAL) - 1):
            lines.append(f"S: {_USUAL[place]}")
        elif reply is not None and envelope.PHASES[place] is phase:
            lines += _lines(reply)
            break
        else:
            break
    if inside:
        lines += [f"C: (the message, {len(job.body):,} bytes)", *(() if chunking else ("C: .",))]
        if reply is not None:
            lines += _lines(reply)
    if why:
        lines.append(f"* {why}")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "* (more was said)"]
    return "\n".join(lines)


def _lines(reply: Reply) -> list[str]:
    return [f"S: {_printable(line.decode('utf-8', 'replace'))}" for line in reply.lines]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST_LINE]).rstrip()
