"""Keeps what must not be lost: answers as they were given, the threads they belong to, and what people thought of them."""
