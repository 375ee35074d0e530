"""Nothing accepted from a channel is lost and nothing is said twice: an inbox, an outbox, and those who work them off."""
