"""What mail servers write, as expressions, each with its cause. The first that is found in a reply counts.

Long because it is one table, read from its top to its end.
"""

from __future__ import annotations

from mailer_gui.model.reply_causes import Cause

WORDING: tuple[tuple[Cause, tuple[str, ...]], ...] = (
    # Lists of bad senders first: their names also stand in replies that mention other things
    (
        Cause.BLOCKLIST,
        (
            r"spamhaus",
            r"barracuda",
            r"spamcop",
            r"sorbs",
            r"invaluement",
            r"uceprotect",
            r"abusix",
            r"manitu",
            r"nixspam",
            r"mailspike",
            r"psbl",
            r"senderscore",
            r"\b(?:dns ?bl|rbl|black ?list(?:ed)?|block ?list(?:ed)?|deny ?list(?:ed)?)\b",
            r"listed (?:at|by|in|on) ",
            r"\bS3(?:140|150)\b",
            r"part of their network is on our",
            r"ipcheck\.proofpoint",
            r"\(RP-00\d\)",
            r"blocked using",
            r"\[(?:IPTS|TS0[34])\]",
            r"permanently deferred",
            r"banned send",
            r"ip(?: address)? (?:has been |is )?(?:banned|blocked)",
        ),
    ),
    # Greylisting and pace
    (
        Cause.GREYLIST,
        (
            r"gr[ea]y.?list",
            r"\[GL01\]",
            r"first time",
            r"not seen (?:you )?before",
            r"please (?:re)?try again in \d+ ?(?:s|min)",
        ),
    ),
    (
        Cause.REPUTATION,
        (
            r"\[TSS0\d\]",
            r"unexpected volume",
            r"user complaints",
            r"unusual(?:ly high)? rate",
            r"rate of unsolicited",
        ),
    ),
    (
        Cause.DAY_LIMIT,
        (
            r"daily (?:user )?(?:sending|message|recipient|mail)?\s*(?:quota|limit)",
            r"quota for (?:today|the day)",
            r"(?:sending|send|outgoing|hourly|message|recipient)[ -](?:limit|quota)",
            r"messages? per (?:hour|day|minute)",
            r"exceeded (?:the )?(?:max(?:imum)? )?(?:messages|emails|recipients) (?:per|limit)",
        ),
    ),
    (
        Cause.TOO_FAST,
        (
            r"maximum sending rate",
            r"throttl",
            r"rate.?limit",
            r"too (?:fast|many (?:messages|mails|emails|requests))",
            r"slow down",
            r"\[RL0?\d+\]",
            r"message rate",
            r"mail flood",
            r"exceed\w* .{0,40}\brate\b",
            r"receiving mail (?:too|at a rate)",
        ),
    ),
    (
        Cause.CONNECTIONS,
        (
            r"too many (?:concurrent |simultaneous )?(?:smtp )?(?:connections|sessions|threads)",
            r"thread limit",
            r"concurrent.*limit",
        ),
    ),
    (
        Cause.MANY_RECIPIENTS,
        (
            r"too many recipients",
            r"recipients? (?:limit|count) ",
        ),
    ),
    (
        Cause.DIRTY_LIST,
        (
            r"too many (?:errors|bad|invalid|unknown)",
            r"harvest",
            r"dictionary attack",
        ),
    ),
    # Proof that the mail is really from the domain
    (
        Cause.DMARC,
        (r"dmarc",),
    ),
    (
        Cause.SPF,
        (
            r"\bspf\b",
            r"sender policy framework",
            r"not (?:a )?(?:designated|permitted) (?:sender|mailer)",
        ),
    ),
    (
        Cause.DKIM,
        (r"\bdkim\b",),
    ),
    (
        Cause.DOMAIN_PROOF,
        (
            r"unauthenticated",
            r"authentication (?:level|checks|results)",
            r"sender authentication",
            r"anti.?spoof",
            r"spoofed",
        ),
    ),
    (
        Cause.REVERSE_DNS,
        (
            r"\bptr\b",
            r"reverse (?:dns|lookup|hostname)",
            r"\brdns\b",
            r"no host ?name",
            r"helo (?:command )?(?:rejected|invalid)",
            r"bad helo",
        ),
    ),
    # The account that sends
    (
        Cause.UNVERIFIED,
        (
            r"not (?:been )?verified",
            r"identities? failed the check",
            r"unverified (?:address|sender|domain)",
        ),
    ),
    (
        Cause.ACCOUNT_BLOCKED,
        (
            (
                r"(?:sending|account|user).{0,30}(?:paused|suspended|blocked|disabled|"
                r"under review).{0,40}(?:sending|outbound|spam|abuse)"
            ),
            r"outbound spam",
            r"sending paused",
            r"your account (?:has been|is) (?:suspended|blocked|disabled|locked)",
        ),
    ),
    (
        Cause.APP_PASSWORD,
        (
            r"application.specific password",
            r"app.password",
            r"less secure",
            r"web ?login",
            r"via your web browser",
        ),
    ),
    (
        Cause.OLD_LOGIN,
        (
            r"basic auth\w* is disabled",
            r"smtpclientauth\w* is disabled",
            r"user is locked by",
        ),
    ),
    (
        Cause.PASSWORD,
        (
            (
                r"(?:username|user name|password|credentials?|authentication|login).{0,40}(?:invalid|"
                r"incorrect|failed|failure|not accepted|unsuccessful|wrong|bad)"
            ),
            r"(?:invalid|incorrect|wrong|bad) (?:user ?name|login|password|credentials?)",
        ),
    ),
    (
        Cause.NOT_LOGGED_IN,
        (
            r"authentication (?:is )?required",
            r"not authenticated",
            r"must (?:authenticate|log ?in)",
            r"log ?in first",
            r"smtp auth",
        ),
    ),
    (
        Cause.ENCRYPTION,
        (
            r"must issue a starttls",
            r"starttls (?:first|required|command)",
            r"encryption (?:is )?required",
            r"tls (?:is )?required",
        ),
    ),
    (
        Cause.RELAY,
        (
            r"relay(?:ing)? (?:access |not )?(?:denied|permitted|allowed)",
            r"relaying",
            r"not permitted to relay",
            r"not (?:a )?local",
        ),
    ),
    (
        Cause.SENDER_REFUSED,
        (
            (
                r"(?:not allowed|not permitted|not owned|cannot|no permission|"
                r"not authori[sz]ed).{0,40}(?:send as|send on behalf|sender|from address|use .* as)"
            ),
            r"send as",
            r"sendas(?:denied)?",
            r"sender address rejected: not owned",
            r"from (?:address|header).{0,30}(?:not allowed|mismatch|must match)",
        ),
    ),
    # The address; the domain before the mailbox, since both are "not found"
    (
        Cause.NO_MAIL_HERE,
        (
            r"null ?mx",
            r"does(?: not|n't) accept (?:any )?(?:mail|email|messages)\b",
            r"no mail (?:is )?accepted",
        ),
    ),
    (
        Cause.SENDER_DOMAIN,
        (
            (
                r"sender (?:domain|address|verify|verification|rejected).{0,60}(?:not found|not exist|"
                r"does(?: not|n't) (?:exist|resolve)|fail|invalid|unverified|no mx)"
            ),
            r"domain of sender",
            r"sender'?s? domain",
        ),
    ),
    (
        Cause.NO_DOMAIN,
        (
            (
                r"(?:domain|host)(?: name)?(?: was| could)? (?:not (?:be )?(?:found|exist|resolved)|"
                r"does(?: not|n't) (?:exist|resolve))"
            ),
            r"no such (?:domain|host)",
            r"unknown (?:domain|host)",
            r"nxdomain",
            r"(?:un|not )rout(?:e)?able",
            r"unrouteable",
        ),
    ),
    (
        Cause.FULL,
        (
            r"(?:over|exceed\w*|out of).{0,25}quota",
            r"quota (?:is )?(?:full|exceeded)",
            r"mail ?box(?: is)? (?:full|too large)",
            r"(?:mailbox|storage|inbox).{0,20}(?:full|out of storage)",
        ),
    ),
    (
        Cause.SERVER_FULL,
        (
            r"insufficient (?:system )?(?:storage|resources|disk)",
            r"disk (?:is )?full",
            r"no space",
        ),
    ),
    (
        Cause.DISABLED,
        (
            (
                r"(?:user|mailbox|account|recipient|address|email).{0,40}(?:disabled|inactive|suspended|"
                r"deactivated|expired|locked|no longer|not active|closed|retired)"
            ),
        ),
    ),
    (
        Cause.MOVED,
        (r"(?:has moved|user not local; please try|moved to|new address)",),
    ),
    (
        Cause.DISABLED,
        (
            r"no longer (?:works|employed|with|at)",
            r"left the company",
        ),
    ),
    (
        Cause.NO_MAILBOX,
        (
            (
                r"(?:no such|unknown|invalid|non.?existent|bad|illegal|undeliverable)(?: \w+)? (?:user|"
                r"recipient|mail ?box|address|account|alias|local part|person)"
            ),
            (
                r"(?:user|recipient|mail ?box|address|account|alias|email|"
                r"name)(?: address)?s?.{0,60}(?:unknown|not found|not exist|does(?: not|n't)|doesn't have|"
                r"isn't|not (?:a )?(?:valid|known|recogni[sz]ed|listed|available here)|invalid|"
                r"rejected: undeliverable|couldn't be found)"
            ),
            r"recipientnotfound",
            r"dosn't exist",
            r"no mailbox here",
            r"not our customer",
            r"no such person",
            r"no account by that name",
            r"recipient not ok",
            r"this user doesn't have",
            r"delivery error: dd",
            r"mailbox (?:name )?not allowed",
            r"vrfy",
        ),
    ),
    (
        Cause.BAD_ADDRESS,
        (
            r"syntax.{0,30}(?:address|recipient|mailbox)",
            r"malformed (?:address|recipient)",
            r"bad address syntax",
        ),
    ),
    (
        Cause.CLOSED_LIST,
        (
            r"(?:restricted|members only|moderated|internal) (?:list|group|sender)",
            r"only accept\w* (?:mail|messages) from",
            r"not authori[sz]ed to (?:send|post)",
            r"recipient.{0,20}restrict",
        ),
    ),
    (
        Cause.CHALLENGE,
        (
            r"challenge",
            r"confirm (?:that )?you",
            r"boxbe",
            r"sender (?:is )?not (?:in|on) .*(?:allow|white|safe) ?list",
        ),
    ),
    # The content
    (
        Cause.VIRUS,
        (
            r"virus",
            r"malware",
            r"infected",
            r"trojan",
            r"phish",
        ),
    ),
    (
        Cause.ATTACHMENT,
        (
            r"attachment",
            r"file type",
            r"executable",
            r"\.exe\b",
            r"\.zip\b",
            r"macro",
        ),
    ),
    (
        Cause.TOO_LARGE,
        (
            r"(?:message|mail|size|data).{0,30}(?:too (?:big|large)|exceeds|size limit|maximum size|larger than)",
            r"size.{0,20}(?:exceed|limit)",
        ),
    ),
    (
        Cause.LINKS,
        (
            r"\burl\b",
            r"\blinks?\b.{0,30}(?:reject|block|spam|list)",
            r"uribl",
            r"surbl",
            r"\bdbl\b",
        ),
    ),
    (
        Cause.SPAM,
        (
            r"spam",
            r"junk",
            r"unsolicited",
            r"bulk mail",
            r"\buce\b",
            r"\bube\b",
            r"cloudmark",
            r"\bcmae\b",
            r"message content",
            r"content (?:rejected|filter|reject)",
            r"high probability",
            r"\[HM\d+\]",
            r"\(SC-00\d\)",
        ),
    ),
    (
        Cause.FORMAT,
        (
            r"lines? (?:is |are )?too long",
            r"bare (?:lf|cr|line)",
            r"8.?bit",
            r"mime error",
            r"malformed (?:message|mime|header)",
            r"duplicate header",
            r"header.{0,20}(?:missing|invalid|error|malformed)",
            r"not rfc ?5322",
            r"rfc 5322",
        ),
    ),
    (
        Cause.LETTERS,
        (
            r"smtputf8",
            r"internationali[sz]ed",
            r"non.?ascii",
            r"utf-?8",
        ),
    ),
    (
        Cause.REPUTATION,
        (
            r"reputation",
            r"\[CS\d+\]",
            r"trust",
            r"low score",
            r"suspicious",
        ),
    ),
    # The receiving system
    (
        Cause.SERVER_BUSY,
        (
            r"shutting down",
            r"restart",
            r"maintenance",
            r"going down",
            r"server (?:is )?(?:too )?busy",
            r"system (?:is )?(?:too )?busy",
            r"resources? temporarily",
            r"overload",
            r"high load",
            r"load average",
            r"try (?:again )?later",
        ),
    ),
    (
        Cause.NAME_TROUBLE,
        (
            r"(?:lookup|dns|name server|resolv\w*).{0,30}(?:fail|error|timeout|timed out|problem)",
            r"temporary (?:lookup|dns) failure",
        ),
    ),
    (
        Cause.TIMEOUT,
        (
            r"timed? ?out",
            r"timeout",
            r"idle",
        ),
    ),
    (
        Cause.NO_ANSWER,
        (
            r"connection (?:refused|reset|lost|dropped|closed)",
            r"connect\w* (?:to|with) .{0,60}fail",
            r"no (?:answer|route) (?:from|to) host",
            r"network.{0,20}unreachable",
        ),
    ),
    (
        Cause.LOOP,
        (
            r"loop",
            r"too many hops",
            r"hop count",
        ),
    ),
    (
        Cause.EXPIRED,
        (
            r"message expired",
            r"delivery time expired",
            r"expired",
            r"retry time",
        ),
    ),
    (
        Cause.MAILBOX_TROUBLE,
        (r"mail ?box (?:is )?(?:temporarily )?(?:unavailable|not available|busy|locked|in use)",),
    ),
    (
        Cause.SERVER_TROUBLE,
        (
            r"out of memory",
            r"internal (?:server )?error",
            r"local error",
            r"queue (?:file )?write error",
            r"temporary (?:local )?(?:problem|error|failure)",
            r"backend",
            r"milter",
            r"unable to (?:process|complete)",
            r"not available",
            r"unavailable",
        ),
    ),
    (
        Cause.POLICY,
        (
            r"polic(?:y|ies)",
            r"not accepted for",
            r"administrative(?:ly)? (?:prohibit|reject|den)",
            r"access denied",
            r"refused",
            r"rejected",
            r"denied",
            r"blocked",
            r"prohibited",
            r"not allowed",
        ),
    ),
)
