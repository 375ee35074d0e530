"""The web channel: the playground page, its small API, and the health endpoints."""
