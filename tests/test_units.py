"""Units: every spelling, what is refused and why, foreign quantities, and what is shown."""

from __future__ import annotations

import copy
import decimal
import fractions
import math

import numpy as np
import pint
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import ironlaw as il
from ironlaw._language import (
    base_unit,
    check_dimension,
    describe,
    display,
    display_unit,
    show,
    show_number,
    unit,
)
from ironlaw._language.quantities import is_quantity, to_base
from ironlaw._language.units import factors, parse

STEADY = settings(deadline=None, derandomize=True, max_examples=150)
DEFAULT_PINT = pint.UnitRegistry()
UNITS = sorted({variable.unit for variable in il.variables.values()})

NAMED_IN_THE_DESIGN = {
    "989 TFLOPS": (989e12, "FLOP/s"),
    "989 TFLOP/s": (989e12, "FLOP/s"),
    "16 GFLOP": (16e9, "FLOP"),
    "80 GiB": (80 * 2**30, "byte"),
    "400 Gbit/s": (50e9, "byte/s"),
    "400 Gb/s": (50e9, "byte/s"),
    "0.12 USD/kWh": (0.12 / 3.6e6, "USD/J"),
    "390 gCO2e/kWh": (0.390 / 3.6e6, "kg/J"),
    "0.954 lb/kWh": (0.954 * 0.45359237 / 3.6e6, "kg/J"),
    "50 ms": (0.05, "s"),
    "30 day": (2592000.0, "s"),
    "2 USD/hour": (2 / 3600, "USD/s"),
    "400 Gbps": (50e9, "byte/s"),
    "3.35 TBps": (3.35e12, "byte/s"),
    "80 / s": (80.0, "1/s"),
    "30 req/s": (30.0, "1/s"),
    "30 rps": (30.0, "1/s"),
    "20 qps": (20.0, "1/s"),
    "2.5 USD/GPU-hour": (2.5 / 3600, "USD/s"),
    "$2.5/hr": (2.5 / 3600, "USD/s"),
    "100 PF-days": (8.64e21, "FLOP"),
    "5 %/year": (0.05 / 31557600, "1/s"),
    "3 months": (7889400.0, "s"),
    "70 billion": (70e9, "1"),
    "15 trillion": (15e12, "1"),
    "1/(node day)": (1 / 86400, "1/s"),
}
TIME = {
    "1 s": 1.0,
    "1 sec": 1.0,
    "1 second": 1.0,
    "2 min": 120.0,
    "1 h": 3600.0,
    "1 hr": 3600.0,
    "3 hours": 10800.0,
    "1 d": 86400.0,
    "3 days": 259200.0,
    "1 week": 604800.0,
    "1 wk": 604800.0,
    "1 yr": 31557600.0,
    "1 year": 31557600.0,
    "1 ns": 1e-9,
    "1 us": 1e-6,
    "1 µs": 1e-6,
    "1 μs": 1e-6,
    "1 millisecond": 1e-3,
}
INFORMATION = {
    "1 kB": 1e3,
    "1 MB": 1e6,
    "1 GB": 1e9,
    "1 TB": 1e12,
    "1 PB": 1e15,
    "1 KiB": 2.0**10,
    "1 MiB": 2.0**20,
    "1 TiB": 2.0**40,
    "1 PiB": 2.0**50,
    "1 EiB": 2.0**60,
    "8 bit": 1.0,
    "8 b": 1.0,
    "8 Mb": 1e6,
    "8 Mbit": 1e6,
    "8 Gib": 2.0**30,
    "2 bytes": 2.0,
    "1 kilobyte": 1e3,
    "1 gibibyte": 2.0**30,
}
OTHERS = {
    "16 FLOP": (16.0, "FLOP"),
    "16 GFLOPs": (16e9, "FLOP"),
    "3.14e23 FLOP": (3.14e23, "FLOP"),
    "315 ZFLOP": (315e21, "FLOP"),
    "1 EFLOPS": (1e18, "FLOP/s"),
    "300 FLOP/byte": (300.0, "FLOP/byte"),
    "3 USD": (3.0, "USD"),
    "3 $": (3.0, "USD"),
    "1 kgCO2e": (1.0, "kg"),
    "1 tCO2e": (1000.0, "kg"),
    "1 lbCO2e": (0.45359237, "kg"),
    "1 tonne": (1000.0, "kg"),
    "1 t": (1000.0, "kg"),
    "1 lb": (0.45359237, "kg"),
    "5 g": (0.005, "kg"),
    "700 W": (700.0, "W"),
    "20 MW": (20e6, "W"),
    "3 kWh": (1.08e7, "J"),
    "2 MWh": (7.2e9, "J"),
    "4 Wh": (14400.0, "J"),
    "7 kJ": (7000.0, "J"),
    "1.8 L/kWh": (1.8e-3 / 3.6e6, "m^3/J"),
    "1.7 GHz": (1.7e9, "1/s"),
    "50 %": (0.5, "1"),
    "50 percent": (0.5, "1"),
    "80 1/s": (80.0, "1/s"),
    "90 requests/s": (90.0, "1/s"),
    "70e9 tokens": (70e9, "1"),
    "8 GPU": (8.0, "1"),
    "1000 device*hour": (3.6e6, "s"),
    "3 GB·s": (3e9, "byte*s"),
    "2 s^2": (2.0, "s^2"),
    "2 s**2": (2.0, "s^2"),
    "6 m^3": (6.0, "m^3"),
    "8 byte^-1": (8.0, "1/byte"),
    "100 Mbps": (12.5e6, "byte/s"),
    "15 trillion tokens": (15e12, "1"),
    "10 million USD": (1e7, "USD"),
    "$10 million": (1e7, "USD"),
    "$5": (5.0, "USD"),
    "1.5e3 thousand": (1.5e6, "1"),
    "2.5 USD/GPUh": (2.5 / 3600, "USD/s"),
    "2.5 $/GPU-h": (2.5 / 3600, "USD/s"),
    "5 % per year": (0.05 / 31557600, "1/s"),
    "3 terabytes per second": (3e12, "byte/s"),
    "0.5 per (node day)": (0.5 / 86400, "1/s"),
    "1 1/(node*day)": (1 / 86400, "1/s"),
    "5 1/node-day": (5 / 86400, "1/s"),
    "1 TB s^-1": (1e12, "byte/s"),
    "1 /s": (1.0, "1/s"),
    "70 B/s": (70.0, "byte/s"),
    "989 TF/s": (989e12, "FLOP/s"),
    "3640 petaflop/s-days": (3640e15 * 86400, "FLOP"),  # as papers give a training run's compute
    "3640 PFLOP/s-day": (3640e15 * 86400, "FLOP"),
    "3640 PFLOPS-days": (3640e15 * 86400, "FLOP"),
    "40 tok/s": (40.0, "1/s"),
}
SPELLINGS = {
    **NAMED_IN_THE_DESIGN,
    **{text: (value, "s") for text, value in TIME.items()},
    **{text: (value, "byte") for text, value in INFORMATION.items()},
    **OTHERS,
}


def base(text: str) -> tuple[float, object]:
    number, found = parse(text)
    return number * found.factor, found.dimension


PREFIXES = {  # the International System of Units, 9th edition, table 7; ISO/IEC 80000-13
    **{"f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6},
    **{"G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24, "R": 1e27},
    **{"Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60},
}
NAMES = {
    **{"femto": 1e-15, "pico": 1e-12, "nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "kilo": 1e3},
    **{"mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15, "exa": 1e18, "zetta": 1e21},
    **{"yotta": 1e24, "ronna": 1e27, "kibi": 2.0**10, "mebi": 2.0**20, "gibi": 2.0**30},
    **{"tebi": 2.0**40, "pebi": 2.0**50, "exbi": 2.0**60},
}


@pytest.mark.parametrize("prefix", [*PREFIXES, *NAMES])
def test_every_prefix_has_its_value(prefix):
    name, value = f"{prefix}byte" if prefix in NAMES else f"{prefix}B", {**PREFIXES, **NAMES}
    number, parsed = parse(f"3 {name}")
    assert number * parsed.factor == pytest.approx(3 * value[prefix], rel=1e-15, abs=0)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_spelling_has_its_base_value_and_dimension(text):
    value, spelled = SPELLINGS[text]
    found, dimension = base(text)
    assert found == pytest.approx(value, rel=1e-14, abs=0)
    assert dimension == unit(spelled).dimension


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("1 GiB", "1 GB", 1.073741824),
        ("1 GB/s", "1 Gbit/s", 8),
        ("1 GB", "1 Gb", 8),
        ("1 MB", "1 mB", 1e9),
        ("1 tonne", "1 lb", 1000 / 0.45359237),
        ("1 kWh", "1 kJ", 3600),
    ],
)
def test_units_that_are_mixed_up_keep_apart(one, other, ratio):
    assert base(one)[0] / base(other)[0] == pytest.approx(ratio, rel=1e-14)
    assert base(one)[1] == base(other)[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 FLOP", "1 FLOPS"),
        ("1 TFLOPs", "1 TFLOPS"),
        ("1 flops", "1 FLOP/s"),
        ("1 GB/s", "1 GFLOP/s"),
        ("1 GB", "1"),
        ("1 USD", "1 W"),
        ("1 m", "1 min"),
        ("1 g", "1 gpu"),
        ("1 t", "1 token"),
    ],
)
def test_units_of_another_dimension_cannot_stand_in(one, other):
    assert base(one)[1] != base(other)[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("70B", "70 bytes\\? write '70 byte'; else write 70e9 for a count"),
        ("70 B", "70 bytes\\? write '70 byte'; else write 70e9 for a count"),
        ("5 k", "write 5e3 for a count"),
        ("5K", "write 5e3 for a count"),
        ("7 M", "write 7e6 for a count"),
        ("1 T", "write 1e12 for a count"),
        ("8 G", "write 8e9 for a count"),
        ("1 KB", "write kB \\(1000 bytes\\) or KiB \\(1024 bytes\\)"),
        ("1,5 s", "write '1.5 s'"),
        ("3,350 GB/s", "has a comma, which can be misread; write '3350 GB/s'"),
        ("1,234,567.5 FLOP", "write '1234567.5 FLOP'"),
        ("1,2,3 s", "not a plain number"),
        ("$10M", "write '10e6 USD'"),
        ("5 gbps", "write Gbps"),
        ("100 mbps", "write Mbps"),
        ("989 TF", "write TFLOP for a count of operations, TFLOP/s for a rate"),
        ("5 1/node day", "is not a unit"),
        ("5 s-", "is not a unit"),
        ("5 ()", "is not a unit"),
        ("5 (s", "is not a unit"),
        ("1_000 s", "not a plain number"),
        ("1.5.2 s", "not a plain number"),
        ("1e400 s", "too large for a number; the largest is about 1.8e308"),
        ("ms", "does not start with a number; write a number and a unit, such as '50 ms'"),
        ("nan", "does not start with a number"),
        ("inf s", "does not start with a number"),
        ("-inf", "does not start with a number"),
        ("", "does not start with a number"),
        ("1 GIB", "did you mean 'GB' or 'GiB'"),
        ("1 Gigabyte", "did you mean 'byte'"),
        ("1 kms", "unknown unit 'kms'"),
        ("1 dayss", "did you mean 'day'"),
        ("7B tokens", "write '7e9 tokens'"),
        ("1 s//s", "is not a unit"),
        ("1 s*", "is not a unit"),
        ("1 byte^99", "is not a unit"),
        ("9**9**9 byte", "is not a unit"),
        ("2 ** 3 s", "is not a unit"),
        ("(2+3) s", "does not start with a number"),
        ("0x10 s", "unknown unit 'x10'"),
        ("70 billions", "unknown unit 'billions'"),
    ],
)
def test_text_that_is_not_number_then_unit_is_refused_with_advice(text, message):
    with pytest.raises(il.UnitError, match=message):
        parse(text)


@pytest.mark.parametrize("text", ["GB/s", "", "1", "USD/kWh", "1/s", "s^2"])
def test_a_unit_alone_is_read_where_a_unit_is_asked_for(text):
    assert unit(text).factor > 0


def test_factors_splits_products_and_powers():
    assert factors("USD/kWh*s^2/byte") == [("USD", 1), ("kWh", -1), ("s", 2), ("byte", -1)]


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("GB/s", "byte/s"),
        ("h", "s"),
        ("USD/kWh", "USD/J"),
        ("1", "1"),
        ("", "1"),
        ("1/year", "1/s"),
        ("L/kWh", "m^3/J"),
        ("GHz", "1/s"),
        ("TFLOPS", "FLOP/s"),
    ],
)
def test_the_base_unit_of_a_unit_is_spelled(text, spelled):
    assert base_unit(text) == spelled


@pytest.mark.parametrize("name", UNITS)
def test_the_base_unit_of_every_variable_has_factor_one_and_its_dimension(name):
    found = unit(base_unit(name))
    assert found == (1.0, unit(name).dimension, found.pint)


def test_a_number_that_can_be_misread_is_refused_with_both_readings():
    cases = {
        ("rental_price", 2.5): "write '2.5 USD/hour' or '2.5 USD/s'",
        ("maintenance_rate", 0.05): "write '0.05 1/year' or '0.05 1/s'",
        ("run_time", 30): "write '30 day' or '30 s'",
        ("carbon_intensity", 390): "write '390 gCO2e/kWh' or '390 kg/J'",
        ("electricity_price", np.float64(0.12)): "write '0.12 USD/kWh' or '0.12 USD/J'",
        ("device_lifetime", sp.Integer(4)): "write '4 year' or '4 s'",
    }
    for (name, value), remedy in cases.items():
        with pytest.raises(il.UnitError, match=f"{name} = .* can be misread; {remedy}"):
            il.variables[name].to_base(value)


@pytest.mark.parametrize("variable", il.variables.values(), ids=str)
def test_a_number_is_taken_exactly_where_the_declared_unit_is_the_base_unit(variable):
    value = 0.5 * max(variable.domain.lower, 0) + 0.5 * min(variable.domain.upper, 1e3)
    if unit(variable.unit).factor == 1:
        assert variable.to_base(value) == value
    else:
        with pytest.raises(il.UnitError):
            variable.to_base(value)
    assert variable.to_base(variable.from_base(value)) == value


def test_zero_cannot_be_misread():
    assert il.variables.queue_wait.to_base(0) == 0


# -- quantities of other registries ----------------------------------------------------------

FOREIGN = {
    "terabyte/second": 1e12,
    "gigabit/second": 1.25e8,
    "mebibit/millisecond": 2**20 / 8e-3,
    "hour": 3600.0,
    "month": 2629800.0,
    "horsepower": 745.6998715822702,
    "kilowatt_hour": 3.6e6,
    "kilowatt*hour": 3.6e6,
    "calorie": 4.184,
    "horsepower*hour": 2684519.537696173,
    "pound/kilowatt_hour": 0.45359237 / 3.6e6,
    "ounce": 0.028349523125,
    "ton": 907.18474,
    "liter": 1e-3,
    "gallon": 3.785411784e-3,
    "mile": 1609.344,
    "baud": 0.125,
    "percent": 0.01,
    "dimensionless": 1.0,
}


@STEADY
@given(name=st.sampled_from(sorted(FOREIGN)), number=st.floats(1e-9, 1e18))
def test_a_quantity_of_a_foreign_registry_keeps_its_value(name, number):
    found, _ = to_base(DEFAULT_PINT.Quantity(number, name))
    assert found == pytest.approx(number * FOREIGN[name], rel=1e-12)


@pytest.mark.parametrize("name", ["dimensionless", "count", "radian", "bit/byte"])
def test_a_foreign_quantity_without_a_dimension_is_a_number(name):
    count = DEFAULT_PINT.Quantity(8, name)
    assert il.variables.devices.to_base(count) == pytest.approx(8 / (8 if "/" in name else 1))


@pytest.mark.parametrize("kind", [float, decimal.Decimal, fractions.Fraction])
@pytest.mark.parametrize(("name", "base_value"), [("hour", 3600), ("horsepower", 745.69987158)])
def test_any_number_type_of_a_foreign_registry_is_read(kind, name, base_value):
    quantity = pint.UnitRegistry(non_int_type=kind).Quantity(kind("2"), name)
    assert float(to_base(quantity)[0]) == pytest.approx(2 * base_value, rel=1e-9)


@pytest.mark.parametrize("name", ["kelvin", "tesla", "mole", "degC"])
def test_a_foreign_unit_of_another_kind_is_refused(name):
    with pytest.raises(il.IronLawError):
        to_base(DEFAULT_PINT.Quantity(1.0, name))


def test_units_that_a_foreign_registry_defines_itself_are_read_by_name():
    registry = pint.UnitRegistry()
    registry.define("USD = [currency]")
    registry.define("FLOP = [work]")
    assert to_base(registry("3.6 USD/hour")) == (0.001, unit("USD/s").dimension)
    assert to_base(registry("3 TFLOP/s")) == (3e12, unit("FLOP/s").dimension)


def test_q_makes_quantities_of_text_numbers_and_quantities():
    assert il.Q("3.35 TB/s").to("GB/s").magnitude == pytest.approx(3350)
    assert il.Q(5, "GB") == il.Q("5 GB")
    assert il.Q(DEFAULT_PINT("5 gigabyte")) == il.Q("5 GB")
    assert is_quantity(il.Q(5))
    assert not is_quantity(5.0)


# -- dimensions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "wanted", "message"),
    [
        ("FLOP", "FLOP/s", r"FLOP \(FLOPs\) counts operations, write FLOPS or FLOP/s for a rate"),
        ("FLOPS", "FLOP", "FLOPS is a rate, write FLOP for a count of operations"),
        ("B", "1", "B is byte, write 70e9 for 70 billion"),
        ("1", "byte/s", "write a unit such as 'GB/s'"),
        ("1", "day", "write a unit such as 's'"),
        ("W", "USD", r"x = 5 is \[energy\] / \[time\], but x is \[currency\] \[USD\]"),
        ("s", "1", "but x is dimensionless"),
    ],
)
def test_a_wrong_dimension_is_explained(found, wanted, message):
    with pytest.raises(il.DimensionError, match=message):
        check_dimension(unit(found).dimension, wanted, "x", "5")


def test_the_right_dimension_passes_whatever_its_scale():
    assert check_dimension(unit("year").dimension, "ms", "x", "5") is None
    assert describe(unit("1").dimension) == "dimensionless"


# -- display ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name", "shown"),
    [
        (2.8e12, "byte/s", "2.8 TB/s"),
        (999.999e9, "byte", "1 TB"),
        (999.94e9, "byte", "999.9 GB"),
        (0.0, "byte", "0 byte"),
        (-5e9, "byte", "-5 GB"),
        (4.776e-3, "s", "4.776 ms"),
        (119.9, "s", "119.9 s"),
        (7200.0, "s", "2 h"),
        (3e6, "day", "34.72 day"),
        (3.6e6, "kWh", "1 kWh"),
        (1e3, "kgCO2e", "1 tCO2e"),
        (1e-7, "kgCO2e/kWh", "360 gCO2e/kWh"),
        (2 / 3600, "USD/hour", "2 USD/hour"),
        (1e12, "FLOP/s", "1 TFLOP/s"),
        (1e-6, "1", "1e-6"),
        (175e9, "1", "1.75e11"),
        (41234.5, "1", "41234"),
    ],
)
def test_a_value_is_shown_with_a_suitable_prefix(value, name, shown):
    assert show(value, name) == shown


@STEADY
@given(name=st.sampled_from(UNITS), value=st.floats(1e-12, 1e27))
def test_what_is_shown_parses_back_to_the_value(name, value):
    found, dimension = base(show(value, name, digits=15))
    assert found == pytest.approx(value, rel=1e-13)
    assert dimension == unit(name).dimension


@STEADY
@given(value=st.floats(-1e300, 1e300), digits=st.integers(1, 15))
def test_a_number_is_shown_to_its_significant_digits_and_never_as_zero(value, digits):
    shown = float(show_number(value, digits))
    assert math.isclose(shown, value, rel_tol=0.6 * 10.0 ** (1 - digits))
    assert (shown == 0) == (value == 0)


def test_display_is_a_quantity_in_the_shown_unit():
    assert f"{display(4.776e-3, 's'):.3f~C}" == "4.776 ms"
    assert display(80e9, "byte").to("GB").magnitude == 80


@STEADY
@given(text=st.text(max_size=40))
def test_any_text_is_a_quantity_or_a_unit_error(text):
    try:
        number, found = parse(text)
    except il.UnitError as error:
        assert str(error)
    else:
        assert math.isfinite(number)
        assert found.factor >= 0


@pytest.mark.parametrize("name", ["kg", "kilogram", "g", "gram", "t", "Mg", "lb"])
def test_asking_for_a_unit_of_mass_leaves_the_others_as_they_are(name):
    """pint took "kg" for a prefix before "g", and its own base unit for a new one."""
    il.Q("2 t").to(name)
    assert il.Q(f"1 {name}").to("kgCO2e").to(name).magnitude == pytest.approx(1.0)
    assert il.Q("1 kgCO2e").to("kg").magnitude == 1.0


@pytest.mark.parametrize("text", sorted({v.unit for v in il.variables.values()}))
def test_a_quantity_has_the_prefix_that_its_text_has(text):
    """Both at the rungs, where the prefix changes, and beside them."""
    rungs = [10.0**power for power in range(-12, 28, 3)] + [60.0, 120.0, 7200.0, 172800.0, 6.3e7]
    for rung in rungs:
        for share in (0.5, 0.9999, 0.99996, 1.0, 1.7):
            value = rung * share
            shown = display(value, text)
            name = display_unit(value, text)
            assert shown.magnitude == pytest.approx(value / unit(name).factor, rel=1e-12), value


@pytest.mark.parametrize("verb", ["solve", "evaluate"])
def test_a_unit_alone_is_refused_by_every_verb(verb):
    with pytest.raises(il.DomainError, match="weight_bytes = GB is a unit alone"):
        getattr(il.laws[2], verb)(
            "memory_time", weight_bytes=il.Q("1 GB").units, memory_bandwidth=1e9
        )


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.8e-3, "s"), (1.5e9, "GHz"), (0.0, "byte"), (3.0, "1"), (2.5e12, "byte/s"), (7e7, "USD")],
)
def test_an_answer_is_the_quantity_that_pint_would_make(value, text):
    shown = display(value, text)
    other = il.Q(1, text).__class__(shown.magnitude, shown.units)
    assert vars(shown) == vars(other)
    assert (shown, hash(shown), f"{shown}") == (other, hash(other), f"{other}")
    assert (shown + other).to(text) == 2 * other.to(text)
    assert copy.copy(shown) == copy.deepcopy(shown) == other
