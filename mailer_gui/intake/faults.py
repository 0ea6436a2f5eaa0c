"""What is wrong with an address, in sentences for people; empty when nothing is."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u0080-\U0010ffff]+")
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_AT = re.compile(r"[\[({<]\s*(?:at|arroba|ät|chez)\s*[\])}>]|\s+at\s+", re.IGNORECASE)
_NO_ENDING = "The part after the @ has no ending such as .com"
NEVER = ("invalid", "onion", "localhost", "arpa")
"""Endings that never receive mail."""


def obvious_fault(text: str) -> str:
    """Name the mistake that everybody can see."""
    if not text:
        return "The address is missing"
    if "@" not in text:
        return "The @ is written as a word" if _AT.search(text) else "There is no @"
    if len(_ADDRESS.findall(text)) > 1:
        return "There is more than one address"
    if text.count("@") > 1 and not text.startswith('"'):
        return "There is more than one @"
    if text.startswith('"') and '"@' in text:
        return "Addresses with quotation marks before the @ cannot be used"
    if "(" in text and ")" in text:
        return "A remark in brackets stands inside the address"
    if any(c.isspace() for c in text):
        return "There is a space in the address"
    local, _, domain = text.partition("@")
    if not local:
        return "There is nothing before the @"
    if not domain:
        return "There is nothing after the @"
    if ".." in text:
        return "Two dots in a row"
    return _fault_at_the_edges(local, domain)


def _fault_at_the_edges(local: str, domain: str) -> str:
    if local.startswith("."):
        return "It begins with a dot"
    if local.endswith("."):
        return "There is a dot right before the @"
    if domain.startswith("."):
        return "There is a dot right after the @"
    if domain.startswith("["):
        return "Addresses with a number in brackets cannot be used"
    strange = next((c for c in domain if c < "\x80" and not c.isalnum() and c not in "-."), "")
    if strange:
        return f"The part after the @ cannot have “{strange}”"
    if "." not in domain:
        return _NO_ENDING
    labels = domain.split(".")
    if any(label.startswith("-") or label.endswith("-") for label in labels):
        return "A hyphen cannot stand next to a dot or at the edge"
    if labels[-1].isdigit():
        return "The part after the @ cannot end with a number"
    return ""


def local_fault(local: str) -> str:
    """Say what is wrong with the part before the @; letters of all alphabets may be right."""
    if _LOCAL.fullmatch(local) is None:
        strange = next((c for c in local if _LOCAL.fullmatch(c) is None), "")
        return f"The part before the @ cannot have “{strange}”"
    if not local.isascii():
        from email_validator import EmailSyntaxError, validate_email

        try:
            validate_email(f"{local}@example.com", check_deliverability=False)
        except EmailSyntaxError:
            return "The part before the @ has letters that cannot be used"
    return ""


def length_fault(local: str, domain: str) -> str:
    """Say when an address is too long: 64 bytes before the @ and 254 in all (RFC 5321 4.5.3.1)."""
    size = len(local.encode("utf-8", "replace"))
    if size > 64:
        return "The part before the @ is too long"
    return "The address is too long" if size + len(domain) > 253 else ""


def checked_domain(domain: str) -> tuple[str, str]:
    """Ask the library about a domain: (ASCII form, fault)."""
    from email_validator import EmailSyntaxError
    from email_validator.syntax import validate_email_domain_name

    if len(domain) > 1000:
        return "", "The part after the @ is too long"
    ending = domain.rpartition(".")[2]
    if ending == domain:
        return "", _NO_ENDING
    if ending in NEVER:
        return "", f"Addresses that end with .{ending} never receive mail"
    inside = domain.endswith(".local")
    stand_in = domain.removesuffix(".local") + ".example" if inside else domain
    try:
        found = validate_email_domain_name(stand_in, test_environment=True)["ascii_domain"].lower()
    except EmailSyntaxError as problem:
        return "", _plain_words(str(problem))
    return (found.removesuffix(".example") + ".local" if inside else found), ""


def _plain_words(reason: str) -> str:
    if "too long" in reason or "so many" in reason:
        return "The part after the @ is too long"
    if "period" in reason:
        return _NO_ENDING
    return "The part after the @ cannot be right"
