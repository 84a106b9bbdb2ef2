"""Figures: default until the district decides, from a day on, with a source."""

from datetime import timedelta

import pytest

from audit.models import AuditEntry
from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError
from core.figures import FIGURES, value
from core.periods import today
from tenants.figures import change_figure, figures_in_force
from tenants.models import Setting
from tests.factories.people import make_actor

pytestmark = pytest.mark.usefixtures("district")

KEY = "sign_in.wrong_tries"


def test_defaults_lie_within_their_limits_and_have_a_source() -> None:
    assert [f.key for f in FIGURES.values() if not (f.least <= f.default <= f.most and f.source and f.unit)] == []


def test_a_figure_is_its_default_until_decided() -> None:
    assert value(KEY) == 5


def test_a_decision_holds_at_once_also_inside_a_school(ta: "School") -> None:
    from tenants.schemas import in_public

    assert value(KEY) == 5
    with in_public():
        change_figure(
            KEY, value=4, source="区教工〔2026〕9号", valid_from=today(), actor=make_actor(Role.DISTRICT_ADMIN)
        )

    assert value(KEY) == 4


def test_a_coming_decision_waits_for_its_day() -> None:
    tomorrow = today() + timedelta(days=1)

    change_figure(KEY, value=4, source="文件", valid_from=tomorrow, actor=make_actor(Role.DISTRICT_ADMIN))

    row = next(row for row in figures_in_force() if row.figure.key == KEY)
    assert (value(KEY), row.value, row.valid_from, row.coming.value) == (5, 5, None, 4)


def test_the_same_day_again_replaces_and_both_are_on_record() -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)
    change_figure(KEY, value=4, source="文件", valid_from=today(), actor=admin)

    change_figure(KEY, value=6, source="更正", valid_from=today(), actor=admin)

    label = FIGURES[KEY].label
    entries = AuditEntry.objects.filter(verb="setting.change").order_by("pk")
    assert [(entry.before[label], entry.after[label]) for entry in entries] == [(5, 4), (4, 6)]
    assert list(Setting.objects.values_list("value", "source")) == [(6, "更正")]


@pytest.mark.parametrize(
    ("number", "source", "days", "sentence"),
    [(2, "文件", 0, "3到10"), (11, "文件", 0, "3到10"), (4, " ", 0, "依据"), (4, "文件", -1, "早于今天")],
)
def test_wrong_decisions_are_refused(number: int, source: str, days: int, sentence: str) -> None:
    admin = make_actor(Role.DISTRICT_ADMIN)

    with pytest.raises(InvalidInputError, match=sentence):
        change_figure(KEY, value=number, source=source, valid_from=today() + timedelta(days=days), actor=admin)

    assert Setting.objects.count() == 0


def test_only_an_administrator_decides() -> None:
    with pytest.raises(NotAllowedError):
        change_figure(KEY, value=4, source="文件", valid_from=today(), actor=make_actor(Role.OFFICIAL))
