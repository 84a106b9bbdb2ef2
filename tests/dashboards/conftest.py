"""Nothing is left over from one test to the next: the district's figures in memory, the prefix of a school."""

from collections.abc import Iterator

import pytest
from django.urls import set_script_prefix


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from tenants import directory, figures

    set_script_prefix("/")
    figures.values_in_force.forget()
    # else a slow machine asks for the tests' host again between two requests, which counts as a query
    monkeypatch.setattr(directory, "SECONDS_UNKNOWN_KEPT", 600.0)
    yield
    set_script_prefix("/")
    figures.values_in_force.forget()
