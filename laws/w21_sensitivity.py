"""Sensitivity wall: a change of one input moves the target by its elasticity."""

from ironlaw import Domain, Example, Law, Place, relation


def relative_target_change(elasticity, relative_input_change):
    """To first order, the target follows the input in proportion to its elasticity."""
    return elasticity * relative_input_change


def relative_target_change_power(relative_input_change, elasticity):
    """Where the elasticity is constant, the target is a power of the input."""
    return (1 + relative_input_change) ** elasticity - 1


def target_ratio(relative_target_change):
    """What the target is after the change, over what it was."""
    return 1 + relative_target_change


def input_ratio(relative_input_change):
    """What the input is after the change, over what it was."""
    return 1 + relative_input_change


law = Law(
    number=21,
    name="Sensitivity",
    domain=Domain.META,
    places=[Place.OPERATOR],
    question="Which input moves the target most?",
    explanation="""
        The elasticity of a target in an input is the target's relative change per relative change
        of the input: the derivative, freed of units, so that bandwidths, rates and prices can be
        ranked in one list. The input with the largest elasticity is the bottleneck; an elasticity
        of zero means that improving this input buys nothing. In a product of powers the
        elasticities are the exponents and hold for changes of any size; elsewhere they hold where
        they were taken, and jump where another wall begins to bind.
    """,
    sources=["reddi2026mlsysim"],
    relations=[
        relation(
            relative_target_change,
            choice="change",
            variant="first_order",
            source="reddi2026mlsysim",
            assumes="the change is small",
        ),
        relation(
            relative_target_change_power,
            defines="relative_target_change",
            choice="change",
            variant="power",
            assumes="the elasticity is the same over the whole change",
        ),
        relation(target_ratio),
        relation(input_ratio),
    ],
    examples=[
        Example(
            "A tenth more bandwidth where memory binds, to first order",
            given={"elasticity": -1, "relative_input_change": 0.1},
            expect={"relative_target_change": -0.1},
        ),
        Example(
            "A tenth more bandwidth where memory binds",
            given={"elasticity": -1, "relative_input_change": 0.1},
            expect={"relative_target_change": -0.09091},
            using={"change": "power"},
            remark="The source's package reports -0.0875: part of its total does not depend on "
            "bandwidth.",
            published={"relative_target_change": -0.0875},
            source="reddi2026mlsysim",
        ),
        Example(
            "How much more bandwidth for a fifth less time?",
            given={"elasticity": -1, "relative_target_change": -0.2},
            expect={"relative_input_change": 0.25},
            using={"change": "power"},
        ),
        Example(
            "The elasticity that a measurement shows",
            given={"relative_input_change": 0.1, "relative_target_change": -0.0875},
            expect={"elasticity": -0.9607},
            using={"change": "power"},
        ),
        Example(
            "Twice the bandwidth where memory binds",
            given={"elasticity": -1, "input_ratio": 2},
            expect={"target_ratio": 0.5},
            using={"change": "power"},
        ),
    ],
)
