"""What runs at which time (Asia/Shanghai); beat works in the district and tasks fan out to the schools."""

from typing import Any

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {}
