"""What a law is written in, and its derivation: variables, units, dimensions, equations, steps.

Everything here is data that others pass around, or a reading of text that users write. Nothing
here plans, solves or evaluates, and nothing is made up at import but the table of units.
"""

from ironlaw._language.agreement import check_dimension, describe
from ironlaw._language.definitions import DIMENSIONLESS
from ironlaw._language.dimensions import dimension
from ironlaw._language.display import (
    base_unit,
    display,
    display_all,
    display_unit,
    show,
    show_number,
    spelled,
)
from ironlaw._language.domain import Bounds
from ironlaw._language.equation import Equation, Origin, covers, is_larger, nodes, occurs, replaced
from ironlaw._language.frozen import FrozenDict
from ironlaw._language.functions.exp_difference import ExpDifference, ExpDifferenceSlope
from ironlaw._language.functions.normal import NormalCDF
from ironlaw._language.givens import Givens
from ironlaw._language.glyph import glyph_text
from ironlaw._language.html import Left, Math, Safe, inline, mathml, table
from ironlaw._language.quantities import is_quantity, quantity, to_base
from ironlaw._language.range import Range, point
from ironlaw._language.reading import at_once
from ironlaw._language.stated import is_stated, state
from ironlaw._language.step import LETTERS, Quadratic, Statement, Step, Word
from ironlaw._language.units import unit
from ironlaw._language.variable import LawVariable
from ironlaw._language.vocabulary import Vocabulary

__all__ = [
    "DIMENSIONLESS",
    "LETTERS",
    "Bounds",
    "Equation",
    "ExpDifference",
    "ExpDifferenceSlope",
    "FrozenDict",
    "Givens",
    "LawVariable",
    "Left",
    "Math",
    "NormalCDF",
    "Origin",
    "Quadratic",
    "Range",
    "Safe",
    "Statement",
    "Step",
    "Vocabulary",
    "Word",
    "at_once",
    "base_unit",
    "check_dimension",
    "covers",
    "describe",
    "dimension",
    "display",
    "display_all",
    "display_unit",
    "glyph_text",
    "inline",
    "is_larger",
    "is_quantity",
    "is_stated",
    "mathml",
    "nodes",
    "occurs",
    "point",
    "quantity",
    "replaced",
    "show",
    "show_number",
    "spelled",
    "state",
    "table",
    "to_base",
    "unit",
]
