"""What holds for all tests."""

import signal

from hypothesis import settings

# A machine that is busy with other work must not decide a test.
settings.register_profile("cadreflow", deadline=None)
settings.load_profile("cadreflow")

# Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and so all commands that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
