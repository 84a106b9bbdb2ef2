"""The district's own values of the figures of core.figures, each with a source and a first day."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, ensure
from core.figures import FIGURES, Figure
from core.periods import today
from tenants import policies
from tenants.models import Setting
from tenants.remembered import Remembered
from tenants.signals import figure_changed


@dataclass(frozen=True)
class FigureInForce:
    """A figure as it is today, and the change that is to come, if any."""

    figure: Figure
    value: int
    source: str
    valid_from: date | None
    coming: Setting | None


def _load() -> dict[str, int]:
    rows = Setting.objects.filter(valid_from__lte=today(), key__in=FIGURES).order_by("valid_from")
    return {key: int(value) for key, value in rows.values_list("key", "value")}


values_in_force = Remembered(_load)


def figures_in_force() -> list[FigureInForce]:
    """Every figure with today's value, in the order of the registry; one query."""
    day = today()
    now: dict[str, Setting] = {}
    coming: dict[str, Setting] = {}
    for row in Setting.objects.filter(key__in=FIGURES).order_by("valid_from"):
        if row.valid_from <= day:
            now[row.key] = row
        else:
            coming.setdefault(row.key, row)
    return [
        FigureInForce(figure, int(now[key].value), now[key].source, now[key].valid_from, coming.get(key))
        if key in now
        else FigureInForce(figure, figure.default, figure.source, None, coming.get(key))
        for key, figure in FIGURES.items()
    ]


def decisions_on(key: str) -> list[Setting]:
    """All values that the district ever decided for `key`, newest first."""
    return list(Setting.objects.filter(key=key).order_by("-valid_from"))


@transaction.atomic
def change_figure(key: str, *, value: int, source: str, valid_from: date, actor: Actor) -> Setting:
    """Let `value` hold from `valid_from` on, today at the earliest; what held before stays on record.

    Raises InvalidInputError outside the figure's limits, without a source, or for a day in the past.
    """
    ensure(policies.can_change_settings(actor), "只有区工会管理员可以修改设置。")
    figure = FIGURES[key]
    if not figure.least <= value <= figure.most:
        message = f"应在{figure.least}到{figure.most}{figure.unit}之间。"
        raise InvalidInputError(message)
    if not source.strip():
        message = "请写明依据，例如文件名和文号。"
        raise InvalidInputError(message)
    if valid_from < today():
        message = "生效日期不能早于今天，过去的数字不改。"
        raise InvalidInputError(message)
    before = next((row.value for row in decisions_on(key) if row.valid_from <= valid_from), figure.default)
    row, _ = Setting.objects.update_or_create(
        key=key, valid_from=valid_from, defaults={"value": value, "source": source.strip()[:200]}
    )
    record(
        "setting.change", row, actor=actor,
        before={figure.label: before}, after={figure.label: value, "valid_from": valid_from.isoformat()},
    )  # fmt: skip
    figure_changed.send(Setting, key=key)
    values_in_force.forget()
    transaction.on_commit(values_in_force.forget)
    return row
