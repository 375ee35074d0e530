"""How much memory a process holds, as Linux counts it."""

from pathlib import Path


def held_mb(pid: int | str = "self") -> float:
    """What it holds now."""
    return _status(pid, "VmRSS")


def peak_mb(pid: int | str = "self") -> float:
    """The most that it ever held."""
    return _status(pid, "VmHWM")


def _status(pid: int | str, field: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition(f"{field}:")[2].split()[0]) / 1024
