"""Why a mail server refuses, in words for people who run a shop, each with the next step."""

from __future__ import annotations

from enum import Enum, unique


@unique
class Cause(Enum):
    """A cause: what it means, and what can be done."""

    ADDRESS = ("The server does not take mail for this address.", "Check the address with the person.")
    NO_MAILBOX = (
        "This mailbox does not exist.",
        "Check the spelling with the person, or remove the address from your list.",
    )
    NO_DOMAIN = (
        "The part after the @ does not exist.",
        "Look for a typing mistake in the address, or remove it from your list.",
    )
    NO_MAIL_HERE = ("Nobody gets mail at this domain.", "Ask the person for another address.")
    BAD_ADDRESS = ("The server cannot read this address.", "Look for a typing mistake in the address.")
    AMBIGUOUS = ("The address fits more than one mailbox.", "Ask the person for the exact address.")
    MOVED = ("The person has moved to another address.", "Ask the person for the new address.")
    NEW_OWNER = (
        "This address belongs to somebody else now.",
        "Remove it from your list and ask the person for the new one.",
    )
    DISABLED = ("This mailbox is closed or switched off.", "Remove the address, or ask the person for another one.")
    FULL = ("This mailbox is full.", "Nothing for you to do. Reach the person another way if it is important.")
    MAILBOX_TROUBLE = ("Something is wrong with this mailbox.", "Check the address with the person.")
    LIST_TROUBLE = ("The mailing list behind this address does not work.", "Ask the person for a direct address.")
    CLOSED_LIST = (
        "This address takes mail only from certain senders.",
        "Ask the person to let your address in, or for another address.",
    )
    CHALLENGE = (
        "The person's mailbox wants new senders to identify themselves first.",
        "Write to the person from your own mail program once.",
    )
    RECIPIENT_BUSY = ("This person gets too much mail just now.", "Send it again later.")

    TOO_LARGE = (
        "The message is too large for this server.",
        "Make attachments and pictures smaller, or put them on a web page.",
    )
    ATTACHMENT = ("The server does not take this kind of attachment.", "Send a PDF, or a link to the file instead.")
    VIRUS = (
        "The server believes that the message is dangerous.",
        "Check your attachments and links with a virus scanner before you send again.",
    )
    LINKS = (
        "The server does not trust a link in the message.",
        "Link only to your own website, not through shorteners.",
    )
    SPAM = (
        "The server took the message for spam.",
        "Write more text and fewer pictures, avoid capitals and loud words, and send yourself a test.",
    )
    CONTENT = (
        "The server could not use the content of the message.",
        "Send yourself a test and simplify it.",
    )
    FORMAT = (
        "The server found a fault in the form of the message.",
        "Please report this as a mistake of the program.",
    )
    LETTERS = (
        "The server cannot handle the special letters in this address.",
        "Ask the person for an address without accents before the @.",
    )

    GREYLIST = ("The server asks unknown senders to come back a little later.", "Nothing to do: this is usual.")
    LATER = ("The server cannot take the message just now.", "Nothing to do for now.")
    SERVER_BUSY = ("The server is busy.", "Nothing to do for now.")
    SERVER_FULL = ("The server has no room left.", "Nothing to do for now.")
    SERVER_TROUBLE = ("The receiving server has a fault.", "Nothing for you to do. Send it again another day.")
    SERVER_SETUP = (
        "The receiving server is not set up for this.",
        "Tell the person that their mail does not arrive.",
    )
    NETWORK = ("The connection to the receiving server broke.", "Nothing to do for now.")
    NO_ANSWER = ("The receiving server does not answer.", "Check the part after the @ for a typing mistake.")
    NAME_TROUBLE = ("The receiving server's name could not be looked up.", "Check the part after the @ for a mistake.")
    NO_ROUTE = ("There is no way to the receiving server.", "Check the part after the @ for a typing mistake.")
    TIMEOUT = ("The server took too long to answer.", "Nothing to do for now.")
    LOOP = ("The message went round in circles.", "Tell the person that their forwarding does not work.")
    EXPIRED = ("The message could not be handed over in time.", "Check the address, and send it again later.")
    PROTOCOL = ("The server did not understand the program.", "Test the connection in the account's settings.")
    MANY_RECIPIENTS = ("The server took enough messages for one go.", "Nothing to do: the rest follows.")

    TOO_FAST = (
        "Your account sends faster than the server allows.",
        "Set a lower limit per minute in the account's settings.",
    )
    DAY_LIMIT = (
        "Your account has reached its sending limit.",
        "Wait until tomorrow, or set the provider's limit in the account's settings so that the program plans with it.",
    )
    CONNECTIONS = ("The server wants fewer connections at once.", "Set fewer connections in the account's settings.")
    REPUTATION = (
        "The provider is careful with mail from your address or server just now.",
        "Send less at a time, and only to people who expect your mail.",
    )
    BLOCKLIST = (
        "Your mail server is on a list of suspicious senders.",
        "Tell your e-mail provider; the server's answer says which list it is.",
    )
    DIRTY_LIST = (
        "The server saw too many wrong addresses from you.",
        "Clean your list before you go on: remove addresses that were rejected.",
    )
    REVERSE_DNS = (
        "Your mail server's name is not set up properly.",
        "Tell your e-mail provider: the reverse DNS entry or the HELO name is wrong.",
    )
    SPF = (
        "Your domain does not say that this server may send for it.",
        "Add your provider's SPF entry to your domain, or ask your web host to do it.",
    )
    DKIM = (
        "The message has no valid signature of your domain.",
        "Switch on DKIM at your e-mail provider, and add its entry to your domain.",
    )
    DMARC = (
        "Your domain's own rules (DMARC) forbid mail sent this way.",
        "Send from an address of your own domain, through the provider that is set up for it.",
    )
    DOMAIN_PROOF = (
        "The receiver wants proof that the mail is really from your domain.",
        "Set up SPF, DKIM and DMARC for your domain; your e-mail provider explains how.",
    )

    PASSWORD = (
        "The server refused the user name or the password.",
        "Enter the password again in the account.",
    )
    APP_PASSWORD = (
        "This provider wants an app password or a login in the browser.",
        "Make an app password on the provider's website and enter it in the account's settings.",
    )
    OLD_LOGIN = (
        "The provider has switched off login with a password.",
        "Ask your administrator to allow SMTP login for this mailbox.",
    )
    LOGIN_LATER = ("The server cannot check the login just now.", "Nothing to do for now.")
    ACCOUNT_DISABLED = ("Your account is switched off at the provider.", "Talk to your e-mail provider.")
    ACCOUNT_BLOCKED = (
        "The provider has stopped your account from sending.",
        "Talk to your e-mail provider before you go on.",
    )
    UNVERIFIED = (
        "The provider does not know your From address yet.",
        "Confirm the address or the domain on the provider's website.",
    )
    NOT_LOGGED_IN = ("The server wants a login first.", "Enter user name and password in the account's settings.")
    ENCRYPTION = ("The server wants an encrypted connection.", "Choose TLS or STARTTLS in the account's settings.")
    SECURITY = ("The server's security rules do not allow this.", "Check security and port in the account's settings.")
    RELAY = (
        "The server does not send mail to others for you.",
        "Check user name and password in the account's settings; use your own provider's outgoing server.",
    )
    BAD_SENDER = ("The server does not accept your From address.", "Check the From address in the account's settings.")
    SENDER_REFUSED = (
        "Your account may not send with this From address.",
        "Use the account's own address as From, or allow the address at your provider.",
    )
    SENDER_DOMAIN = (
        "The server could not find the domain of your From address.",
        "Check the From address for a typing mistake; the domain must be able to get mail.",
    )

    POLICY = (
        "The server refuses the message by its own rules.",
        "Read the server's answer; often it names the rule. Your e-mail provider can help.",
    )
    REFUSED = ("The server refuses mail for this address.", "Check the address with the person.")

    @property
    def meaning(self) -> str:
        """What happened."""
        return self.value[0]

    @property
    def next_step(self) -> str:
        """What can be done."""
        return self.value[1]
