"""Real mail servers that a test run starts for itself: Postfix's smtp-sink, and Postfix with Dovecot."""
