"""Property tests here have no time limit of their own for each example: a busy computer is not a mistake."""

from hypothesis import settings

settings.register_profile("compose", deadline=None)
settings.load_profile("compose")
