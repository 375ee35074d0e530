"""Which addresses may be sent to: an activity says where its answer goes, and a token with our name on it goes along."""

from urllib.parse import urlsplit

from bot.config import TeamsCredentials, is_loopback

# Not all of trafficmanager.net: anybody can rent a name under it.
_EXACT = frozenset({"smba.trafficmanager.net"})
_UNDER = (".botframework.com", ".teams.microsoft.com", ".teams.microsoft.us", ".botframework.azure.us")


class Services:
    """Microsoft's own hosts over HTTPS; this machine only where the configuration itself points to it."""

    def __init__(self, credentials: TeamsCredentials) -> None:
        self.local = credentials.insecure or is_loopback(urlsplit(credentials.metadata_url).hostname or "")

    def allows(self, address: str) -> bool:
        """True for a service that may be given our token."""
        try:
            found = urlsplit(address)
            host, _ = (found.hostname or "").lower(), found.port
        except ValueError:
            return False
        if found.username is not None or found.query or found.fragment:
            return False
        if is_loopback(host):
            return self.local and found.scheme in ("http", "https")
        return found.scheme == "https" and (host in _EXACT or host.endswith(_UNDER))
