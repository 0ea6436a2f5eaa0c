"""The engine: it sends claimed deliveries over SMTP, knows no Qt and no SQL."""
