"""Lines to a tree: headings, items, labels and entries, each under what it belongs to."""

from __future__ import annotations

import re

from schools.plans.reading.endings import is_closing, is_signature
from schools.plans.reading.folding import fold
from schools.plans.reading.headings import heading_split, is_bare_heading, is_calendar_heading, role_of
from schools.plans.reading.labels import FoundLabel, find_labels
from schools.plans.reading.nodes import ANNEX, Node, heading_node, item_node, leaves, without_annex
from schools.plans.reading.numbering import HEADING_KINDS, ITEM_KINDS, Marker, marker_at
from schools.plans.reading.proofs import heads_one_of_several, proved_markers
from schools.plans.reading.shapes import Line

_END = re.compile(r"[。;,:!?、…]\s*$")
_SHORT_HEADING, _PROSE, _BOLD_HEADING = 25, 30, 44
_TAIL_LINES = 6
_LABEL_KINDS = frozenset({"label", "week"})
_TOLD_KINDS = frozenset({"is", "seq"})


def build_outline(lines: list[Line]) -> Node:
    """Build the tree of one plan from its lines (title lines taken off)."""
    return _Builder(lines).build()


class _Builder:
    """One pass over the lines with the open units on a stack."""

    def __init__(self, lines: list[Line]) -> None:
        while lines and is_signature(lines[-1].folded.strip()) and not lines[-1].cell:
            lines = lines[:-1]
        self.lines = lines
        self.labels = find_labels(lines)
        self.markers = proved_markers(lines, self.labels)
        self.root = Node("root")
        self.stack = [self.root]
        self.last_marker = max([*self.markers, *self.labels], default=-1)
        bold = sum(1 for line in lines if line.bold == "all")
        self.trusts_bold = bold * 5 <= len(lines) * 3
        self.leads = sum(1 for at, line in enumerate(lines) if line.bold == "lead" and at not in self.markers) >= 2
        self.in_table = False
        self.last_pcn: Node | None = None
        self.is_told_only = not self.labels and all(marker.kind in _TOLD_KINDS for marker in self.markers.values())

    def build(self) -> Node:
        for at, line in enumerate(self.lines):
            if self.in_table and not line.cell:
                self._leave_table()
            self.in_table = line.cell
            if at in self.labels:
                self._add_label(self.labels[at], line)
            elif line.entry:
                self._add_entry(line)
            elif at in self.markers:
                self._add_marker(at, self.markers[at], line)
            elif not self._add_heading(at, line):
                self._add_text(at, line)
        _drop_closing(self.root, self.lines, self.last_marker)
        return self.root

    @property
    def top(self) -> Node:
        return self.stack[-1]

    def _push(self, parent: Node, node: Node) -> Node:
        while self.stack[-1] is not parent:
            self.stack.pop()
        node.parent = parent
        parent.children.append(node)
        self.stack.append(node)
        return node

    def _leave_table(self) -> None:
        at = next((i for i, node in enumerate(self.stack) if node.from_table), None)
        if at is not None:
            del self.stack[at:]

    # Labels

    def _add_label(self, found: FoundLabel, line: Line) -> None:
        node = Node(found.kind, found.label.rest, label=found.label, first=line.number, last=line.last)
        node.from_table, node.shown = line.cell, found.label.ordinal
        self._push(self._label_parent(found, line), node)
        if line.label is not None:
            node.text = ""
            return
        rest = found.label.rest
        marker = marker_at(fold(rest)) if rest else None
        if marker and (not marker.is_weak or marker.number == 1):
            node.text = ""
            self._push(node, item_node(marker, line.with_text(rest)))

    def _label_parent(self, found: FoundLabel, line: Line) -> Node:
        open_labels = [node for node in self.stack if node.kind in _LABEL_KINDS]
        if open_labels:
            outer = open_labels[0]
            nested = found.kind == "week" and outer.kind == "label"
            within = not found.label.months or set(found.label.months) <= set(outer.label.months if outer.label else ())
            if nested and within and not outer.from_table:
                return outer
            return outer.parent or self.root
        for node in reversed(self.stack):
            if node.kind == "root" or self._takes_labels(node) or _is_glued(node, line):
                return node
        return self.root

    @staticmethod
    def _takes_labels(node: Node) -> bool:
        role = role_of(node.folded)
        if role == "calendar" or node.folded.rstrip().endswith(":"):
            return True
        if node.kind in {"v", "h", "b"}:
            return role != "none"
        is_title = len(node.text) <= _SHORT_HEADING and not _END.search(node.folded)
        if node.kind == "ar":
            return role == "generic" and not node.children
        return node.kind in HEADING_KINDS and not node.children and role != "none" and (role == "generic" or is_title)

    def _add_entry(self, line: Line) -> None:
        parent = next((node for node in reversed(self.stack) if node.kind not in ITEM_KINDS), self.root)
        self._push(parent, Node("entry", line.text.strip(), first=line.number, last=line.last, from_table=line.cell))
        self.stack.pop()

    # Numbered items

    def _add_marker(self, at: int, marker: Marker, line: Line) -> None:
        if marker.kind in _TOLD_KINDS and not self._lists_sentences(marker):
            self._add_text(at, line)
            return
        node = item_node(marker, line)
        node.style_level = line.style_level or 0
        if marker.kind in ITEM_KINDS and line.style_level and self._is_followed_by_text(at):
            node.kind = "h"
            self._push(self._styled_parent(line.style_level), node)
            return
        cut = heading_split(node.folded)
        if cut and marker.kind in HEADING_KINDS:
            rest = node.text[cut:].strip()
            node.text = node.text[:cut].strip()
            node.body.append(line.with_text(rest))
        self._push(self._item_parent(at, marker), node)
        self.last_pcn = node if marker.kind == "pcn" else self.last_pcn

    def _is_followed_by_text(self, at: int) -> bool:
        """A numbered line in a heading's style is a heading if plain lines stand under it."""
        return at + 1 < len(self.lines) and not self.lines[at + 1].style_level

    def _lists_sentences(self, marker: Marker) -> bool:
        """一是…二是… on lines of their own are items only right under a heading, not within an item.

        Where nothing else in the plan is numbered or dated, they are its items even without a heading.
        """
        holder = next(node for node in reversed(self.stack) if node.kind != marker.kind)
        return holder.kind in HEADING_KINDS | _LABEL_KINDS or (holder is self.root and self.is_told_only)

    def _item_parent(self, at: int, marker: Marker) -> Node:
        level = self.lines[at].style_level
        if level:
            while self.top.kind == "h" and self.top.style_level >= level:
                self.stack.pop()
        indent = self.lines[at].indent
        wall = max((i for i, node in enumerate(self.stack) if node.kind in _LABEL_KINDS), default=0)
        in_cell = bool(wall and self.lines[at].cell and self.stack[wall].from_table)
        same = [
            (i, node)
            for i, node in enumerate(self.stack)
            if node.kind == marker.kind
            and (i > wall or not in_cell)
            and (marker.kind != "bullet" or (node.mark == marker.mark and node.indent <= indent))
        ]
        following = [(i, node) for i, node in same if marker.number and node.number == marker.number - 1]
        near = [pair for pair in same if pair[0] > wall]
        exact = [pair for pair in following if pair[1].mark == marker.mark] or following
        exact = [pair for pair in exact if pair[1].indent == indent] or exact
        if exact:
            return exact[-1][1].parent or self.root
        if near and not self._opens_inner_list(at, marker, near[-1][1]):
            return near[-1][1].parent or self.root
        if wall and marker.kind == "pcn" and self._counts_on(marker):
            return self._reopened()
        return self.top if in_cell else self._new_list_parent(marker, wall)

    def _counts_on(self, marker: Marker) -> bool:
        return bool(self.last_pcn and self.last_pcn.number and self.last_pcn.number + 1 == marker.number)

    def _reopened(self) -> Node:
        """Open the list again that the last （一） stands in, though months were named since."""
        parent = self.last_pcn.parent if self.last_pcn and self.last_pcn.parent else self.root
        path = [parent]
        while path[0].parent:
            path.insert(0, path[0].parent)
        self.stack = path
        return parent

    def _new_list_parent(self, marker: Marker, wall: int) -> Node:
        """Where a list begins that goes on from none: 第一部分 high up, 一、 under no item, others where they stand."""
        open_nodes = list(reversed(self.stack))
        if marker.kind == "part":
            return next(node for node in open_nodes if node.kind in {"root", "h"})
        if marker.kind == "cn" and not wall:
            return next(node for node in open_nodes if node.kind not in ITEM_KINDS and not _is_told(node))
        if marker.kind == "cn":
            return next(node for node in open_nodes[-wall - 1 :] if node.kind in {"root", "v", "h", "part"})
        return self.top

    def _opens_inner_list(self, at: int, marker: Marker, node: Node) -> bool:
        """A list that restarts with another mark is an inner one if the outer goes on behind it."""
        may_nest = marker.kind == "bullet" or (marker.number == 1 and node.kind in ITEM_KINDS)
        if may_nest and self.lines[at].indent > node.indent:
            return True
        if marker.number != 1 or marker.mark == node.mark or node.number is None:
            return False
        older = node.parent.children if node.parent else []
        inner = [child for sibling in older for child in sibling.children if child.kind == marker.kind]
        if any(child.mark == marker.mark for child in inner) or (node.number == 1 and node is self.top):
            return True
        for later in range(at + 1, len(self.lines)):
            after = self.markers.get(later)
            if after and after.kind in {"cn", "part"} and node.kind != after.kind:
                return False
            if after and after.kind == node.kind and after.mark == node.mark and after.number == node.number + 1:
                return True
        return False

    # Headings without number, and text

    def _add_heading(self, at: int, line: Line) -> bool:
        bare = without_annex(line.folded.strip())
        if line.cell or not bare:
            return False
        if line.style_level:
            self._push(self._styled_parent(line.style_level), heading_node("h", line, line.style_level))
            return True
        cut = heading_split(line.folded)
        if is_bare_heading(bare) or (
            is_calendar_heading(bare) and not _END.search(bare.rstrip(":")) and not self._in_items()
        ):
            self._push(self.root if bare != line.folded.strip() else self._loose_parent(), heading_node("v", line))
            return True
        if cut and self.top.kind not in ITEM_KINDS:
            node = heading_node("v", line.with_text(line.text[:cut]))
            node.body.append(line.with_text(line.text[cut:].strip()))
            self._push(self._loose_parent(), node)
            return True
        return self._add_inner_heading(at, line)

    def _add_inner_heading(self, at: int, line: Line) -> bool:
        """A bold or short line that stands over a list, or a paragraph that begins in bold."""
        if self._is_bold_heading(line) or self._is_short_heading(at, line):
            self._push(self._inner_parent(), heading_node("b", line))
            return True
        if line.bold == "lead" and self.leads and self.top.kind not in ITEM_KINDS - {"lead"}:
            parent = next(node for node in reversed(self.stack) if node.kind != "lead")
            self._push(parent, Node("lead", line.text.strip(), first=line.number, last=line.last))
            return True
        return False

    def _in_items(self) -> bool:
        return any(node.kind in ITEM_KINDS for node in self.stack) and self.top.body != []

    def _is_bold_heading(self, line: Line) -> bool:
        return (
            self.trusts_bold
            and line.bold == "all"
            and len(line.text) <= _BOLD_HEADING
            and not line.folded.rstrip().endswith(",")
        )

    def _is_short_heading(self, at: int, line: Line) -> bool:
        """A short line that a fresh list or a paragraph follows, where no item is open for it to continue."""
        bare = line.folded.strip()
        if (
            not 2 <= len(bare) <= _SHORT_HEADING
            or _END.search(bare.rstrip(":"))
            or is_signature(bare)
            or at + 1 >= len(self.lines)
        ):
            return False
        if self.top.kind in _LABEL_KINDS or is_closing(bare):
            return False
        after = self.markers.get(at + 1)
        if after and after.number == 1 and after.kind in {"ar", "par"}:
            is_open = any(node.kind == after.kind for node in self.stack)
            if is_open or (self.top.kind not in ITEM_KINDS and heads_one_of_several(self.lines, self.markers, at)):
                return True
        follows = self.lines[at + 1]
        is_prose = not after and at + 1 not in self.labels and len(follows.text) >= _PROSE
        return is_prose and self.top.kind in {"v", "b"} and not bare.endswith(":") and at > self.last_marker

    def _styled_parent(self, level: int) -> Node:
        for node in reversed(self.stack):
            if node.kind == "root" or (node.kind in HEADING_KINDS and 0 < node.style_level < level):
                return node
        return self.root

    def _loose_parent(self) -> Node:
        return next(node for node in reversed(self.stack) if node.kind in {"root", "part", "h"})

    def _inner_parent(self) -> Node:
        for node in reversed(self.stack):
            if node.kind == "b":
                return node.parent or self.root
        return next(node for node in reversed(self.stack) if node.kind in HEADING_KINDS | {"root"})

    def _add_text(self, at: int, line: Line) -> None:
        near_end = at >= len(self.lines) - _TAIL_LINES
        bare = line.folded.strip()
        if not bare or (near_end and is_signature(bare)) or (at > self.last_marker and is_closing(bare)):
            return
        if ANNEX.match(bare) and at > self.last_marker:
            return
        after = self.markers.get(at + 1)
        if bare.endswith(":") and after and after.number == 1:
            self._close_list(after)
        label = next((node for node in reversed(self.stack) if node.kind in _LABEL_KINDS), None)
        if label and self.top is label and not line.cell:
            self._add_entry(line)
        elif not (label and line.cell and self.top is label):
            self.top.body.append(line)

    def _close_list(self, after: Marker) -> None:
        """A line that announces a list like the open one ends it: it belongs to none of its items."""
        open_list = next((node for node in self.stack if (node.kind, node.mark) == (after.kind, after.mark)), None)
        while open_list and self.top is not open_list.parent:
            self.stack.pop()


def _is_glued(node: Node, line: Line) -> bool:
    """An item that is only a heading for the months behind it on its own line: "1.组织建设3月：…"."""
    is_short = len(node.text) <= _SHORT_HEADING and not _END.search(node.folded)
    return node.kind in ITEM_KINDS and is_short and not node.children and node.last == line.number


def _is_told(node: Node) -> bool:
    """指导思想 with its paragraph is complete: a heading numbered 一、 behind it stands beside it."""
    return node.kind in {"v", "h"} and bool(node.body) and role_of(node.folded) == "none"


def _drop_closing(root: Node, lines: list[Line], last_marker: int) -> None:
    """Take a closing paragraph off the last item if no other item of its kind has a paragraph under it."""
    if last_marker < 0:
        return
    node = root
    while node.children:
        node = node.children[-1]
    if not node.body or node.kind not in ITEM_KINDS:
        return
    others = [other for other in leaves(root) if other.kind == node.kind and other is not node]
    ended = node.folded.rstrip().endswith(("。", ";", "!"))
    if len(others) >= 2 and ended and not any(other.body for other in others):
        node.body.clear()
    elif lines and node.body and is_closing(node.body[-1].folded):
        node.body.pop()
