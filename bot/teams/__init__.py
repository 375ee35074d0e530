"""The Microsoft Teams channel: the only place that knows the Bot Framework's SDK."""
