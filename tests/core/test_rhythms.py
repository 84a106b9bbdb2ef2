"""Words about how often: read, said back, and found in sentences."""

import pytest

from core.errors import InvalidInputError
from core.rhythms import EXAMPLES, Recurring, read_rhythm, refine, rhythm_label


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", Recurring()),
        ("每周五", Recurring("weekly", 1, (5,))),
        ("每周一、三", Recurring("weekly", 1, (1, 3))),
        ("每周一和周四", Recurring("weekly", 1, (1, 4))),
        ("每周五次", Recurring("weekly", 5)),
        ("隔周周三", Recurring("biweekly", 1, (3,))),
        ("隔周三", Recurring("biweekly", 1, (3,))),
        (" 每 月 ", Recurring("monthly")),
        ("每月5日", Recurring("monthly", dates="5日")),
        ("每月10日前", Recurring("monthly", dates="10日前")),
        ("每月两次", Recurring("monthly", 2)),
        ("每两个月", Recurring("bimonthly")),
        ("每季", Recurring("quarterly")),
        ("每学期至少2次", Recurring("term", 2)),
        ("每半年", Recurring("year", 2)),
        ("每年重阳节", Recurring("year", dates="重阳节")),
        ("每年9月10日", Recurring("year", dates="9月10日")),
    ],
)
def test_words_are_read(words: str, meant: Recurring) -> None:
    assert read_rhythm(words) == meant


@pytest.mark.parametrize("words", EXAMPLES)
def test_what_is_said_back_is_read_alike(words: str) -> None:
    found = read_rhythm(words)
    said = rhythm_label(found.recurrence, found.times, found.weekdays)

    assert read_rhythm(said + found.dates) == found


@pytest.mark.parametrize("words", ["每天", "每周八", "每年九九", "每月两次5日", "每学期十三次", "每月13次", "不定期"])
def test_other_words_are_refused_with_examples(words: str) -> None:
    with pytest.raises(InvalidInputError, match=r"看不懂|次数应在"):
        read_rhythm(words)


@pytest.mark.parametrize(
    ("sentence", "recurrence", "found"),
    [
        ("每周五下午组织教工乒乓球。", "weekly", (1, (5,))),
        ("每周一下午召开例会。", "weekly", (1, (1,))),
        ("每周一题，专家点评。", "weekly", (1, ())),
        ("每周三节公开课。", "weekly", (1, ())),
        ("隔周周三政治学习。", "biweekly", (1, (3,))),
        ("工会小组每学期至少两次活动。", "term", (2, ())),
        ("一学期两次家访。", "term", (2, ())),
        ("每月走访一次。", "monthly", (1, ())),
        ("每学期两次，每周五活动。", "", (1, ())),
    ],
)
def test_sentences_of_plans_refine_their_recurrence_only_when_they_are_plain(
    sentence: str, recurrence: str, found: tuple[int, tuple[int, ...]]
) -> None:
    assert refine(sentence, recurrence) == found
