"""Two texts line against line: what is the same, changed, added, taken out or moved, said in words.

Lines are aligned by the longest matching runs (Ratcliff, Metzener 1988, as in difflib); a line without its like that
stands unchanged elsewhere was moved; within a run of differences alike lines are pairs, whose words are compared.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

Piece = tuple[str, str]
WORDS = {"changed": "改", "added": "增", "removed": "删", "moved": "移"}
_ALIKE_ENOUGH = 0.4
_MOST_PAIRED = 10_000


@dataclass(frozen=True)
class TextLine:
    """A line; a heading is shown above a change in what follows it."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class Row:
    """A line of both sides: `kind` is same, changed, added, removed, moved or skipped.

    Each side is a list of (same|gone|new, text), empty where the line is not there; of a moved line one row stands at
    the old place and one at the new.
    """

    kind: str
    old: list[Piece] = field(default_factory=list)
    new: list[Piece] = field(default_factory=list)
    is_heading: bool = False

    @property
    def word(self) -> str:
        """What happened, in a word; empty for a line that is the same."""
        if self.kind == "moved":
            return "移走" if self.old else "移来"
        return WORDS.get(self.kind, "")


@dataclass(frozen=True)
class Comparison:
    """All lines of both sides."""

    rows: list[Row]

    def count(self, kind: str) -> int:
        """How many lines were changed, added, removed or moved (once for a moved line)."""
        return sum(1 for row in self.rows if row.kind == kind and (kind != "moved" or row.new))

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return all(row.kind == "same" for row in self.rows)

    @property
    def facts(self) -> list[str]:
        """What differs, counted: 改3行, 增1行."""
        counted = [(word, self.count(kind)) for kind, word in WORDS.items()]
        return [f"{word}{number}行" for word, number in counted if number]

    @property
    def changes(self) -> list[Row]:
        """The rows that differ, each below its heading; what was left out between is counted in a row of its own."""
        shown: list[Row] = []
        skipped: list[Row] = []
        for row in self.rows:
            if row.kind == "same":
                skipped.append(row)
                continue
            shown += _folded(skipped)
            skipped = []
            shown.append(row)
        return shown


def _folded(skipped: list[Row]) -> list[Row]:
    """Equal rows before a change: how many, and the last heading among them."""
    heading = next((row for row in reversed(skipped) if row.is_heading), None)
    rest = len(skipped) - (heading is not None)
    folded = [Row("skipped", [("same", f"{rest}行相同")])] if rest else []
    return [*folded, heading] if heading else folded


def compare(old: Sequence[TextLine], new: Sequence[TextLine]) -> Comparison:
    """Set two texts side by side."""
    rows: list[Row] = []
    texts = [line.text for line in old], [line.text for line in new]
    for kind, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            rows += [Row("same", [("same", each.text)], [("same", each.text)], each.is_heading) for each in old[a:b]]
        else:
            rows += [_row(was, now) for was, now in _paired(texts[0][a:b], texts[1][c:d])]
    return Comparison(_with_moves(rows))


def _row(was: str, now: str) -> Row:
    if was and now:
        return Row("changed", *_words(was, now))
    return Row("removed", [("gone", was)]) if was else Row("added", [], [("new", now)])


def _with_moves(rows: list[Row]) -> list[Row]:
    """Lines that were taken out at one place and stand unchanged at another were moved."""
    gone = [row.old[0][1] for row in rows if row.kind == "removed"]
    moved: list[str] = []
    for row in rows:
        if row.kind == "added" and row.new[0][1] in gone:
            gone.remove(row.new[0][1])
            moved.append(row.new[0][1])
    left, right = list(moved), list(moved)
    found = []
    for row in rows:
        pending, text = (left, row.old[0][1]) if row.kind == "removed" else (right, row.new[0][1] if row.new else "")
        if row.kind in {"removed", "added"} and text in pending:
            pending.remove(text)
            found.append(Row("moved", row.old, row.new))
        else:
            found.append(row)
    return found


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pair alike lines in order; what has no like stands alone with an empty other side."""
    rest = list(new)
    is_small = len(old) * len(new) <= _MOST_PAIRED
    for was in old:
        alike = next((now for now in rest if _is_alike(was, now)), None) if is_small and was not in rest else None
        if alike is None:
            yield was, ""
            continue
        while rest[0] != alike:
            yield "", rest.pop(0)
        yield was, rest.pop(0)
    for now in rest:
        yield "", now


def _is_alike(was: str, now: str) -> bool:
    """Whether enough of both is the same; the cheap upper bounds are asked first."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(bound() >= _ALIKE_ENOUGH for bound in bounds)


def _words(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if a < b:
            left.append(("same" if kind == "equal" else "gone", was[a:b]))
        if c < d:
            right.append(("same" if kind == "equal" else "new", now[c:d]))
    return left, right
