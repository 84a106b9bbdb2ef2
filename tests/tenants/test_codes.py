"""Proposed codes are short, free and valid."""

import pytest

from tenants.codes import suggest_code
from tenants.models import CODE_PATTERN


@pytest.mark.parametrize(
    ("short_name", "taken", "code"),
    [
        ("望溪小学", set(), "wangxi"),
        ("望溪小学", {"wangxi"}, "wangxi-xx"),
        ("望溪小学", {"wangxi", "wangxi-xx"}, "wangxi-2"),
        ("青禾一中", set(), "qingheyizhong"),
        ("小学", set(), "xiaoxue"),
        ("101中学", set(), "xx101"),
        ("A 校", set(), "axiao"),
        ("……", set(), ""),
    ],
)
def test_a_code_is_proposed_from_the_short_name(short_name: str, taken: set[str], code: str) -> None:
    assert suggest_code(short_name, taken) == code


def test_a_long_name_gives_a_valid_code() -> None:
    code = suggest_code("青禾区第一实验双语幼儿园", set())

    CODE_PATTERN(code)
    assert code == "qinghequdiyishiyanshuang"
