"""The process that sends: store, compose and sending wired together."""
