"""Who may see and do what: readers, roles, audiences, and the one settings file that says so."""
