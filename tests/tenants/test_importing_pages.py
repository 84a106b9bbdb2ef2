"""Opening many schools in the browser: upload, preview, choice, job, report, passwords, bad files."""

import io
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from msoffcrypto.format.ooxml import OOXMLFile

from core.actors import Role
from core.periods import today
from files.models import StoredFile
from jobs.models import Job
from jobs.work import run_job
from tenants.figures import change_figure
from tenants.models import School
from tests.factories.people import client_of, make_actor
from tests.tenants.test_opening_many import line
from tests.tenants.test_school_list import book

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(Role.DISTRICT_ADMIN)


def send(client: Client, content: bytes, name: str = "名单.xlsx") -> "HttpResponse":
    return client.post("/schools/import/", {"file": SimpleUploadedFile(name, content)})


def sheet_of(answer: "HttpResponse") -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)


def test_the_whole_way(admin: Client) -> None:
    preview = send(admin, book(line(1), line(2, kind="大学"), line(3))).url
    page = admin.get(preview)
    assert (page.context["good"], page.context["bad"], [row.number for row in page.context["rows"]]) == (
        2,
        1,
        [3, 2, 4],
    )
    assert sheet_of(admin.get(f"{preview}?export=xlsx"))[1][:2] == (3, "第2小学")
    refused = admin.post(preview)
    assert (refused.status_code, Job.objects.count()) == (200, 0)

    report = admin.post(preview, {"only_good": "1"}).url
    assert 'hx-trigger="every 1s"' in admin.get(report).content.decode()
    run_job(str(Job.objects.get().uid))

    page = admin.get(report)
    assert ([item["name"] for item in page.context["opened"]], len(page.context["failed"])) == (
        ["第1小学", "第3小学"],
        1,
    )
    passwords = sheet_of(admin.get(f"{report}?export=passwords"))
    assert [row[1] for row in passwords] == ["网址", "http://testserver/s/di1/", "http://testserver/s/di3/"]
    assert sheet_of(admin.get(f"{report}?export=failed"))[1][:2] == (3, "第2小学")
    assert passwords[1][4] not in page.content.decode()


def test_a_finished_job_reloads_the_page_and_a_running_one_does_not(admin: Client) -> None:
    report = admin.post(send(admin, book(line(1))).url).url
    before = admin.get(report, headers={"HX-Request": "true"})

    run_job(str(Job.objects.get().uid))

    after = admin.get(report, headers={"HX-Request": "true"})
    assert [before.headers.get("HX-Refresh"), after.headers.get("HX-Refresh")] == [None, "true"]


def test_another_administrator_sees_neither_preview_nor_report(admin: Client) -> None:
    preview = send(admin, book(line(1))).url
    report = admin.post(preview).url
    other = client_of(Role.DISTRICT_ADMIN)

    answers = [
        other.get(preview),
        other.get(report),
        other.get(f"{report}?export=passwords"),
        other.post(f"{report}stop/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_stopping_is_asked_of_the_job(admin: Client) -> None:
    report = admin.post(send(admin, book(line(1))).url).url

    admin.post(f"{report}stop/")

    assert Job.objects.get().stop_asked


def test_others_cannot_import(tb: School) -> None:
    client = client_of(Role.REVIEWER)
    paths = ["/schools/import/", "/schools/import/template/", f"/schools/import/{uuid4()}/"]

    assert [client.get(path).status_code for path in paths] == [403] * 3


def test_the_template_can_be_sent_back_filled(admin: Client) -> None:
    template = openpyxl.load_workbook(io.BytesIO(admin.get("/schools/import/template/").content))
    template.worksheets[0].append(line(1))
    stream = io.BytesIO()
    template.save(stream)

    assert admin.get(send(admin, stream.getvalue()).url).context["good"] == 1


def encrypted(content: bytes) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("secret", out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("名单.xlsx", b"", "空"),
        ("名单.xlsx", b"x" * (51 * 1024 * 1024), "最多20 MB"),
        ("名单.csv", "学校".encode(), "不能读取“.csv”文件"),
        ("名单.xlsx", "学校".encode(), "已损坏"),
        ("名单.xlsx", book(line(1))[:-200], "已损坏"),
        ("名单.xlsx", encrypted(book(line(1))), "密码"),
        ("名单.xlsx", book(head=["甲", "乙"]), "没有找到这些列"),
        ("名单.xlsx", book(*(line(n) for n in range(10_000))), "有10000行，一次最多500所"),
    ],
    ids=["empty", "51 MB", "csv", "text", "cut", "encrypted", "headings", "10000 rows"],
)
def test_a_bad_file_gets_one_clear_sentence_and_nothing_is_kept(
    admin: Client, name: str, content: bytes, sentence: str
) -> None:
    answer = send(admin, content, name)

    assert (answer.status_code, list(answer.context["form"].errors), StoredFile.objects.count()) == (200, ["file"], 0)
    assert sentence in str(answer.context["form"].errors["file"])


def test_the_district_may_want_smaller_files(admin: Client) -> None:
    limit = {"value": 1, "source": "文件", "valid_from": today()}
    change_figure("files.import_megabytes", **limit, actor=make_actor(Role.DISTRICT_ADMIN))

    answer = send(admin, b"x" * 1_048_577)

    assert "最多1 MB" in str(answer.context["form"].errors["file"])


def test_a_path_in_the_file_name_is_dropped(admin: Client) -> None:
    send(admin, book(line(1)), "../../etc/名单.xlsx")

    assert StoredFile.objects.get().name == "名单.xlsx"
