"""The terminal channel: the commands of `ipdesk` and how a reply looks in a terminal."""
