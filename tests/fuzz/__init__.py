"""A seeded fuzzer: consistent points from the laws' own functions, questions, and their judge.

Run it as ``python -m tests.fuzz --seconds 60 --seed 1``; it prints each finding with what it
takes to ask the question again, and a table of what was asked and how it came out.
"""
