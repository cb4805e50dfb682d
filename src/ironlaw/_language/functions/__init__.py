"""The functions that laws are written with, each for symbols, floats and arrays."""
