"""Celery tasks that know where they work: a message without its place, or with one that is gone, is refused."""

from typing import Any

from celery import Task, shared_task
from celery.exceptions import Reject

from core.database import connection
from jobs import work
from tenants import directory, opening_many
from tenants.models import School
from tenants.schemas import in_public, in_school

DISTRICT = "@district"


class PlaceTask(Task):  # type: ignore[misc]  # the library is untyped
    """A task whose message names its place: a school's code, or DISTRICT (scale.md I-15, I-16)."""

    abstract = True
    typing = False  # `place` is taken by __call__, not by the function, so Celery must not compare signatures

    def __call__(self, *args: Any, place: str | None = None, **kwargs: Any) -> Any:
        """Run in the place; raise Reject (the message is dropped and logged) when that is impossible."""
        if place == DISTRICT:
            with in_public():
                return self.run(*args, **kwargs)
        if place is None:
            raise Reject(f"{self.name}: message without a place", requeue=False)  # noqa: EM102, TRY003
        directory.forget()
        school = directory.school_by_code(place)
        if school is None or not school.is_open:
            raise Reject(f"{self.name}: no open school {place!r}", requeue=False)  # noqa: EM102, TRY003
        with in_school(school), connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            if cursor.fetchone() != (school.schema_name,):
                raise Reject(f"{self.name}: schema of {place!r} is not there", requeue=False)  # noqa: EM102, TRY003
            return self.run(*args, **kwargs)


def send(task: Task, *args: Any, place: School | None) -> None:
    """Send `task` to work in `place` (None: the district) with plain arguments, now."""
    task.apply_async(args, {"place": place.code if place else DISTRICT})


@shared_task(base=PlaceTask)
def run_job(uid: str) -> None:
    """Run one job of the place."""
    work.run_job(uid)


@work.job
def open_schools(progress: work.Progress, *, file: str) -> dict[str, Any]:
    """Open the schools of an uploaded list."""
    return opening_many.open_listed(progress, file=file)


@shared_task(base=PlaceTask)
def purge_first_passwords() -> int:
    """Forget first passwords after their day; runs in the district."""
    return opening_many.purge_first_passwords()
