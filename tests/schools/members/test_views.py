"""The pages of the register as people use them."""

import io
import re
from collections.abc import Callable
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from audit.models import AuditEntry
from core.actors import Role
from files.models import StoredFile
from jobs.models import Job
from jobs.work import run_job
from schools.members.models import Member, MemberImport, MemberState
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.members import book, make_group, make_member

SignIn = Callable[..., Client]


def page_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def upload(client: Client, school: School, name: str, content: bytes) -> HttpResponse:
    return client.post(f"{school.prefix}members/import/", {"file": SimpleUploadedFile(name, content)})


def encrypted(content: bytes) -> bytes:
    stream = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt("secret", stream)
    return stream.getvalue()


GOOD = book(["姓名", "工号"], ["张三", "1"], ["李四", "2"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    ta: School, sign_in: SignIn, django_assert_num_queries: Any, rows: int
) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    for number in range(rows):
        with in_school(ta):
            make_member(f"张{number}", group=make_group())

    client.get(f"{ta.prefix}members/")  # the session is noted, the school and the figures are remembered

    with django_assert_num_queries(7):  # search path, session, user, groups, count, page, reminders
        answer = client.get(f"{ta.prefix}members/")

    assert page_of(answer).count('class="cell-name"') == rows


def test_the_list_is_searched_filtered_and_exported_as_shown(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    group = make_group("语文组")
    make_member("单小云", group=group, mobile="13911112222")
    make_member("单大云")
    make_member("张三", group=group)

    answer = client.get(f"{ta.prefix}members/?q=sh&group={group.uid}")
    both = client.get(f"{ta.prefix}members/?q=sh&group={group.uid}&export=xlsx")

    assert re.findall(r'<a href="/s/ta/members/[0-9a-f-]{36}/">(.*?)</a>', page_of(answer)) == ["单小云"]
    sheet = openpyxl.load_workbook(io.BytesIO(both.content)).active
    assert [[cell.value for cell in row][:5:4] for row in sheet.iter_rows(min_row=2)] == [["单小云", "139****2222"]]


def test_those_who_left_are_shown_on_demand(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    make_member("留下的人")
    make_member("离开的人", state=MemberState.LEFT)

    pages = [page_of(client.get(f"{ta.prefix}members/{query}")) for query in ("", "?state=left", "?state=all")]

    assert [("留下的人" in page, "离开的人" in page) for page in pages] == [(True, False), (False, True), (True, True)]


def test_a_member_of_another_school_is_not_found(ta: School, tb: School, sign_in: SignIn) -> None:
    member = make_member("张三")

    answers = [
        sign_in(Role.SCHOOL_ADMIN, school=school).get(f"{school.prefix}members/{member.uid}/").status_code
        for school in (ta, tb)
    ]

    assert answers == [200, 404]


def test_a_plain_member_sees_only_the_own_entry(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.MEMBER, school=ta)
    with in_school(ta):
        own = make_member("我自己", user_uid=client.user.uid, mobile="13900000001")  # type: ignore[attr-defined]
        other = make_member("别人")

    page = page_of(client.get(f"{ta.prefix}members/own/", follow=True))
    statuses = [
        client.get(f"{ta.prefix}members/{path}").status_code for path in ("", f"{other.uid}/", f"{own.uid}/change/")
    ]

    assert ("13900000001" in page, statuses) == (True, [403, 404, 403])


def test_a_revealed_mobile_is_in_the_answer_only(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    member = make_member("张三", mobile="13900000001")
    address = f"{ta.prefix}members/{member.uid}/"

    before = page_of(client.get(address))
    shown = page_of(client.post(f"{address}reveal/", {"reason": "通知开会"}))
    after = page_of(client.get(address))

    assert ["13900000001" in page for page in (before, shown, after)] == [False, True, False]


def test_no_reason_no_mobile(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    member = make_member("张三", mobile="13900000001")

    page = page_of(client.post(f"{ta.prefix}members/{member.uid}/reveal/", {"reason": ""}))

    assert ("13900000001" in page, "请写明理由" in page) == (False, True)


def test_a_member_is_registered_and_changed_on_the_page(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.COMMITTEE, school=ta)

    client.post(f"{ta.prefix}members/new/", {"name": "<b>张三</b>", "kind": "in_service"})
    with in_school(ta):
        member = Member.objects.get()
    page = page_of(client.get(f"{ta.prefix}members/{member.uid}/"))
    client.post(
        f"{ta.prefix}members/{member.uid}/change/",
        {"name": "李四", "kind": "retired", "posts": ["audit"], "seen": member.updated_at.isoformat()},
    )

    with in_school(ta):
        member.refresh_from_db()
    assert ("&lt;b&gt;张三&lt;/b&gt;" in page, "<b>张三</b>" in page) == (True, False)
    assert (member.name, member.kind, member.posts) == ("李四", "retired", ["audit"])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.xlsx", b"", "“空.xlsx”是空文件"),
        ("大.xlsx", b"PK" + b"0" * 50 * 1024 * 1024, "文件有50 MB，最多20 MB"),
        ("名册.pdf", b"%PDF-1.4", "不能读取“.pdf”文件"),
        ("名册", GOOD, "文件名没有后缀"),
        ("加密.xlsx", encrypted(GOOD), "文件有密码保护"),
        ("坏.xlsx", GOOD[:-200], "文件已损坏"),
        ("假.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "看起来是 png 文件"),
        ("无表头.xlsx", book(["张三", "1"]), "没有“姓名”一列"),
        ("空表.xlsx", book(["姓名"]), "只有列名，没有会员"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_gets_one_sentence_and_leaves_nothing(
    ta: School, sign_in: SignIn, name: str, content: bytes, sentence: str
) -> None:
    page = page_of(upload(sign_in(Role.CHAIR, school=ta), ta, name, content))

    with in_school(ta):
        left = (MemberImport.objects.count(), StoredFile.objects.count(), Member.objects.count())
    assert (page.count(sentence) > 0, left) == (True, (0, 0, 0))


def test_a_path_in_the_name_and_script_in_the_cells_are_text(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    content = book(["姓名", "小组"], ["<script>alert(1)</script>", "=cmd|'/c calc'!A1"])

    answer = upload(client, ta, "..\\..\\etc/名<img>册.xlsx", content)
    page = page_of(client.get(answer["Location"]))

    with in_school(ta):
        assert StoredFile.objects.get().name == "名<img>册.xlsx"
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page, "<img>" in page) == (False, True, False)


def _imported(client: Client, school: School, content: bytes, choice: str) -> tuple[MemberImport, Job]:
    answer = upload(client, school, "名册.xlsx", content)
    client.post(answer["Location"] + "confirm/", {"choice": choice})
    with in_school(school):
        batch = MemberImport.objects.get()
        return batch, run_job(str(batch.job_uid))


def test_the_whole_way_from_upload_to_undo(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)

    batch, job = _imported(client, ta, GOOD, "all")
    address = f"{ta.prefix}members/import/{batch.uid}/"
    done = page_of(client.get(address))
    report = page_of(client.get(f"{ta.prefix}jobs/{job.uid}/"))
    asked = page_of(client.get(f"{address}undo/"))
    client.post(f"{address}undo/")

    with in_school(ta):
        left = Member.objects.count()
        verbs = list(AuditEntry.objects.filter(verb__contains="import").order_by("pk").values_list("verb", flat=True))
    assert (job.state, job.report["summary"], left) == ("done", "新增2人，修改0人", 0)
    assert verbs == ["member.import", "member.undo_import"]
    assert ["撤销本次导入" in done, "查看导入结果" in report, "删除新增的会员</dt><dd>2人" in asked] == [
        True,
        True,
        True,
    ]


def test_good_rows_only_and_the_list_of_faults(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    content = book(["姓名", "手机"], ["张三", "13900000001"], ["李四", "12"])

    refused = upload(client, ta, "名册.xlsx", content)
    client.post(refused["Location"] + "confirm/", {"choice": "all"})
    with in_school(ta):
        state = MemberImport.objects.get().state
    client.post(refused["Location"] + "confirm/", {"choice": "good"})
    faults = openpyxl.load_workbook(io.BytesIO(client.get(refused["Location"] + "faults/").content)).active
    with in_school(ta):
        run_job(str(MemberImport.objects.get().job_uid))
        names = list(Member.objects.values_list("name", flat=True))

    assert (state, names) == ("preview", ["张三"])
    assert [cell.value for cell in faults[2]] == [3, "手机", "12", "手机号应为11位数字，以1开头。"]


def test_a_stopped_import_can_be_looked_at_again(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    answer = upload(client, ta, "名册.xlsx", GOOD)
    client.post(answer["Location"] + "confirm/", {"choice": "all"})
    with in_school(ta):
        job = Job.objects.get()
    client.post(f"{ta.prefix}jobs/{job.uid}/stop/")

    client.post(answer["Location"] + "again/")

    with in_school(ta):
        assert (MemberImport.objects.get().state, run_job(str(job.uid)).state, Member.objects.count()) == (
            "preview",
            "stopped",
            0,
        )


def test_an_import_whose_starter_was_stopped_writes_nothing(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    answer = upload(client, ta, "名册.xlsx", GOOD)
    client.post(answer["Location"] + "confirm/", {"choice": "all"})
    with in_school(ta):
        type(client.user).objects.filter(pk=client.user.pk).update(is_active=False)  # type: ignore[attr-defined]
        job = run_job(str(MemberImport.objects.get().job_uid))

        assert (job.state, Member.objects.count(), MemberImport.objects.get().state) == ("failed", 0, "preview")


def test_a_discarded_preview_is_gone(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.CHAIR, school=ta)
    answer = upload(client, ta, "名册.xlsx", GOOD)

    client.post(answer["Location"] + "discard/")

    assert client.get(answer["Location"]).status_code == 404


def test_an_import_of_another_school_is_not_found(ta: School, tb: School, sign_in: SignIn) -> None:
    answer = upload(sign_in(Role.CHAIR, school=ta), ta, "名册.xlsx", GOOD)
    other = sign_in(Role.CHAIR, school=tb)

    assert other.get(answer["Location"].replace(ta.prefix, tb.prefix)).status_code == 404


def test_accounts_for_ticked_members_are_shown_once_and_downloadable(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    members = [make_member("张三"), make_member("李四")]
    ticked = {"member": [str(member.uid) for member in members]}

    asked = page_of(client.post(f"{ta.prefix}members/accounts/", ticked))
    shown = page_of(client.post(f"{ta.prefix}members/accounts/", {**ticked, "confirmed": "1", "roles": ["member"]}))
    fields = {
        name: re.findall(f'name="{name}" value="([^"]*)"', shown)
        for name in ("name", "group", "username", "password", "note")
    }
    file = openpyxl.load_workbook(io.BytesIO(client.post(f"{ta.prefix}members/accounts/file/", fields).content)).active

    assert ("为2位会员开通账号" in asked, len(fields["password"])) == (True, 2)
    assert [cell.value for cell in file[2]][2:4] == [fields["username"][0], fields["password"][0]]


def test_a_chair_opens_no_accounts(ta: School, sign_in: SignIn) -> None:
    member = make_member()
    client = sign_in(Role.CHAIR, school=ta)

    assert client.post(f"{ta.prefix}members/accounts/", {"member": [str(member.uid)]}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["change/", "leave/", "return/", "reveal/"],
)
def test_acts_on_another_schools_member_find_nothing(ta: School, tb: School, sign_in: SignIn, path: str) -> None:
    member = make_member("张三", mobile="13900000001")
    client = sign_in(Role.SCHOOL_ADMIN, school=tb)

    answer = client.post(
        f"{tb.prefix}members/{member.uid}/{path}", {"name": "改", "kind": "in_service", "reason": "试试"}
    )

    with in_school(ta):
        member.refresh_from_db()
    assert (answer.status_code, member.name, member.state) == (404, "张三", MemberState.ACTIVE)


@pytest.mark.parametrize("path", ["change/", "move/", "stop/", "start/"])
def test_acts_on_another_schools_group_find_nothing(ta: School, tb: School, sign_in: SignIn, path: str) -> None:
    group = make_group("甲组")

    answer = sign_in(Role.CHAIR, school=tb).post(f"{tb.prefix}members/groups/{group.uid}/{path}", {"name": "改"})

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["columns/", "confirm/", "again/", "discard/", "undo/", "faults/"])
def test_acts_on_another_schools_import_find_nothing(ta: School, tb: School, sign_in: SignIn, path: str) -> None:
    address = upload(sign_in(Role.CHAIR, school=ta), ta, "名册.xlsx", GOOD)["Location"].replace(ta.prefix, tb.prefix)
    client = sign_in(Role.CHAIR, school=tb)

    answer = client.get(address + path) if path == "faults/" else client.post(address + path)

    assert answer.status_code == 404
