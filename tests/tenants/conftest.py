"""Nothing remembered of figures and working days from one test to the next."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    from tenants import calendar, figures

    yield
    calendar.overrides.forget()
    figures.values_in_force.forget()
