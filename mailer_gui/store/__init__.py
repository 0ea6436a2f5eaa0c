"""The only room that knows SQL and the keyring."""
