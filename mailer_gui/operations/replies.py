"""What a server's reply means, in a sentence or two for people."""

from __future__ import annotations

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.replies import Explanation, explain_reply


def explain(code: int, reply: str, status: DeliveryStatus, reason: str = "") -> str:
    """Say in plain words what the last reply to a delivery means, and what can be done."""
    return str(explanation(code, reply, status, reason))


def explanation(code: int, reply: str, status: DeliveryStatus, reason: str = "") -> Explanation:
    """Give meaning and next step apart, for showing them in two places."""
    return explain_reply(code, reply, status, reason)
