"""The Microsoft Teams channel: translates between the Bot Framework and the neutral Message and Reply."""
