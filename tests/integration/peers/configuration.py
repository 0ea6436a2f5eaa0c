"""The configuration of a private Postfix and Dovecot, written into one folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.integration.peers.certificates import Certificates

POSTFIX = """\
compatibility_level = 3.6
queue_directory = {root}/postfix/spool
data_directory = {root}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {root}/postfix/mail.log
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.loop.example
mydomain = loop.example
mydestination =
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
smtp_dns_support_level = disabled
default_transport = error:5.1.2 nothing leaves this computer
relay_transport = error:5.1.2 nothing leaves this computer
virtual_mailbox_domains = static:all
virtual_mailbox_maps =
virtual_transport = lmtp:unix:{root}/dovecot/run/lmtp
smtpd_relay_restrictions =
smtpd_recipient_restrictions =
  check_recipient_access inline:{{
    {{ refused.example = 550 5.1.1 No such user }}, {{ later.example = 450 4.2.1 Come back later }} }}
  permit_mynetworks, reject
smtpd_tls_chain_files = {good}
smtpd_tls_security_level = may
smtpd_tls_loglevel = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = {root}/dovecot/run/auth-postfix
smtpd_error_sleep_time = 0
smtputf8_enable = yes
message_size_limit = 30000000
bounce_queue_lifetime = 1m
minimal_backoff_time = 2s
queue_run_delay = 2s
alias_maps =
alias_database =
"""

SUBMISSION = """\
{port} inet n - n - - smtpd
  -o syslog_name=postfix/{name} -o {security} -o smtpd_tls_chain_files={certificate} -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
"""

MASTER = """\
{smtp} inet n - n - - smtpd
{submissions}
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
lmtp      unix  - - n - - lmtp
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

DOVECOT_2_3 = """\
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{root}/mail/everyone
mail_uid = {owner}
mail_gid = {group}
mail_fsync = never
passdb {{
  driver = passwd-file
  args = {root}/dovecot/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={root}/mail allow_all_users=yes
}}
"""

DOVECOT_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl = no
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {root}/mail/everyone
mail_uid = {owner}
mail_gid = {group}
mail_fsync = never
passdb passwd-file {{
  passwd_file_path = {root}/dovecot/users
}}
userdb static {{
  fields {{
    uid = {owner}
    gid = {group}
    home = {root}/mail
  }}
  static_allow_all_users = yes
}}
"""

DOVECOT = """\
base_dir = {root}/dovecot/run
state_dir = {root}/dovecot/state
log_path = {root}/dovecot/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
first_valid_uid = 1
auth_mechanisms = plain login
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener auth-postfix {{
    mode = 0666
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""


def write(root: Path, ports: Sequence[int], files: Certificates, *, user: str, password: str) -> None:
    """Write all files; the ports are smtp, submission, smtps, expired, misnamed and imap."""
    smtp, submission, smtps, expired, misnamed, imap = ports
    for folder in ("postfix/etc", "postfix/spool", "postfix/data", "dovecot/run", "dovecot/state", "mail"):
        (root / folder).mkdir(parents=True)
    starttls, implicit = "smtpd_tls_security_level=encrypt", "smtpd_tls_wrappermode=yes"
    submissions = [
        SUBMISSION.format(port=port, name=name, security=security, certificate=certificate)
        for port, name, security, certificate in (
            (submission, "submission", starttls, files.good),
            (smtps, "smtps", implicit, files.good),
            (expired, "expired", starttls, files.expired),
            (misnamed, "misnamed", starttls, files.misnamed),
        )
    ]
    owner, group = mail_owner()
    dovecot = (DOVECOT_2_4 if dovecot_version() >= (2, 4) else DOVECOT_2_3) + DOVECOT
    texts = {
        "postfix/etc/main.cf": POSTFIX.format(root=root, good=files.good),
        "postfix/etc/master.cf": MASTER.format(smtp=smtp, submissions="".join(submissions)),
        "dovecot/dovecot.conf": dovecot.format(root=root, owner=owner, group=group, imap=imap),
        "dovecot/users": f"{user}:{{PLAIN}}{password}\n",
    }
    for name, text in texts.items():
        (root / name).write_text(text)


def mail_owner() -> tuple[str, str]:
    """Give the user and group that own the mail: whoever runs the tests, but Dovecot delivers nothing to root."""
    if os.geteuid() == 0:
        return "nobody", "nogroup"
    return pwd.getpwuid(os.geteuid()).pw_name, str(os.getegid())


def hand_over(root: Path) -> None:
    """Give the servers' users what they must own."""
    shutil.chown(root / "postfix" / "data", "postfix")
    shutil.chown(root / "mail", *mail_owner())


def dovecot_version() -> tuple[int, int]:
    """Ask Dovecot for its version; its configuration changed with 2.4."""
    words = subprocess.run(["/usr/sbin/dovecot", "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = words.split(".")[:2]
    return int(major), int(minor)
