"""When people are told anything: on working days, outside the quiet hours that the district set."""

from datetime import datetime

from core import figures
from core.periods import SHANGHAI, is_working_day
from tenants.calendar import overrides


def is_quiet(hour: int, begins: int, ends: int) -> bool:
    """Whether nothing is told in this hour (0–23): from `begins` on, until `ends`, over midnight if need be."""
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def is_time_to_tell(moment: datetime) -> bool:
    """Whether people may be told at this moment; 调休 and the district's own working days count."""
    local = moment.astimezone(SHANGHAI)
    begins, ends = figures.value("calendar.quiet_from"), figures.value("calendar.quiet_until")
    return is_working_day(local.date(), overrides()) and not is_quiet(local.hour, begins, ends)
