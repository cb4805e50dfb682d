"""Design spaces: targets over axes, what is allowed of them, and the labelled grid that results.

A `Question` holds everything that a block of the grid is computed from (`axes`, `constraint`);
`question` computes blocks, `labelled` puts them together as an ``xarray.Dataset``, and `accessor`
finds the best points of one. What is larger than memory is computed block by block, on Dask or into
Zarr (`store`). xarray is loaded when a grid is made.
"""

from ironlaw._sweeps.asking import reopened, swept
from ironlaw._sweeps.axes import Axis
from ironlaw._sweeps.constraint import Constraint, read_constraints
from ironlaw._sweeps.meaning import REASON, REGIME
from ironlaw._sweeps.question import Case, Question
from ironlaw._sweeps.reading import POINT

__all__ = [
    "POINT",
    "REASON",
    "REGIME",
    "Axis",
    "Case",
    "Constraint",
    "Question",
    "read_constraints",
    "reopened",
    "swept",
]
