"""Which equations answer a question, and in which order; it knows no numbers."""
