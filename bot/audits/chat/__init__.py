"""The audit programme in chat: plans from a sentence, what is due, and what is done about it, on every channel."""
