"""Equations as pictures: Mermaid, DOT and a drawing; the path of an answer is marked.

A `Subject` is what is drawn; `diagram` says what each of its nodes is, `trees` and `layout` where
it stands, and `text` and `draw` put it down. matplotlib is loaded when something is drawn. In a
notebook, `sliders` move what is given.
"""

from ironlaw._pictures.diagram import Diagram, Subject, diagram
from ironlaw._pictures.draw import draw
from ironlaw._pictures.files import save
from ironlaw._pictures.sliders import sliders
from ironlaw._pictures.text import to_dot, to_mermaid

__all__ = ["Diagram", "Subject", "diagram", "draw", "save", "sliders", "to_dot", "to_mermaid"]
