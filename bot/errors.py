"""The few errors of the bot, named for what the caller does next."""


class BadConfiguration(ValueError):
    """Stop and mend the named setting."""


class StoreUnavailable(RuntimeError):
    """Try again later: the store cannot be read or written now."""
