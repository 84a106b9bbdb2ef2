"""The units of a plan as a tree: what a node holds and how one is made from a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schools.plans.reading.folding import fold
from schools.plans.reading.numbering import Marker
from schools.plans.reading.shapes import Label, Line

ANNEX = re.compile(r"附(?:件|表|录)?\s*[\d一二三四五]?\s*[:：、.]\s*")


def without_annex(text: str) -> str:
    """Take off what calls a text an annex: "附件1：2026年工会活动表"."""
    found = ANNEX.match(text)
    return text[found.end() :] if found else text


@dataclass(slots=True, eq=False)
class Node:
    """One unit of the plan; `text` is without its number, `body` the unnumbered lines right under it."""

    kind: str
    text: str = ""
    number: int | None = None
    mark: str = ""
    shown: str = ""
    first: int = 0
    last: int = 0
    style_level: int = 0
    indent: int = 0
    label: Label | None = None
    from_table: bool = False
    body: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    @property
    def folded(self) -> str:
        """The folded text."""
        return fold(self.text)


def item_node(marker: Marker, line: Line) -> Node:
    """Make the unit of a numbered line."""
    text = line.text[marker.end :].strip()
    node = Node(marker.kind, text, marker.number, marker.mark, marker.shown, line.number, line.last)
    node.indent = line.indent
    return node


def heading_node(kind: str, line: Line, level: int = 0) -> Node:
    """Make the unit of a heading without number."""
    return Node(
        kind, without_annex(line.text.strip()).strip(" *　"), first=line.number, last=line.last, style_level=level
    )


def leaves(node: Node) -> list[Node]:
    """List the units that have none under them."""
    if not node.children:
        return [node]
    return [leaf for child in node.children for leaf in leaves(child)]
