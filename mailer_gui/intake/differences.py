"""What an import changes about a contact, in a line that people read before it happens."""

from __future__ import annotations

from collections.abc import Mapping

_SHOWN = 3
_LONGEST = 32


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Name the fields that change, each with what it was and what it becomes; empty when none does."""
    changed = [name for name, value in after.items() if before.get(name, "") != value]
    told = [f"{name}: {_change(before.get(name, ''), after[name])}" for name in changed[:_SHOWN]]
    if len(changed) > _SHOWN:
        told.append(f"and {len(changed) - _SHOWN} more")
    return "; ".join(told)


def _change(before: str, after: str) -> str:
    return f"{_short(before)} → {_short(after)}" if before else _short(after)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
