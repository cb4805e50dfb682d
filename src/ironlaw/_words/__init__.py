"""Steps and equations as words: text, LaTeX, HTML; it knows no systems."""
