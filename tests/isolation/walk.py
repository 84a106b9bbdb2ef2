"""A random walk over schools, transactions, errors and closed connections; every read is checked for its place."""

import random
from collections.abc import Callable

from django.db import DatabaseError, transaction

from core.database import connection
from tenants.backend.base import role_of
from tenants.models import School
from tenants.schemas import in_public, in_school

READ = "SELECT current_schema(), current_user, (SELECT string_agg(name, ',') FROM accounts_user)"


class UndoError(Exception):
    """Raised inside a transaction to roll it back."""


class Walk:
    """Walks at random from `seed`; counts `reads` and those that were answered from the `wrong` place."""

    def __init__(self, schools: tuple[School, ...], seed: int) -> None:
        self.schools = schools
        self.chance = random.Random(seed)  # noqa: S311 -- no secret
        self.reads = self.wrong = 0

    def read(self, school: School | None) -> None:
        """Read the canary of the place where we are."""
        schema = school.schema_name if school else "public"
        with connection.cursor() as cursor:
            cursor.execute(READ)
            found = cursor.fetchone()
        names = f"{school.short_name}管理员" if school else None
        self.reads += 1
        self.wrong += found != (schema, role_of(connection.settings_dict["NAME"], schema), names)

    def go(self, reads: int) -> None:
        """Walk until `reads` reads were made."""
        while self.reads < reads:
            self.step(None, depth=0)

    def step(self, school: School | None, depth: int) -> None:
        """Do one thing in the place where we are, perhaps going deeper."""
        steps: list[Callable[[School | None, int], None]] = [self.reading, self.moving, self.failing, self.rolling_back]
        if not connection.in_atomic_block and self.chance.random() < 0.15:  # a new connection costs most
            steps.append(self.closing)
        if depth < 4:
            steps += [self.moving, self.rolling_back]
        self.chance.choice(steps)(school, depth + 1)

    def reading(self, school: School | None, _depth: int) -> None:
        """Read a few times."""
        for _ in range(self.chance.randint(1, 4)):
            self.read(school)

    def moving(self, school: School | None, depth: int) -> None:
        """Go to a school or to the district, do something there, come back and read."""
        target = self.chance.choice([*self.schools, None])
        with in_school(target) if target else in_public():
            if self.chance.random() < 0.7:
                self.read(target)
            if depth < 6:
                self.step(target, depth)
        self.read(school)

    def rolling_back(self, school: School | None, depth: int) -> None:
        """Undo a transaction or a savepoint in which we went elsewhere."""
        try:
            with transaction.atomic():
                self.moving(school, depth + 2)
                if self.chance.random() < 0.7:
                    raise UndoError
        except UndoError:
            pass
        self.read(school)

    def failing(self, school: School | None, _depth: int) -> None:
        """Provoke an SQL error in another place."""
        target = self.chance.choice([*self.schools, None])
        try:
            with transaction.atomic(), in_school(target) if target else in_public(), connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        except DatabaseError:
            pass
        self.read(school)

    def closing(self, school: School | None, _depth: int) -> None:
        """Lose the connection."""
        connection.close()
        self.read(school)
