"""The audit programme: what is to be audited, renewed or reviewed, when, by whom, and who is reminded of it."""
