"""Steps, equations and answers as words: text, LaTeX and HTML; it knows no systems.

A `Derivation` holds how each answer follows (`way`). `composing` makes of it a `document`: aligned
rows and sentences, in which left side, sign and right side are still apart. One writer a format
puts it on paper: `to_text`, `to_latex`, `to_markdown`, `to_html`. `authored` keeps the order in
which an equation's author wrote it, `ordering` gives one to what has none, `folding` puts numbers
with units in; `answer` and `statement` write the branches of an answer in a line.
"""

from ironlaw._words.answer import (
    answers_text,
    few,
    formulas_latex,
    listed,
    value_statements,
    values_latex,
)
from ironlaw._words.authored import equation_latex, right_side, right_side_text
from ironlaw._words.columns import assigned, columns, fold
from ironlaw._words.derivation import Derivation
from ironlaw._words.document import (
    Aligned,
    Block,
    Cite,
    Code,
    Document,
    Emphasis,
    Figure,
    Heading,
    Items,
    Paragraph,
    Refer,
    Row,
    Sentence,
    Table,
    equations_document,
)
from ironlaw._words.folding import Filling, measured
from ironlaw._words.ordering import latex
from ironlaw._words.rank import NO_RANK, rank_of
from ironlaw._words.statement import partial_of, statement_text, together
from ironlaw._words.to_html import spoken_html, to_html
from ironlaw._words.to_latex import fits, to_latex
from ironlaw._words.to_markdown import to_markdown
from ironlaw._words.to_text import to_text
from ironlaw._words.way import Way
from ironlaw._words.widths import displayed, is_too_long

__all__ = [
    "NO_RANK",
    "Aligned",
    "Block",
    "Cite",
    "Code",
    "Derivation",
    "Document",
    "Emphasis",
    "Figure",
    "Filling",
    "Heading",
    "Items",
    "Paragraph",
    "Refer",
    "Row",
    "Sentence",
    "Table",
    "Way",
    "answers_text",
    "assigned",
    "columns",
    "displayed",
    "equation_latex",
    "equations_document",
    "few",
    "fits",
    "fold",
    "formulas_latex",
    "is_too_long",
    "latex",
    "listed",
    "measured",
    "partial_of",
    "rank_of",
    "right_side",
    "right_side_text",
    "spoken_html",
    "statement_text",
    "to_html",
    "to_latex",
    "to_markdown",
    "to_text",
    "together",
    "value_statements",
    "values_latex",
]
