"""What a law is written in: variables, units, dimensions, functions, equations; no solving."""
