"""Files that nobody should have sent: each gets one clear sentence at the field, and nothing of it is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from schools.plans.services.importing import MOST_TASKS
from tests.journeys.documents import broken, encrypted, far_workbook, text_plan, word_plan, workbook
from tests.journeys.people import OWN_PASSWORD, sign_in
from tests.journeys.site import Site
from tests.journeys.windows import open_window

pytestmark = pytest.mark.browser

SCHOOL = "jtbad"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n" * 20
SCRIPT = "<script>alert('x')</script>"
REGISTER = (("姓名", "工号", "手机号"), ("陆知白", "B001", "13900011101"), ("许青禾", "B002", "13900011102"))
CALENDAR = (
    ("2027年工会工作计划",),
    ("月份", "工作内容"),
    *(("3月", f"走访第{number}户。") for number in range(10_000)),
)
PLAN_KINDS = "Word 文档（.docx）、Excel 工作簿（.xlsx）、文本（.txt）、文本（.md）"
AGAIN = "请在 Word 或 Excel 中打开另存后再上传。"
LOCKED = "文件有密码保护或是旧格式，请去掉密码，另存为 .docx 或 .xlsx 后再上传。"
TOO_MANY = f"识别出10000项任务，一次最多导入{MOST_TASKS}项。请确认这是工作计划，或拆成几个文件。"
TOO_LARGE = "文件有50 MB，最多20 MB。请删去图片或拆成几个文件。"
TOO_FAR = "表格里有内容的格子隔得太远，不能读取。请删去远处的零散内容后再上传。"
NO_HEADING = "没有找到列名：前20行里没有“姓名”一列。请下载模板填写，或在第一行写上列名。"


@pytest.fixture
def page(browser: Browser, demo_site: Site) -> Iterator[Page]:
    """The chair of the school for bad files, in a window where no dialog opens."""
    with open_window(browser, demo_site) as window:
        opened: list[Dialog] = []
        window.on("dialog", lambda dialog: opened.append(dialog))
        sign_in(window, "chair", OWN_PASSWORD, school=SCHOOL)
        yield window
        assert opened == []


def test_plan_files_are_refused_with_a_sentence(page: Page, tmp_path: Path) -> None:
    answers = {
        "空.docx": (b"", "“空.docx”是空文件，请换一个有内容的文件。"),
        "照片.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 64, f"不能读取“.jpg”文件，请用{PLAN_KINDS}。"),
        "没有后缀": (b"abc", f"文件名没有后缀，请用{PLAN_KINDS}。"),
        "改名.docx": (PDF, f"文件已损坏或不是Word 文档（.docx），看起来是 pdf 文件。{AGAIN}"),
        "截断.docx": (word_plan("工作计划")[:8000], f"文件已损坏或不是Word 文档（.docx）。{AGAIN}"),
        "加密.docx": (encrypted(word_plan("工作计划"), "secret"), LOCKED),
        "损坏.xlsx": (broken(workbook(*CALENDAR)), "Excel文件已损坏，打不开。请重新保存后再上传。"),
        "太多.xlsx": (workbook(*CALENDAR), TOO_MANY),
        "太多.txt": (_long_text(), TOO_MANY),
        "太远.xlsx": (far_workbook(), TOO_FAR),
        "过大.docx": (_sparse(tmp_path / "过大.docx"), TOO_LARGE),
    }

    given = {
        name: _answer(page, f"/s/{SCHOOL}/plans/import/", "计划文件", "识别", name, content)
        for name, (content, _) in answers.items()
    }

    assert given == {name: sentence for name, (_, sentence) in answers.items()}
    page.goto(f"/s/{SCHOOL}/plans/")
    assert page.get_by_text("还没有确认导入").count() == 0


def test_register_files_are_refused_with_a_sentence(page: Page, tmp_path: Path) -> None:
    crowd = workbook(("姓名",), *[(f"会员{number}",) for number in range(20_001)])
    answers = {
        "空.xlsx": (b"", "“空.xlsx”是空文件，请换一个有内容的文件。"),
        "名册.docx": (word_plan("名册"), "不能读取“.docx”文件，请用Excel 工作簿（.xlsx）。"),
        "改名.xlsx": (word_plan("名册"), "文件内容不是Excel 工作簿（.xlsx），与后缀不符。"),
        "加密.xlsx": (encrypted(workbook(*REGISTER), "secret"), LOCKED),
        "损坏.xlsx": (broken(workbook(*REGISTER * 20)), "文件已损坏，读不出工作表。请在 Excel 中打开另存后再上传。"),
        "没有姓名.xlsx": (workbook(("学科", "节数"), ("语文", 6)), NO_HEADING),
        "只有列名.xlsx": (workbook(REGISTER[0]), "“Sheet1”里只有列名，没有会员。请从第2行起每行填一位会员。"),
        "太多.xlsx": (crowd, "一次最多导入20000行，这个文件更多，请分成几个文件。"),
        "太远.xlsx": (far_workbook(), TOO_FAR),
        "过大.xlsx": (_sparse(tmp_path / "过大.xlsx"), TOO_LARGE),
    }

    given = {
        name: _answer(page, f"/s/{SCHOOL}/members/import/", "会员名册", "读取并核对", name, content)
        for name, (content, _) in answers.items()
    }

    assert given == {name: sentence for name, (_, sentence) in answers.items()}
    page.goto(f"/s/{SCHOOL}/members/import/")
    assert page.get_by_text("最近的导入").count() == 0


@pytest.mark.parametrize(
    ("characters", "sentence"),
    [
        (1_200_000, "文字有120万字，最多100万字，请分几次导入。"),
        (4_000_000, "文字太多，一次最多提交8 MB。请分几次提交，或改为上传文件。"),
    ],
    ids=["over our limit", "over the server's limit"],
)
def test_a_text_that_is_too_long_is_refused(characters: int, sentence: str, page: Page) -> None:
    page.goto(f"/s/{SCHOOL}/plans/import/")
    page.evaluate("count => { document.querySelector('textarea').value = '字'.repeat(count) }", characters)
    page.get_by_role("button", name="识别").click()

    expect(page.locator("main")).to_contain_text(sentence)


def test_script_in_the_text_and_a_path_in_the_name_are_only_text(page: Page) -> None:
    content = text_plan("2027年工作计划", [f"三月份讲座{SCRIPT}。", "四月份参观。", "四月份参观。"])
    _send(page, f"/s/{SCHOOL}/plans/import/", "计划文件", "识别", f"../../etc/{SCRIPT}计划.txt", content)

    expect(page.get_by_role("heading", level=1)).to_have_text("核对识别结果")
    expect(page.locator(".facts b")).to_have_text("script>计划.txt")
    expect(page.locator("li.record")).to_have_count(3)
    expect(page.locator("li.record").first).to_contain_text(f"三月份讲座{SCRIPT}")
    page.get_by_role("button", name="放弃导入").click()

    page.goto(f"/s/{SCHOOL}/plans/")
    assert page.get_by_text("还没有确认导入").count() == 0


def test_ten_thousand_rows_and_repeated_rows_of_a_register_are_shown_and_given_up(page: Page) -> None:
    people = [(f"会员{number}{SCRIPT}"[:40], f"M{number:05}", "") for number in range(10_000)]
    content = workbook(REGISTER[0], *people, people[0])
    _send(page, f"/s/{SCHOOL}/members/import/", "会员名册", "读取并核对", "名册.xlsx", content)

    expect(page.locator(".segments a", has_text="新增")).to_have_text("新增 10000")
    expect(page.locator("tbody tr").first).to_contain_text(f"会员0{SCRIPT}")
    page.get_by_role("link", name="有问题").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("工号“M00000”：与第2行工号相同。")
    page.get_by_role("button", name="放弃").click()

    page.goto(f"/s/{SCHOOL}/members/")
    assert page.locator("th.cell-name").count() == 0


def _long_text() -> bytes:
    """A hundred parts of a hundred items each."""
    parts = [
        "\n".join([f"（{part}）三月工作", *(f"{number}．走访第{number}户。" for number in range(1, 101))])
        for part in range(1, 101)
    ]
    return "\n".join(["2027年工会工作计划", "一、主要工作", *parts]).encode()


def _sparse(path: Path) -> Path:
    with path.open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    return path


def _send(page: Page, address: str, label: str, button: str, name: str, content: bytes | Path) -> None:
    page.goto(address)
    upload = content if isinstance(content, Path) else {"name": name, "mimeType": "", "buffer": content}
    page.get_by_label(label).set_input_files(upload)
    page.get_by_role("button", name=button).click()


def _answer(page: Page, address: str, label: str, button: str, name: str, content: bytes | Path) -> str:
    """The sentence at the field; what the page is called when there is none."""
    _send(page, address, label, button, name, content)
    page.wait_for_load_state()
    errors = page.locator(".field-error")
    return errors.first.inner_text().strip() if errors.count() else page.get_by_role("heading", level=1).inner_text()
