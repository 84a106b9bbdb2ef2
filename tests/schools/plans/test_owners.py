"""Who a task names as responsible."""

from uuid import UUID

import pytest

from schools.plans.owners import propose_owner

GU, CHEN, HE = UUID(int=1), UUID(int=2), UUID(int=3)
MEMBERS = [(GU, "顾清和"), (CHEN, "陈砚秋"), (HE, "何青云"), (UUID(int=4), "李敏"), (UUID(int=5), "李敏")]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("3月召开教代会（陈砚秋）。", CHEN),
        ("由顾清和、陈砚秋同行走访。", GU),
        ("体检由工会牵头，陈砚秋老师负责联系医院。", CHEN),
        ("组织运动会（工会组长 何青云）", HE),
        ("看望住院的何青云老师。", None),
        ("何青云荣休座谈会。", None),
        ("统计数据（李敏）。", None),
        ("每月组织一次学习。", None),
    ],
)
def test_a_name_is_an_owner_only_where_the_words_say_so(text: str, owner: UUID | None) -> None:
    found = propose_owner(text, MEMBERS)

    assert (found[0] if found else None) == owner
