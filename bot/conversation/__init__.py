"""The neutral Message and Reply, and the desk that turns one into the other."""
