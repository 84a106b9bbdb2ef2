"""Proposed work areas: rules as plain rows, so that an administrator can read and change them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from schools.plans.reading.folding import fold


class AreaRule(NamedTuple):
    """A keyword found gives its area `weight`, in the first clause three times that, in the heading half of it."""

    area: str
    keywords: tuple[str, ...]
    weight: float


DEFAULT_RULES: tuple[AreaRule, ...] = (
    AreaRule("congress", ("教代会", "教职工代表大会", "职代会", "教职工大会", "双代会", "提案", "民主评议", "票决制"), 3),
    AreaRule("congress", ("民主管理", "民主监督", "议案", "金点子", "合理化建议", "换届", "参政议政", "民主测评", "民主建设", "民主评教"), 2),
    AreaRule("disclosure", ("校务公开", "厂务公开", "党务公开", "政务公开", "公开栏"), 3),
    AreaRule("disclosure", ("公示栏", "收费公开", "公开内容", "公开制度"), 2),
    AreaRule("rights", ("维权", "合法权益", "劳动争议", "诉求", "信访", "投诉", "调解", "意见箱", "接待日", "听取教职工", "听取意见"), 2),
    AreaRule("rights", ("劳动法", "集体合同", "劳动合同", "座谈会", "意见和建议", "倾听"), 1),
    AreaRule("care", ("送温暖", "慰问", "困难", "帮扶", "扶贫", "五必访", "住院", "医疗互助", "互助保障", "体检", "疗休养", "疗养"), 2.5),
    AreaRule("care", ("生日", "探望", "看望", "福利", "生病", "红白", "婚丧", "走访", "健康讲座", "身心健康", "职业倦怠", "献爱心", "捐款", "送清凉", "教职工子女"), 1.5),
    AreaRule("women", ("女教职工", "女职工", "女教师", "女工", "三八", "三·八", "三﹒八", "三、八", "妇女", "巾帼"), 3),
    AreaRule("retired", ("离退休", "退休", "退教", "老教师", "老教职工", "重阳"), 3),
    AreaRule("activities", ("文体", "运动会", "比赛", "球赛", "羽毛球", "乒乓球", "篮球", "排球", "跳绳", "拔河", "登山", "健步", "俱乐部"), 2),
    AreaRule("activities", ("联欢", "文艺", "趣味", "健身", "棋", "合唱", "歌咏", "摄影", "兴趣小组", "协会", "春游", "秋游", "卡拉", "骑行", "长跑", "工间操", "户外活动", "文化生活", "庆祝大会", "庆祝活动", "植树", "观影", "联谊", "踏青", "友谊赛", "旅游"), 1.5),
    AreaRule("growth", ("师徒结对", "青蓝工程", "青年教师", "基本功", "岗位练兵", "教学竞赛", "技能竞赛", "技能大赛", "业务素质", "教学比武", "教研", "课题", "继续教育", "学历进修", "教育科研", "教学技能", "业务培训", "教师培训", "入职培训", "岗前培训", "校本培训"), 2.5),
    AreaRule("growth", ("业务", "进修", "教学质量", "论文", "评课", "优质课", "教学能力", "读书"), 1),
    AreaRule("ethics", ("师德", "师风", "职业道德", "思想政治", "政治学习", "理论学习", "立功竞赛", "习近平", "主题教育", "立德树人", "教师节"), 2.5),
    AreaRule("ethics", ("理论", "精神", "先进典型", "优秀教师", "美丽教师", "劳模", "爱国", "教书育人", "思想", "党的", "法律法规", "红色", "先进教育工作者"), 1),
    AreaRule("publicity", ("信息报送", "宣传报道", "信息宣传", "简报", "公众号", "工会网页", "工会网站", "信息员", "投稿", "征文", "信息写作"), 2.5),
    AreaRule("publicity", ("宣传", "网站", "网页", "报道", "橱窗"), 1),
    AreaRule("funds", ("经费", "财务", "内审", "经审", "预算", "决算", "审计", "会费", "账目"), 3),
    AreaRule("organisation", ("工会干部", "工会委员", "工会小组", "工会组长", "小组长", "自身建设", "组织建设", "工会工作计划", "工会工作总结", "档案", "教工之家", "职工之家"), 2),
    AreaRule("organisation", ("工作计划", "工作总结", "小结", "自查", "归档", "资料整理", "制度建设", "委员会议", "例会", "考核", "建家", "会员", "工会积极分子", "总结会"), 1.5),
)  # fmt: skip
LABELS = {
    "ethics": "思想引领与师德",
    "growth": "业务提升与师徒结对",
    "congress": "民主管理",
    "disclosure": "校务公开",
    "rights": "维权与诉求",
    "care": "送温暖与福利",
    "women": "女教职工",
    "retired": "离退休",
    "activities": "文体活动与竞赛",
    "organisation": "自身建设",
    "publicity": "信息宣传",
    "funds": "经费与审计",
}
_HEAD_CHARACTERS = 40
_FIRST_CLAUSE, _HEAD = 3, 1.5
_LEAST = 1.0


def score_areas(text: str, section: str | None, rules: Sequence[AreaRule] = DEFAULT_RULES) -> list[tuple[str, float]]:
    """Rank the areas of a task, best first.

    What a task is about stands in its first clause: "召开教代会，审议财务预决算" is the congress's. Of several
    keywords of one area the strongest counts whole and each further one half of the one before.
    """
    folded, heading = fold(text), fold(section or "")
    first = re.split(r"[,;。:!(]", folded, maxsplit=1)[0]
    head = folded[:_HEAD_CHARACTERS]
    found: dict[str, list[float]] = {}
    for area, keywords, weight in rules:
        for keyword in keywords:
            if keyword in folded:
                factor = _FIRST_CLAUSE if keyword in first else _HEAD if keyword in head else 1
                found.setdefault(area, []).append(weight * factor)
            if keyword in heading:
                found.setdefault(area, []).append(weight / 2)
    scores = {
        area: sum(weight / 2**rank for rank, weight in enumerate(sorted(weights, reverse=True)))
        for area, weights in found.items()
    }
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return [(area, score) for area, score in ranked if score >= _LEAST]


def propose_area(text: str, section: str | None, rules: Sequence[AreaRule] = DEFAULT_RULES) -> str | None:
    """Propose the work area of a task, or None if no rule speaks for one."""
    ranked = score_areas(text, section, rules)
    return ranked[0][0] if ranked else None
