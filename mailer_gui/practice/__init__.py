"""The built-in SMTP server that keeps mail on this computer, and its mailbox."""
