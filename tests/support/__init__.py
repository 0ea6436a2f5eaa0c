"""What the tests stand on: a screen, a password store, a home of their own."""
