"""Long work for these tests: a module of its own, so that a real worker can import it without pytest."""

import os
import time
from typing import Any

from core.database import connection
from jobs.work import Progress, job


@job
def note_place(progress: Progress, **_remarks: Any) -> dict[str, Any]:
    """Report where it ran: the schema, the role and the people who have accounts there."""
    progress.begin(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), current_user, (SELECT min(name) FROM accounts_user)")
        schema, role, person = cursor.fetchone()
    progress.advance()
    return {"schema": schema, "role": role, "person": person}


@job
def wait_to_be_killed(progress: Progress, *, seconds: float) -> dict[str, Any]:
    """Say which process works, and wait."""
    progress.begin(1, message=str(os.getpid()))
    time.sleep(seconds)
    return {}
