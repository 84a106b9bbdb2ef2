"""Print the demo's accounts as a table: where, role, name, user name, password."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.sources import PASSWORD, read
from core.actors import Role

SCHOOLS_SHOWN = ("wangxi", "luting", "liudi", "sizhong")


class Command(BaseCommand):
    """Reads the demo's files, not the database."""

    help = "列出演示账号。"

    def handle(self, *_args: str, **_options: Any) -> None:
        """Print one line an account."""
        base = settings.PUBLIC_URL.rstrip("/")
        rows: list[tuple[str, ...]] = [("网址", "角色", "姓名", "用户名", "密码")]
        rows += [
            (f"{base}/", _label(entry["roles"]), entry["name"], entry["username"], PASSWORD)
            for entry in read("district")["accounts"]
        ]
        for school in read("schools"):
            if school["code"] in SCHOOLS_SHOWN:
                rows += _rows_of(school, f"{base}/s/{school['code']}/")
        widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            self.stdout.write("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write("其余学校的网址是 /s/<代码>/，账号密码相同规律；代码见“学校”页。")


def _rows_of(school: dict[str, Any], address: str) -> list[tuple[str, ...]]:
    members = read("members")[school["code"]]["members"]
    wanted = ["chair", "school_admin", "committee", "member"] if school["code"] == "wangxi" else ["chair"]
    rows: list[tuple[str, ...]] = []
    for role in wanted:
        person = next(entry for entry in members if entry["roles"][0] == role and entry.get("username"))
        label = f"{school['short_name']} {Role(role).label}"
        rows.append((address, label, person["name"], person["username"], PASSWORD))
    return rows


def _label(roles: list[str]) -> str:
    return "区 " + "、".join(Role(role).label for role in roles)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
