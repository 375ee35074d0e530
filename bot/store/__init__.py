"""Keeps what must not be lost: answers as they were given and the threads they belong to."""
