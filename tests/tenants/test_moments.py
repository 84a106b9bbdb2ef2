"""Moments come from the database as Django would give them."""

from datetime import UTC, datetime

import pytest
from django.db import DataError

from core.database import connection


def read(literal: str) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [literal])
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("2026-03-01 00:00+08", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        ("2026-03-01 00:00:00.5+08", datetime(2026, 2, 28, 16, 0, 0, 500000, tzinfo=UTC)),
        ("2026-03-01 09:30:15.000001+05:30", datetime(2026, 3, 1, 4, 0, 15, 1, tzinfo=UTC)),
        ("0001-01-01 00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_utc_to_the_microsecond(literal: str, expected: datetime) -> None:
    found = read(literal)

    assert (found, found.tzinfo) == (expected, UTC)


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("literal", ["infinity", "0044-03-15 12:00+00 BC"])
def test_what_python_has_no_moment_for_is_an_error(literal: str) -> None:
    with pytest.raises(DataError):
        read(literal)
