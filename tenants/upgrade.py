"""Bringing the schemas of all schools up: states read in one query, SQL generated once per state (scale.md D2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import DatabaseError, router, transaction
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.operations.special import SeparateDatabaseAndState
from django.db.models.fields import AutoFieldMixin
from django.db.utils import OperationalError
from psycopg import sql

from core.database import connection
from tenants.models import School
from tenants.protection import guards_of, is_protected, rights_of
from tenants.schemas import in_public, in_schema_as_owner
from tenants.signals import school_upgraded
from tenants.template import migrate_schema

log = structlog.get_logger(__name__)
LOCK_TIMEOUT = "2s"
LOCK_TRIES = 3
_NOTED = sql.SQL("INSERT INTO django_migrations (app, name, applied) VALUES {};")

State = frozenset[tuple[str, str]]


@dataclass
class UpgradeReport:
    """What the upgrade did: numbers of schools, and the short names of those that failed with the reason."""

    upgraded: int = 0
    current: int = 0
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Plan:
    """The statements that lead from one state to the newest; `statements` is None when Python must run.

    `protects` says whether rights and triggers have to be looked at afterwards.
    """

    migrations: tuple[tuple[str, str], ...]
    statements: tuple[str, ...] | None
    protects: bool = True


def upgrade_schools(*, dry_run: bool = False, tell: Callable[[str], object] = lambda _: None) -> UpgradeReport:
    """Upgrade every school that is behind, each in one transaction; failed ones are reported and can be run again."""
    report = UpgradeReport()
    with in_public():
        schools = list(School.objects.order_by("pk"))
    for state, behind in _by_state(schools).items():
        plan = _plan_from(behind[0], state)
        if not plan.migrations:
            report.current += len(behind)
            continue
        for school in behind:
            if dry_run:
                tell(f"{school.short_name}：待升级 {len(plan.migrations)} 步")
                report.upgraded += 1
                continue
            _upgrade_one(school, plan, report)
            tell(f"{school.short_name}：{report.failed.get(school.short_name, '已升级')}")
    return report


def states(schemas: Iterable[str]) -> dict[str, State]:
    """Return the applied migrations of each schema, read in one query as owner."""
    parts = [
        sql.SQL("SELECT {name} AS place, app, name FROM {schema}.django_migrations").format(
            name=sql.Literal(schema), schema=sql.Identifier(schema)
        )
        for schema in schemas
    ]
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    if parts:
        with in_schema_as_owner("public"), connection.cursor() as cursor:
            cursor.execute(sql.SQL(" UNION ALL ").join(parts))
            for place, app, name in cursor.fetchall():
                found[place].add((app, name))
    return {place: frozenset(rows) for place, rows in found.items()}


def _by_state(schools: list[School]) -> dict[State, list[School]]:
    known = states(school.schema_name for school in schools)
    groups: dict[State, list[School]] = defaultdict(list)
    for school in schools:
        groups[known.get(school.schema_name, frozenset())].append(school)
    return groups


def _plan_from(school: School, state: State) -> _Plan:
    with in_schema_as_owner(school.schema_name):
        executor: Any = MigrationExecutor(connection)
        steps = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        names = tuple((step.app_label, step.name) for step in steps if (step.app_label, step.name) not in state)
        ours = [step for step in steps if router.allow_migrate(connection.alias, step.app_label)]
        if any(not step.atomic or _needs_python(step.operations) for step in ours):
            return _Plan(names, None)
        try:
            statements = tuple(_statements(executor, steps))
        except (DatabaseError, ValueError):
            # A step asks the database about what an earlier, not yet applied one makes: no SQL in advance.
            log.info("upgrade_without_plan", steps=names)
            return _Plan(names, None)
        makes = any(may_make_tables(operation) for step in ours for operation in step.operations)
        return _Plan(names, statements, protects=makes or not is_protected(school.schema_name))


def may_make_tables(operation: Operation) -> bool:
    """Whether a table or a sequence may come of it; changes of plain columns, constraints and indexes make none."""
    if isinstance(operation, FieldOperation):
        field = getattr(operation, "field", None)
        return field is not None and (field.many_to_many or isinstance(field, AutoFieldMixin))
    return not isinstance(operation, IndexOperation)


def _needs_python(operations: Iterable[Operation]) -> bool:
    return any(
        isinstance(operation, RunPython)
        or (isinstance(operation, SeparateDatabaseAndState) and _needs_python(operation.database_operations))
        for operation in operations
    )


def _statements(executor: Any, steps: list[Migration]) -> list[str]:
    project = executor._create_project_state(with_applied_migrations=True)
    found: list[str] = []
    for step in steps:
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            project = step.apply(project, editor, collect_sql=True)
        found += [text for text in editor.collected_sql if not text.lstrip().startswith("--")]
    return found


def _upgrade_one(school: School, plan: _Plan, report: UpgradeReport) -> None:
    try:
        if plan.statements is None:
            migrate_schema(school.schema_name)
            _run(school, _Plan((), ()))
        else:
            _run_patiently(school, plan)
        labels = frozenset(label for label, _ in plan.migrations)
        school_upgraded.send(School, school=school, labels=labels)
    except Exception as error:
        log.warning("upgrade_failed", upgraded=school.code, exc_info=True)
        reason = str(error).strip().splitlines() or [type(error).__name__]
        report.failed[school.short_name] = f"失败：{reason[0]}"
    else:
        report.upgraded += 1


def _run_patiently(school: School, plan: _Plan) -> None:
    for attempt in range(1, LOCK_TRIES + 1):
        try:
            return _run(school, plan)
        except OperationalError as error:
            if "lock timeout" not in str(error) or attempt == LOCK_TRIES:
                raise
    return None


def _run(school: School, plan: _Plan) -> None:
    """All of it in one message to the database: at 500 schools the way there and back counts."""
    noted = [sql.SQL("({}, {}, now())").format(app, name) for app, name in plan.migrations]
    schema = school.schema_name
    steps = [
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';",
        *(plan.statements or ()),
        *([_NOTED.format(sql.SQL(", ").join(noted)).as_string()] if noted else []),
        *([guards_of(schema), rights_of(schema)] if plan.protects else []),
    ]
    with in_schema_as_owner(schema), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("\n".join(steps))
