"""Peer groups: schools of one kind and one size band, the only fair company for a rank."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import Q

from core import figures
from tenants.models import SchoolKind

BANDS = ("small", "middle", "large")


class PeerGroup(NamedTuple):
    """A kind (SchoolKind value) and a size band (one of BANDS)."""

    kind: str
    band: str

    @property
    def key(self) -> str:
        """As in addresses."""
        return f"{self.kind}-{self.band}"

    @property
    def label(self) -> str:
        """For people: 小学61—120人."""
        return f"{SchoolKind(self.kind).label}{band_label(self.band)}"


def _limits() -> tuple[int, int]:
    return figures.value("compare.small_upto"), figures.value("compare.middle_upto")


def band_label(band: str) -> str:
    """A size band in words: 61—120人."""
    small, middle = _limits()
    return {"small": f"{small}人以内", "middle": f"{small + 1}—{middle}人", "large": f"{middle + 1}人以上"}[band]


def peer_group(kind: str, staff_count: int) -> PeerGroup:
    """The group that a school of this kind with so many staff is compared in."""
    return grouping()(kind, staff_count)


def grouping() -> Callable[[str, int], PeerGroup]:
    """What `peer_group` does, for many schools: the limits are looked up once."""
    small, middle = _limits()

    def group_of(kind: str, staff_count: int) -> PeerGroup:
        return PeerGroup(kind, "small" if staff_count <= small else "middle" if staff_count <= middle else "large")

    return group_of


def in_band(band: str, field: str) -> Q:
    """The condition that a school, whose staff are counted in `field`, is of a size band."""
    small, middle = _limits()
    above = {"small": 0, "middle": small + 1, "large": middle + 1}[band]
    upto = {"small": small, "middle": middle}.get(band)
    found = Q(**{f"{field}__gte": above})
    return found if upto is None else found & Q(**{f"{field}__lte": upto})


def in_order(groups: Iterable[PeerGroup]) -> list[PeerGroup]:
    """Groups by kind as SchoolKind lists them, then by size."""
    kinds = list(SchoolKind.values)
    return sorted(groups, key=lambda group: (kinds.index(group.kind), BANDS.index(group.band)))
