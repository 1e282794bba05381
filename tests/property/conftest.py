"""How Hypothesis works here: no time limit for one example, since the machine has other things to do and would fail some."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
