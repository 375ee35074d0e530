"""What a checklist run came to, as a report to read, to print and to reckon with."""
