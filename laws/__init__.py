"""The laws: one file a wall, one vocabulary for all of them; installed as ``ironlaw._laws``."""
