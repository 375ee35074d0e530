"""Guided checklists: which items apply, and what the answers add up to."""
