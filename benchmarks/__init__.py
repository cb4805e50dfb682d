"""Benchmarks: ``python -m benchmarks`` prints every figure as a ratio taken in one run."""
