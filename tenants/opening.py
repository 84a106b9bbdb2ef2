"""Opening a school: row, role, schema and first account in one transaction, by replay of the template (scale.md D1)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from psycopg import sql

from accounts.models import User
from accounts.passwords import hashed_first_password
from accounts.services import create_user, reset_password
from audit.services import record
from core.actors import Actor, Role, system_actor
from core.database import connection
from core.errors import InvalidInputError, ensure
from core.periods import today
from core.pinyin import text_pinyin
from tenants import directory
from tenants.backend.base import role_of
from tenants.models import School, TemplateDump
from tenants.protection import rights_of
from tenants.schemas import in_public, in_schema_as_owner, in_school
from tenants.services import sentences_of
from tenants.signals import school_joined

_ROLE = sql.SQL("""
DO $role$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
    CREATE ROLE {role} NOLOGIN;
  END IF;
END $role$;
GRANT {role} TO SESSION_USER;
""")


@dataclass(frozen=True)
class NewSchool:
    """What the district says about a school that opens; `kind` is a SchoolKind value, `staff_count` people."""

    code: str
    name: str
    short_name: str
    kind: str
    area: str
    staff_count: int
    admin_name: str
    admin_username: str


@dataclass(frozen=True)
class OpenedSchool:
    """The school and the first password of its administrator, shown once."""

    school: School
    username: str
    password: str


def open_school(new: NewSchool, *, actor: Actor) -> OpenedSchool:
    """Open a school; all or nothing. Only a district administrator.

    Raises InvalidInputError with a sentence per wrong field (code or name taken, unknown kind…).
    """
    ensure(actor.has(Role.DISTRICT_ADMIN), "只有区工会管理员可以开通学校。")
    with in_public(), transaction.atomic(), ThreadPoolExecutor(1) as aside:
        hashed = aside.submit(hashed_first_password)  # while PostgreSQL builds; touches no connection (scale.md I-02)
        school = _registered(new)
        build_schema(school)
        with in_school(school):
            user, password = create_user(
                username=new.admin_username, name=new.admin_name, roles=[Role.SCHOOL_ADMIN, Role.CHAIR],
                actor=system_actor(school.code), first=hashed.result(),
            )  # fmt: skip
        record("school.open", school, actor=actor, after={"code": school.code, "name": school.name})
        school_joined.send(School, school=school)
    directory.forget()
    transaction.on_commit(directory.forget)
    return OpenedSchool(school, user.username, password)


@transaction.atomic
def reset_administrator(school: School, *, username: str, reason: str, actor: Actor) -> OpenedSchool:
    """Give an administrator of `school` a new first password, when nobody there can; noted on both sides.

    The district types the user name that it was told: it never sees who has an account in a school.
    Raises InvalidInputError when no active administrator of the school has that user name.
    """
    ensure(actor.school is None and actor.has(Role.DISTRICT_ADMIN), "只有区工会管理员可以重置学校管理员的密码。")
    acting = Actor(uid=None, name=f"区工会 {actor.name}"[:60], roles=frozenset({Role.SCHOOL_ADMIN}), school=school.code)
    with in_school(school):
        user = User.objects.filter(
            username__iexact=username.strip(), is_active=True, roles__contains=[Role.SCHOOL_ADMIN.value]
        ).first()
        if user is None:
            message = f"{school.short_name}没有用户名为“{username.strip()}”的管理员，请向学校核对。"
            raise InvalidInputError(message)
        opened = OpenedSchool(school, user.username, reset_password(user, actor=acting))
    with in_public():
        record("school.reset", school, actor=actor, after={"username": opened.username, "reason": reason})
    return opened


def _registered(new: NewSchool) -> School:
    school = School(
        code=new.code, name=new.name, short_name=new.short_name, pinyin=text_pinyin(new.short_name), kind=new.kind,
        area=new.area, staff_count=new.staff_count, opened_on=today(), schema_name=f"pending_{new.code}",
    )  # fmt: skip
    try:
        school.full_clean(exclude=["schema_name"])
    except ValidationError as error:
        raise InvalidInputError(sentences_of(error, School)) from error
    school.save()
    school.schema_name = f"s_{school.pk:06d}"
    school.save(update_fields=["schema_name"])
    return school


def build_schema(school: School) -> None:
    """Give a registered school its role and schema; must run inside a transaction."""
    dump = TemplateDump.objects.order_by("-pk").first()
    if dump is None:
        message = "学校模板还没有准备好，请先运行 manage.py migrate_all。"
        raise InvalidInputError(message)
    script = "\n".join([
        role_script(school),
        dump.sql.replace(settings.TEMPLATE_SCHEMA, school.schema_name),
        rights_of(school.schema_name),
    ])  # fmt: skip
    with in_schema_as_owner("public"), connection.cursor() as cursor:
        cursor.execute(script)


def role_script(school: School) -> str:
    """SQL that makes the role of a school, unless the cluster has it, and lets our login act as it."""
    role = role_of(connection.settings_dict["NAME"], school.schema_name)
    return _ROLE.format(name=sql.Literal(role), role=sql.Identifier(role)).as_string()
