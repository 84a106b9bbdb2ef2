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
    """Say which process works and wait; the second time there is nothing to wait for."""
    is_again = bool(progress.row.message)
    progress.begin(1, message=str(os.getpid()))
    if not is_again:
        time.sleep(seconds)
    progress.advance()
    return {"again": is_again}
