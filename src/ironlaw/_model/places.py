"""Where a law belongs: its group of walls, and what of the Iron Law it acts on."""

from enum import Enum


class Domain(Enum):
    """The six groups of walls."""

    NODE = "Node"
    DATA = "Data"
    ALGORITHM = "Algorithm"
    FLEET = "Fleet"
    OPERATIONS = "Operations"
    META = "Meta-analysis"


class Place(Enum):
    """Where a wall acts on the Iron Law."""

    FLOP = "total_flop"
    DEVICES = "devices"
    PEAK = "peak_flops"
    MFU = "mfu"
    SCALING = "scaling_efficiency"
    GOODPUT = "goodput"
    TIME_ADDED = "time added"
    READ_OFF = "read off"
    OPERATOR = "operator"
    RUN_TIME = "run_time"
