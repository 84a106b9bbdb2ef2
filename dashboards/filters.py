"""What the address of a dashboard asks for: campaign, kind, area, peer group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from dashboards.peers import in_order
from dashboards.selectors import leading
from dashboards.standings import Standing
from district.collection.models import Campaign
from tenants.models import SchoolKind

ALL = ("", "全部")


@dataclass(frozen=True)
class Filters:
    """`kind` and `area` narrow the whole page, `group` only the figures that compare; "" is all."""

    campaign: Campaign
    kind: str = ""
    area: str = ""
    group: str = ""

    def narrow(self, rows: Iterable[Standing]) -> list[Standing]:
        """The rows that the page is about."""
        return [row for row in rows if self.kind in ("", row.kind) and self.area in ("", row.area)]

    def peers(self, rows: Sequence[Standing]) -> Sequence[Standing]:
        """Of the rows that the page is about those that are compared with one another."""
        return [row for row in rows if row.peers.key == self.group] if self.group else rows

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the campaign was chosen."""
        return bool(self.kind or self.area or self.group)

    def address(self, **more: str) -> str:
        """The query part of this view's own address, with `more` parameters."""
        values = {"campaign": str(self.campaign.uid), "kind": self.kind, "area": self.area, "group": self.group}
        return "?" + urlencode({name: value for name, value in {**values, **more}.items() if value})


def chosen_campaign(asked: str, campaigns: Sequence[Campaign], now: datetime) -> Campaign | None:
    """The campaign that the address names, without one the leading one; None when there is no such campaign."""
    if not asked:
        return leading(campaigns, now)
    try:
        uid = UUID(asked)
    except ValueError:
        return None
    return next((campaign for campaign in campaigns if campaign.uid == uid), None)


Choices = Mapping[str, list[tuple[str, str]]]


def read(parameters: Mapping[str, str], campaign: Campaign, known: Choices) -> Filters:
    """Read the address; a value that no school of the campaign has (`known`, of `choices`) counts as all."""

    def value(name: str) -> str:
        asked = parameters.get(name, "")
        return asked if asked in dict(known[name]) else ""

    return Filters(campaign, value("kind"), value("area"), value("group"))


def picks(filters: Filters, campaigns: Sequence[Campaign], known: Choices) -> list[dict[str, object]]:
    """The choices for ui/_filter_bar.html."""
    campaign_options = [(str(campaign.uid), campaign.title) for campaign in campaigns]
    return [
        {"name": "campaign", "label": "征集", "value": str(filters.campaign.uid), "options": campaign_options},
        {"name": "kind", "label": "学段", "value": filters.kind, "options": [ALL, *known["kind"]]},
        {"name": "area", "label": "片区", "value": filters.area, "options": [ALL, *known["area"]]},
        {"name": "group", "label": "同类组", "value": filters.group, "options": [ALL, *known["group"]]},
    ]


def choices(rows: Sequence[Standing]) -> Choices:
    """The kinds, areas and peer groups that occur, as (value, label)."""
    kinds = {row.kind for row in rows}
    return {
        "kind": [(kind.value, str(kind.label)) for kind in SchoolKind if kind.value in kinds],
        "area": [(area, area) for area in sorted({row.area for row in rows if row.area})],
        "group": [(group.key, group.label) for group in in_order({row.peers for row in rows})],
    }
