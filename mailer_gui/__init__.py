"""Mailer, a desktop mail campaign manager."""

__version__ = "0.1.0"
