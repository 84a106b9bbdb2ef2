"""What the columns of a calendar table mean, by their heads or by what stands in them."""

from __future__ import annotations

import re

from schools.plans.reading.folding import fold

_TIME = re.compile(
    r"月份?|月份/周次|时间|日期|周次|周|周期|起止(?:时间|日期)|(?:完成|活动|实施|开展|工作|计划|预计|具体)(?:时间|时限|日期|月份)|时限|时间(?:安排|节点|段)|月\s*\(?周\)?|进度|教学周"
)
_RANKS: tuple[tuple[int, str], ...] = (
    (
        5,
        r"(?:具体|主要|工作|实施|落实|推进)?(?:措施|举措|做法)|具体(?:内容|安排|工作|任务|活动|事项)(?:及要求)?|实施(?:内容|办法)",
    ),
    (
        4,
        r"(?:主要|重点)?(?:工作|活动|学习|培训)?(?:内容|安排|事项|任务)(?:安排|及要求|及安排|与要求)?|主要(?:工作|任务|活动)|工作(?:要点|计划)?|要点|计划内容|工会工作|内容提要",
    ),
    (3, r"(?:工作)?重点(?:工作|任务|内容)?|活动(?:名称|项目|主题及内容)?|(?:工作)?项目(?:名称)?|名称"),
    (2, r"(?:活动|工作|每月|月)?主题|专题"),
)
_RANK_PATTERNS = tuple((rank, re.compile(pattern)) for rank, pattern in _RANKS)
_OTHER = re.compile(
    r"序号|编号|no\.?|(?:主要)?(?:负责|责任|承办|主办|牵头|执行|组织|协办|参与|参加|分管|主持|配合|落实)(?:人|者|部门|处室|科室|单位|领导|小组|人员|对象)*(?:及\S*)?|负责|备注|说明|地点|对象|(?:活动|参加)?范围"
    r"|经费(?:预算)?|预算|金额|完成(?:情况|度)|检查(?:情况)?|考核|类别|类型|分类|板块|部门|处室|领域|形式|(?:工作|预期)?(?:目标|目的|要求|成果|效果)|资料|签名|星期|分值|权重",
    re.IGNORECASE,
)


def column_role(text: str) -> str | None:
    """Name the role of a column head: "time", "content:<rank>", "other", or None if it is no head."""
    bare = re.sub(r"[\s:()]", "", fold(text))
    if not bare or len(bare) > 10:
        return None
    if _TIME.fullmatch(bare):
        return "time"
    for rank, pattern in _RANK_PATTERNS:
        if pattern.fullmatch(bare):
            return f"content:{rank}"
    return "other" if _OTHER.fullmatch(bare) else None


def roles_of_row(texts: list[str]) -> list[str | None] | None:
    """Read a row as the head of a table; None if it is not one."""
    roles = [column_role(text) for text in texts]
    named = [role for role in roles if role]
    filled = [text for text in texts if text.strip()]
    has_content = any(role.startswith("content") for role in named)
    if has_content and len(set(zip(named, range(len(named)), strict=True))) >= 2 and len(named) * 3 >= len(filled) * 2:
        return roles
    return None


_VERB = re.compile(
    r"召开|组织|开展|做好|慰问|举行|举办|参加|庆祝|制定|制订|学习|评选|完成|落实|总结|整理|走访|看望|发放|征集|筹备|申报|上报|检查|布置|安排|协助|配合|审议|讨论|公布|公开|收集|建立|完善|加强|继续|进行|迎|庆|关心|关爱|推进|推荐|教师节|三八|选举|换届|培训|体检|新|工会(?:委员|小组).*会议|工会.*(?:活动|计划|总结)"
)


def is_owner_like(text: str) -> bool:
    """Tell a name or department from an action: short, no verb in front, no full stop."""
    bare = fold(text).strip()
    return 0 < len(bare) <= 14 and not _VERB.match(bare) and not re.search(r"[。;]|^\d+[、.]", bare)


def is_verb_led(folded: str) -> bool:
    """Tell a text that begins with what is to be done."""
    return bool(_VERB.match(folded.strip()))
