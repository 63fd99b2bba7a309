r"""A document's regions -> the sections of one file, with the labels that belong to each heading."""

import re
from dataclasses import dataclass

from specgen.extract.parts import RawSection
from specgen.latex import Comment, Document, Group, Macro, Node, Text
from specgen.latex.macros import HEADINGS, NORMATIVE
from specgen.latex.prose import plain, source_text
from specgen.source import SourceFile

_SPACES = re.compile(r"\s+")
_ROLE_TITLE = re.compile(r"^(Driver|Device) Requirements:\s*")


@dataclass(slots=True)
class Region:
    """One section's number (NO_SECTION for text before the first heading) and its nodes after the heading."""

    section: int
    nodes: list[Node]


def outline(source: SourceFile, document: Document) -> tuple[list[RawSection], list[Region]]:
    """The sections of one file in order, and the regions of nodes that belong to them."""
    sections: list[RawSection] = []
    regions: list[Region] = []
    for nodes in document.regions:
        section = _heading(source, nodes, sections[-1] if sections else None)
        if section is not None:
            sections.append(section)
        regions.append(Region(len(sections) - 1, nodes if section is None else nodes[1:]))
    return sections, regions


def label_name(macro: Macro) -> str:
    r"""The name in a `\label` or `\ref`; as in TeX, a line end or a run of white space in it is one blank."""
    return argument_label(macro.args[-1] if macro.args else None)


def argument_label(argument: Group | None) -> str:
    """The label an argument names."""
    return "" if argument is None else _SPACES.sub(" ", source_text(argument.nodes))


def _heading(source: SourceFile, nodes: list[Node], previous: RawSection | None) -> RawSection | None:
    if not nodes or not isinstance(nodes[0], Macro):
        return None
    macro = nodes[0]
    labels = _own_labels(nodes[1:])
    span = source.span(macro.start, macro.end)
    if macro.name in HEADINGS:
        return _plain_heading(macro, labels, source)
    if macro.name == "conformance":
        level = _nested_level(macro)
        return RawSection(level, plain(_argument(macro, 1)), "conformance", None, labels, span)
    if macro.name in NORMATIVE:
        return _normative(macro, labels, previous, source)
    return None


def _plain_heading(macro: Macro, labels: tuple[str, ...], source: SourceFile) -> RawSection:
    title = plain(macro.args[-1] if macro.args else None)
    span = source.span(macro.start, macro.end)
    level = HEADINGS[macro.name]
    normative = [label for label in labels if label.startswith(("drivernormative:", "devicenormative:"))]
    if not normative:
        return RawSection(level, title, "heading", None, labels, span)
    match = _ROLE_TITLE.match(title)
    role = match.group(1).lower() if match else normative[0].split("normative:", 1)[0]
    return RawSection(level, _ROLE_TITLE.sub("", title), "normative", role, labels, span)


def _normative(
    macro: Macro, labels: tuple[str, ...], previous: RawSection | None, source: SourceFile
) -> RawSection | None:
    r"""A normative macro with its three arguments, or with the one of 2014, which opens no heading of its own."""
    path = _argument(macro, 2)
    if path is not None and _has_heading(macro):
        level, title = _nested_level(macro), plain(_argument(macro, 1))
        end = macro.end
    else:
        path = _argument(macro, 0)
        level = 6 if previous is None else previous.level + (previous.kind != "normative")
        title = plain(path).split(" / ")[-1]
        end = path.end if path is not None else macro.end
    own = f"{macro.name}:{argument_label(path)}"
    return RawSection(level, title, "normative", NORMATIVE[macro.name], (own, *labels), source.span(macro.start, end))


def _has_heading(macro: Macro) -> bool:
    argument = _argument(macro, 0)
    return argument is not None and any(isinstance(node, Macro) and node.name in HEADINGS for node in argument.nodes)


def _nested_level(macro: Macro) -> int:
    argument = _argument(macro, 0)
    for node in argument.nodes if argument is not None else []:
        if isinstance(node, Macro) and node.name in HEADINGS:
            return HEADINGS[node.name]
    return HEADINGS["subsection"]


def _argument(macro: Macro, index: int) -> Group | None:
    return macro.args[index] if index < len(macro.args) else None


def _own_labels(nodes: list[Node]) -> tuple[str, ...]:
    """The labels that follow a heading with nothing but white space between."""
    labels = []
    for node in nodes:
        if isinstance(node, Macro) and node.name == "label":
            labels.append(label_name(node))
        elif not (isinstance(node, Comment) or (isinstance(node, Text) and not node.text.strip())):
            break
    return tuple(labels)
