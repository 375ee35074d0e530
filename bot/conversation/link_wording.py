"""What people are told about joining their accounts."""

from bot.conversation.catalogue import say


def shown(code: str, language: str) -> str:
    """The code, for its owner alone."""
    return say("link.code", language, code=code)


def title(language: str) -> str:
    """Above everything about joining accounts."""
    return say("link.title", language)


def elsewhere(language: str) -> str:
    """Where others read along."""
    return say("link.elsewhere", language)


def not_here(language: str) -> str:
    """On the page, which everybody shares and which has no direct messages."""
    return say("link.not_here", language)


def show(language: str) -> str:
    """The button for a first code."""
    return say("link.show", language)


def new_code(language: str) -> str:
    """The button for another code."""
    return say("link.new_code", language)


def joined(language: str) -> str:
    """After a code was taken."""
    return say("link.done", language)


def refused(language: str) -> str:
    """A code that is wrong, used or too old."""
    return say("link.bad_code", language)


def too_often(language: str) -> str:
    """After too many wrong codes."""
    return say("link.too_many", language)
