"""Schools for tests."""

from core.actors import system_actor
from tenants.models import School
from tenants.opening import NewSchool, OpenedSchool, open_school

PASSWORD = "Right-horse-42"


def open_test_school(code: str, name: str, kind: str = "primary", staff: int = 60) -> OpenedSchool:
    """Open a school through the real service."""
    return open_school(
        NewSchool(
            code=code, name=name, short_name=name, kind=kind, area="东片", staff_count=staff,
            admin_name=f"{name}管理员", admin_username="admin",
        ),
        actor=system_actor(),
    )  # fmt: skip


def open_test_schools() -> list[School]:
    """Open the two schools of every run: `ta` and `tb`."""
    return [open_test_school("ta", "甲校").school, open_test_school("tb", "乙校").school]
