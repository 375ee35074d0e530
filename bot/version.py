"""Which version of this program runs."""

from importlib.metadata import PackageNotFoundError, version


def code_version() -> str:
    """The version of this program."""
    try:
        return version("ipdesk")
    except PackageNotFoundError:
        return "0+source"


def released() -> str:
    """The version as Teams wants it: three numbers."""
    numbers = [*code_version().partition("+")[0].split("."), "0", "0"][:3]
    return ".".join(number if number.isdecimal() else "0" for number in numbers)
