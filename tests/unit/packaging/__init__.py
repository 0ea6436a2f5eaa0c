"""Tests of what sets the checkout up and packages the program."""
