"""Nothing is left over from one test to the next: the district's figures in memory, the prefix of a school."""

from collections.abc import Iterator

import pytest
from django.urls import set_script_prefix


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    from tenants import figures

    set_script_prefix("/")
    figures.values_in_force.forget()
    yield
    set_script_prefix("/")
    figures.values_in_force.forget()
