"""Who a task names as responsible: a member of the school's register in brackets or beside 负责, 牵头, 主持."""

import re
from collections.abc import Sequence
from uuid import UUID

_AFTER = r"(?:老师|同志|委员|主席)?(?:具体)?(?:负责|牵头|主持)"
_LEAST_CHARACTERS = 2


def propose_owner(text: str, members: Sequence[tuple[UUID, str]]) -> tuple[UUID, str] | None:
    """Return (uid, name) of the first member whom `text` names as responsible, None when it names nobody so.

    A name that two members share is nobody's. Being named otherwise (看望何青云) makes no owner.
    """
    names = [name for _, name in members]
    found = []
    for uid, name in members:
        if len(name) < _LEAST_CHARACTERS or name not in text or names.count(name) > 1:
            continue
        word = re.escape(name)
        if match := re.search(rf"[（(][^（）()]{{0,12}}?{word}|由{word}|{word}{_AFTER}", text):
            found.append((match.start(), uid, name))
    return min(found)[1:] if found else None
