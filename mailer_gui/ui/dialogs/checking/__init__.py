"""The check of addresses: asked for, watched, and its findings dealt with."""
