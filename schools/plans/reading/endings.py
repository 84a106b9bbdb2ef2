"""How a plan ends: closing words, who signed it and when."""

from __future__ import annotations

import re

from schools.plans.reading.columns import is_verb_led

_CLOSERS = re.compile(
    r"通过(?:以上|上述|这些)|总之|综上|以上(?:是|就是|为|计划|工作)|在新的|新的(?:学期|学年|一年)|我们(?:相信|坚信|将以)|相信|让我们|最后|(?:备注|附注|注|说明):|(?:敬|恳)?请(?:全|各|大家|老师).{0,30}(?:谢谢|意见|建议|支持|配合)"
)
_SIGNATURE = re.compile(
    r"[(]?.{0,24}(?:工会委员会|工会|委员会|学校|小学|中学|初中|高中|幼儿园|学院|中心校)[)]?\s*(?:[二2][0零].{2,12}[日号月])?|[二2][0零]?[\dx零一二三四五六七八九oO]{1,3}[年.\-/].{1,9}[日号月\d]|[xX]{2,4}年[xX\d]{1,2}月.{0,4}"
)


_IMPRINT = re.compile(
    r"(?:主题词|抄送|抄报|报送|主送|呈报|发送|印发)\s*:.*|.{0,30}\d{1,2}日印发|.{0,12}共印\s*\d+\s*份.*"
)


def is_closing(folded: str) -> bool:
    """Tell the paragraph that closes a plan."""
    return bool(_CLOSERS.match(folded.strip()))


def is_signature(folded: str) -> bool:
    """Tell who signed or when, from an entry that ends in 委员会."""
    if _IMPRINT.fullmatch(folded):
        return True
    return bool(_SIGNATURE.fullmatch(folded)) and not is_verb_led(folded.lstrip("0123456789"))
