"""The one error of this package: a sentence that the person at the terminal can act on."""


class LaunchError(Exception):
    """Something outside our code stops the start; `str(error)` says what and what to do."""


class LockHeldError(LaunchError):
    """Somebody else holds the lock, and may let go of it."""
