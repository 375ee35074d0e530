"""The Slack channel: translates between Slack and the neutral Message and Reply."""
