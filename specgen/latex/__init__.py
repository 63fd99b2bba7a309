"""LaTeX text -> document tree; the only package that imports pylatexenc."""

from specgen.latex.parser import Document, Problem, parse_document
from specgen.latex.tree import Comment, Environment, Group, Macro, Math, Node, Text, Verbatim

__all__ = [
    "Comment",
    "Document",
    "Environment",
    "Group",
    "Macro",
    "Math",
    "Node",
    "Problem",
    "Text",
    "Verbatim",
    "parse_document",
]
