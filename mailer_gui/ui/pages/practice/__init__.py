"""The practice mailbox: what the built-in server has kept, and how it misbehaves for rehearsals."""
