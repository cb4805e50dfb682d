"""The units themselves: ironlaw's own list, and the pint registry that is built from it.

Bytes, operations, energy and dollars are dimensions of their own, so a bandwidth cannot pass for
a FLOP rate, nor dollars for joules.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pint
from pint.util import UnitsContainer

DIMENSIONLESS = UnitsContainer()
_PREFIXES = """
femto- = 1e-15 = f-
pico- = 1e-12 = p-
nano- = 1e-9 = n-
micro- = 1e-6 = µ- = μ- = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
zetta- = 1e21 = Z-
yotta- = 1e24 = Y-
ronna- = 1e27 = R-
kibi- = 2**10 = Ki-
mebi- = 2**20 = Mi-
gibi- = 2**30 = Gi-
tebi- = 2**40 = Ti-
pebi- = 2**50 = Pi-
exbi- = 2**60 = Ei-
"""
DEFINITIONS = """
second = [time] = s = sec
minute = 60 * second = min
hour = 3600 * second = h = hr
day = 86400 * second = d
week = 7 * day = wk
year = 365.25 * day = yr
month = year / 12
hertz = 1 / second = Hz
rps = 1 / second = _ = qps
byte = [information] = B
bit = byte / 8 = _ = b
bps = bit / second
Bps = byte / second
FLOP = [operations] = _ = flop
FLOPS = FLOP / second
USD = [currency]
kilogram = [mass] = kg
gram = 1e-3 * kilogram = g
tonne = 1e3 * kilogram = t
pound = 0.45359237 * kilogram = lb
gCO2e = gram = gCO2
tCO2e = tonne = tCO2
lbCO2e = pound = lbCO2
meter = [length] = m
liter = 1e-3 * meter ** 3 = L = litre
joule = [energy] = J
watt = joule / second = W
watt_hour = 3600 * joule = Wh
percent = 0.01
GPUh = hour = _ = GPUhr
"""
# Counts are labels: they document a quantity and weigh nothing.
LABELS = """
parameter param token tok device GPU gpu TPU accelerator chip server node rank core component
request req query sequence sample image layer step head failure event job batch element
count radian
""".split()


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[Any]:
    """Return ironlaw's pint registry, built on first use from its own definitions."""
    built: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    for line in (_PREFIXES + DEFINITIONS).strip().splitlines():
        if line:
            built.define(line)
    for label in dict.fromkeys(LABELS):
        built.define(f"{label} = 1")
    built.formatter.default_format = "~C"
    return built
