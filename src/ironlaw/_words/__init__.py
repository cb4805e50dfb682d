"""Steps, equations and answers as words: text, LaTeX and HTML; it knows no systems.

A `Derivation` holds steps as data and writes them; `equation_latex` keeps the order in which an
equation's author wrote it; the rest turns statements and the branches of an answer into lines.
"""

from ironlaw._words.answer import (
    answers_text,
    few,
    formulas_latex,
    listed,
    together,
    value_statements,
    values_latex,
)
from ironlaw._words.columns import assigned, columns, fold
from ironlaw._words.derivation import Derivation
from ironlaw._words.folding import Filling
from ironlaw._words.inserted import inserted
from ironlaw._words.latex import equation_latex
from ironlaw._words.statement import statement_text

__all__ = [
    "Derivation",
    "Filling",
    "answers_text",
    "assigned",
    "columns",
    "equation_latex",
    "few",
    "fold",
    "formulas_latex",
    "inserted",
    "listed",
    "statement_text",
    "together",
    "value_statements",
    "values_latex",
]
