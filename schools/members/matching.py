"""Holding the rows of a list against each other and against the register: new, changed, the same, or faulty."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schools.members.columns import FIELD_BY_KEY
from schools.members.models import Member, MemberState
from schools.members.sheets import Fault, SheetRow

NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"


@dataclass(frozen=True)
class Known:
    """A member as the register has it, in the shape of cleaned values."""

    uid: str
    state: str
    values: Mapping[str, Any]


@dataclass
class Judged:
    """A row and what it means: `uid` of the member it is about, `changes` {field: [before, after]}."""

    row: int
    values: dict[str, Any]
    status: str
    uid: str | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What `MemberImport.rows` keeps."""
        return vars(self)


@dataclass
class Judgement:
    """All rows, all faults, and the names of groups that the register does not have yet."""

    rows: list[Judged]
    faults: list[Fault]
    new_groups: list[str]

    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same, faulty, and how many groups are new."""
        found = Counter(row.status for row in self.rows)
        return {status: found[status] for status in (NEW, CHANGED, SAME, FAULTY)} | {"groups": len(self.new_groups)}


def register_now() -> list[Known]:
    """The whole register, one statement."""
    fields = ("uid", "state", "group__name", *(key for key in FIELD_BY_KEY if key != "group"))
    return [
        Known(
            str(row["uid"]),
            row["state"],
            {
                "group": row["group__name"] or "",
                **{key: _json(row[key]) for key in FIELD_BY_KEY if key != "group"},
            },
        )
        for row in Member.objects.order_by("pk").values(*fields)
    ]


def _json(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


class Register:
    """The register by staff number, by name and mobile, and by name."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.by_number: dict[str, Known] = {}
        self.by_mobile: dict[tuple[str, str], Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for member in known:
            values = member.values
            if values["staff_number"]:
                self.by_number[values["staff_number"].lower()] = member
            if values["mobile"]:
                self.by_mobile.setdefault((values["name"], values["mobile"]), member)
            self.by_name[values["name"]].append(member)

    def find(self, values: Mapping[str, Any]) -> tuple[Known | None, str]:
        """The member that a row is about, and a sentence when that cannot be told."""
        number, name, mobile = values.get("staff_number", ""), values["name"], values.get("mobile", "")
        if number and (member := self.by_number.get(number.lower())):
            return member, ""
        if mobile and (member := self.by_mobile.get((name, mobile))):
            known_number = member.values["staff_number"]
            if number and known_number:
                return None, f"名册里{name}的手机号相同，工号却是{known_number}，请核对工号。"
            return member, ""
        if not number and not mobile and self.by_name[name]:
            return None, "名册里已有同名的人，请补上工号或手机号，才能分清是不是同一人。"
        return None, ""


def judge(rows: Iterable[SheetRow], known: Iterable[Known], groups: Mapping[str, bool]) -> Judgement:
    """Judge the rows of a file; `groups` gives the names of the register's groups and whether they are in use."""
    register, seen = Register(known), _Seen()
    judged: list[Judged] = []
    faults: list[Fault] = []
    new_groups: dict[str, None] = {}
    for row in rows:
        found = list(row.faults)
        found += seen.repeats_of(row)
        if groups.get(row.values.get("group", ""), True) is False:
            found.append(Fault(row.number, "工会小组", row.values["group"], "这个小组已停用，请先启用或换一个小组。"))
        member = None
        if not found:
            member, sentence = register.find(row.values)
            if sentence:
                found.append(Fault(row.number, "姓名", row.values["name"], sentence))
        if found:
            faults += found
            judged.append(Judged(row.number, row.values, FAULTY))
            continue
        judged.append(_compared(row, member))
        if (group := row.values.get("group")) and group not in groups:
            new_groups[group] = None
    return Judgement(judged, faults, list(new_groups))


class _Seen:
    """Rows of the same file that came before."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.mobiles: dict[tuple[str, str], int] = {}
        self.names: dict[str, int] = {}

    def repeats_of(self, row: SheetRow) -> list[Fault]:
        values = row.values
        number, name, mobile = values.get("staff_number", ""), values.get("name", ""), values.get("mobile", "")
        found = []
        if number and (first := self.numbers.setdefault(number.lower(), row.number)) != row.number:
            found.append(Fault(row.number, "工号", number, f"与第{first}行工号相同。"))
        elif mobile and (first := self.mobiles.setdefault((name, mobile), row.number)) != row.number:
            found.append(Fault(row.number, "手机号", mobile, f"与第{first}行姓名和手机号都相同。"))
        elif name and not number and not mobile and (first := self.names.setdefault(name, row.number)) != row.number:
            found.append(
                Fault(row.number, "姓名", name, f"与第{first}行同名，又都没有工号和手机号，分不清是不是同一人。")
            )
        return found


def _compared(row: SheetRow, member: Known | None) -> Judged:
    if member is None:
        return Judged(row.number, row.values, NEW)
    changes = {
        key: [member.values[key], value]
        for key, value in row.values.items()
        if value and value != member.values[key]  # an empty cell leaves the register as it is
    }
    if member.state == MemberState.LEFT:
        changes["state"] = [MemberState.LEFT.value, MemberState.ACTIVE.value]
    return Judged(row.number, row.values, CHANGED if changes else SAME, member.uid, changes)
