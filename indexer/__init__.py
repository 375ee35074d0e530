"""Turns curated content into a checked index directory and searches it."""
