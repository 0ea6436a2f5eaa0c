"""One campaign: written in four steps, then watched."""
