"""Checks against public collections of files, outside the test suite: `make corpora DIR=...`."""
