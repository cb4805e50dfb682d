"""The value of an expression at a point; it knows no meaning of symbols."""
