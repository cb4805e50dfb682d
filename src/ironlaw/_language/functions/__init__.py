"""The functions that laws are written with, each for symbols, floats and arrays alike."""

from ironlaw._language.functions.elementary import (
    Max,
    Min,
    ceiling,
    erlang_c,
    exp,
    exp_difference,
    floor,
    log,
    log2,
    normal_cdf,
    sqrt,
)

__all__ = [
    "Max",
    "Min",
    "ceiling",
    "erlang_c",
    "exp",
    "exp_difference",
    "floor",
    "log",
    "log2",
    "normal_cdf",
    "sqrt",
]
