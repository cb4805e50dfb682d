"""The ladder from a problem to its answers, one file a rung; it knows no systems and no words."""
