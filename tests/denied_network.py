"""Processes that reach nothing beyond loopback, and a list of what they tried to reach.

Python's own sockets are watched from a `sitecustomize` that every process with the environment imports at its start.
"""

import os
from dataclasses import dataclass
from pathlib import Path

_SITECUSTOMIZE = """
import os, socket

LOOPBACK = ("127.", "::1", "localhost")
OWN = ("", "0.0.0.0", "::", None)


def watch(owner, name, host_of):
    original = getattr(owner, name)

    def guarded(*arguments, **more):
        host = host_of(arguments)
        if host not in OWN and not str(host).startswith(LOOPBACK):
            with open(os.environ["IPDESK_TEST_ATTEMPTS"], "a") as attempts:
                attempts.write(f"{name} {host}\\n")
            raise OSError(f"the test denies {name} to {host}")
        return original(*arguments, **more)

    setattr(owner, name, guarded)


def peer(position):
    def host_of(arguments):
        address = arguments[position]
        return address[0] if isinstance(address, tuple) else "localhost"  # a path is a socket of this machine

    return host_of


class Socket(socket.socket):
    pass


for name in ("connect", "connect_ex"):
    watch(Socket, name, peer(1))
watch(Socket, "sendto", peer(-1))
socket.socket = Socket
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    watch(socket, name, lambda arguments: arguments[0])
"""


@dataclass(frozen=True)
class DeniedNetwork:
    """A folder with the watch and its list."""

    folder: Path

    @classmethod
    def within(cls, folder: Path) -> "DeniedNetwork":
        """Writes the watch into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitecustomize.py").write_text(_SITECUSTOMIZE, encoding="utf-8")
        return cls(folder)

    def environment(self, root: Path) -> dict[str, str]:
        """The variables for a process that may import from `root`; offline switches of libraries are left off on purpose."""
        switches = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
        found = {name: value for name, value in os.environ.items() if name not in switches}
        path = os.pathsep.join([str(self.folder), str(root)])
        return found | {"PYTHONPATH": path, "IPDESK_TEST_ATTEMPTS": str(self.folder / "attempts.txt")}

    @property
    def attempts(self) -> list[str]:
        """What was tried, one line each."""
        path = self.folder / "attempts.txt"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
