"""The questionnaire: a run's questions to the supplier as a spreadsheet, and the answers read back from it."""
