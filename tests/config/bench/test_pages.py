"""Acceptance check 10 of district.md §5, as far as it is no matter of time (that is `make bench`)."""

import gzip

import pytest

from config.bench.filling import make_district
from config.bench.pages import MANY, listening, pages_of, person, signed_in

MOST_STATEMENTS, MOST_BYTES = 10, 60_000
OF_EVERY_PAGE = ('FROM "django_session"', 'FROM "accounts_user" WHERE "accounts_user"."id" =')


@pytest.mark.slow
@pytest.mark.usefixtures("district")
def test_at_500_schools_no_page_of_the_district_asks_more_than_ten_times_or_weighs_more_than_60_kb() -> None:
    """Session and account, which every page asks for, are not counted; all else is."""
    district = make_district(person())
    district.grow(MANY)
    client = signed_in(district.person)
    heavy = {}
    pages = pages_of(district, client)

    for page in pages:
        with listening() as statements:
            response = client.get(page.address)
        asked = sum(not any(part in text for part in OF_EVERY_PAGE) for text, _ in statements)
        weight = len(gzip.compress(response.content, 6))
        if asked > MOST_STATEMENTS or weight > MOST_BYTES:
            heavy[page.name] = (asked, weight)

    assert {"home:desk", "collection:board", "review:results", "dashboards:plans"} <= {page.name for page in pages}
    assert heavy == {}
