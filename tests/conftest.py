"""What holds for all tests."""

from hypothesis import settings

# A machine that is busy with other work must not decide a test.
settings.register_profile("cadreflow", deadline=None)
settings.load_profile("cadreflow")
