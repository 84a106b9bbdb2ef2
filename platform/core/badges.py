"""How a state looks: its word, its shape and its tone, the same on every page."""

from dataclasses import dataclass

TONES = ("grey", "blue", "teal", "amber", "zhu")
SHAPES = (
    "hollow",
    "half",
    "solid",
    "tick",
    "dash",
    "return",
    "diamond",
    "warning",
    "cross",
    "down",
    "up",
    "box",
    "square",
)


@dataclass(frozen=True)
class BadgeLook:
    """Word, shape and tone of a state; `is_filled` marks a state that asks somebody to act."""

    word: str
    shape: str
    tone: str
    is_filled: bool = False


LOOKS: dict[str, BadgeLook] = {
    # a report on its way
    "missing": BadgeLook("未报", "hollow", "grey"),
    "draft": BadgeLook("填写中", "half", "grey"),
    "submitted": BadgeLook("待审", "solid", "blue"),
    "reviewing": BadgeLook("审核中", "half", "blue"),
    "accepted": BadgeLook("通过", "tick", "teal"),
    "exempt": BadgeLook("免报", "dash", "grey"),
    "returned": BadgeLook("退回修改", "return", "amber", is_filled=True),
    "withdrawn": BadgeLook("已撤回", "return", "grey"),
    "late": BadgeLook("迟交", "warning", "amber"),
    "overdue": BadgeLook("逾期", "warning", "zhu", is_filled=True),
    "rejected": BadgeLook("不通过", "cross", "zhu", is_filled=True),
    # a task or a target
    "on_track": BadgeLook("按进度", "tick", "teal"),
    "behind": BadgeLook("落后", "down", "amber"),
    "met": BadgeLook("达标", "tick", "teal"),
    "unmet": BadgeLook("未达标", "down", "amber"),
    "due_soon": BadgeLook("将到期", "warning", "amber", is_filled=True),
    "todo": BadgeLook("未开始", "hollow", "grey"),
    "doing": BadgeLook("进行中", "half", "blue"),
    "done": BadgeLook("已完成", "tick", "teal"),
    # reading a document
    "doubt": BadgeLook("有疑问", "diamond", "amber", is_filled=True),
    "unread": BadgeLook("未识别", "box", "grey"),
    # what is published, kept, open or shut
    "open": BadgeLook("征集中", "solid", "blue"),
    "closed": BadgeLook("已关闭", "dash", "grey"),
    "scheduled": BadgeLook("未开始", "hollow", "grey"),
    "scored": BadgeLook("已评分", "tick", "blue"),
    "published": BadgeLook("已公示", "square", "blue"),
    "archived": BadgeLook("已归档", "square", "grey"),
    "active": BadgeLook("正常", "tick", "teal"),
    "suspended": BadgeLook("已暂停", "dash", "amber"),
    "inactive": BadgeLook("已停用", "dash", "grey"),
    "running": BadgeLook("进行中", "half", "blue"),
    "waiting": BadgeLook("排队中", "hollow", "grey"),
    "failed": BadgeLook("失败", "cross", "zhu", is_filled=True),
    "cancelled": BadgeLook("已停止", "dash", "grey"),
}


def look_of(state: str, *, word: str = "", shape: str = "", tone: str = "") -> BadgeLook:
    """Give the look of a state; `word`, `shape` and `tone` replace single parts or describe a state unknown here."""
    known = LOOKS.get(state)
    if known is None:
        return BadgeLook(word or state, shape or "solid", tone or "grey", is_filled=tone in {"amber", "zhu"})
    return BadgeLook(word or known.word, shape or known.shape, tone or known.tone, is_filled=known.is_filled)
