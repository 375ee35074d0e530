"""What can go wrong between content and search, named for what the caller does next."""


class ContentProblem(ValueError):
    """The content must be mended before it can be used; the message says where and how."""


class BrokenSnapshot(ValueError):
    """This snapshot must not be served: it is missing, corrupted, truncated or foreign. Fall back or rebuild."""


class UnusableModel(ValueError):
    """The embedding model cannot be used as it is: wrong hash, missing, or its export left the parity bound."""
