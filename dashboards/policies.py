"""Who may look at the dashboards."""

from core.actors import Role

VIEWERS = (Role.DISTRICT_ADMIN, Role.REVIEWER, Role.APPROVER, Role.OFFICIAL)
