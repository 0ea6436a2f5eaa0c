"""Dialogs that are more than a question: each is used by pages and knows none of them."""
