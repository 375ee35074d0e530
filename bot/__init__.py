"""The assistant: conversation, answering, channels and the store."""
