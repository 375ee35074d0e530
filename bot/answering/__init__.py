"""Decides what the guidance says to a question: an answer, a clarification, or that it does not know."""
