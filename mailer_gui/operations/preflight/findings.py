"""Short ways to say what preflight found."""

from __future__ import annotations

from mailer_gui.model.checks import CheckState, Finding


def bad(step: str, title: str, hint: str = "", *, code: str = "", mend: str = "") -> Finding:
    """Give what forbids Send."""
    return Finding(step, CheckState.BAD, title, hint, code, mend)


def warning(step: str, title: str, hint: str = "", *, code: str = "", mend: str = "") -> Finding:
    """Give what is worth a thought."""
    return Finding(step, CheckState.WARNING, title, hint, code, mend)
