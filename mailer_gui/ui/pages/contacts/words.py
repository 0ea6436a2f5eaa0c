"""What the side panel says about a person, in sentences."""

from __future__ import annotations

from mailer_gui.model.contacts import Contact, Suppression, SuppressionReason
from mailer_gui.model.verification import Verdict
from mailer_gui.ui.texts import day, tr

LOOK = (Verdict.TYPO, Verdict.DISPOSABLE, Verdict.ROLE, Verdict.NO_MAIL_SERVER, Verdict.INVALID)
"""What a check can find that somebody should look at."""


def origin_words(contact: Contact) -> str:
    """Say where a person came from, and when."""
    source = contact.source
    at = day(source.at or contact.created_at)
    if source.origin == "typed":
        return tr("Typed in on {day}.").format(day=at)
    if source.row:
        return tr("From {file}, line {line}, on {day}.").format(file=source.origin, line=source.row, day=at)
    return tr("From {file}, on {day}.").format(file=source.origin, day=at)


def suppression_words(contact: Contact, found: Suppression | None) -> str:
    """Say whether a person is mailed, and if not, why and since when."""
    if found is None:
        return tr("They get mail when a campaign goes to them.")
    reasons = {
        SuppressionReason.MANUAL: tr("Never mailed since {day}: added by hand."),
        SuppressionReason.UNSUBSCRIBED: tr("Never mailed since {day}: they unsubscribed."),
        SuppressionReason.BOUNCED: tr("Never mailed since {day}: mail to this address came back."),
        SuppressionReason.COMPLAINED: tr("Never mailed since {day}: they complained about mail."),
        SuppressionReason.ERASED: tr("Never mailed since {day}: they were erased once."),
    }
    words = reasons.get(found.reason)  # type: ignore[call-overload]  # a reason from a file may be any words
    text = str(words or tr("Never mailed since {day}: {reason}.")).format(day=day(found.at), reason=found.reason)
    if found.key.startswith("@") and contact.address.lower() != found.key:
        text = tr("{text} This holds for everybody at {domain}.").format(text=text, domain=found.key[1:])
    return f"{text} {found.note}".strip()


def suggested(contact: Contact) -> str:
    """Give the address that was probably meant; empty when there is no such guess."""
    found = contact.verdict_detail.strip()
    return found if contact.verdict is Verdict.TYPO and "@" in found and " " not in found else ""


def verdict_words(contact: Contact) -> str:
    """Say what the last check of the address found."""
    said = {
        Verdict.OK: tr("The address looks right."),
        Verdict.TYPO: tr("Probably a typing mistake."),
        Verdict.DISPOSABLE: tr("An address that is thrown away after use."),
        Verdict.ROLE: tr("A mailbox of an office, not of one person."),
        Verdict.NO_MAIL_SERVER: tr("No mail server was found for this domain."),
        Verdict.INVALID: tr("Mail cannot reach this address as it is written."),
        Verdict.NOT_CHECKED: tr("Not checked yet."),
    }[contact.verdict]
    if suggested(contact):
        return tr("Probably a typing mistake for {address}.").format(address=suggested(contact))
    return f"{said} {contact.verdict_detail}".strip()
