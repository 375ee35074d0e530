"""Suppliers and their sites: who they are, how they are found by name, how people keep them right in chat."""
