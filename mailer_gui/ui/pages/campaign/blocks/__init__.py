"""The visual editor: a message put together from blocks on a canvas that looks like the message."""
