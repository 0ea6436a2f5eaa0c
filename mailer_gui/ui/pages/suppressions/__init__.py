"""The suppressions page: addresses and domains that no campaign ever writes to, and why."""
