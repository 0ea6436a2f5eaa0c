"""Pictures of every page: `python -m tests.screenshots [words in the scene's name...] [--out DIR]`."""
