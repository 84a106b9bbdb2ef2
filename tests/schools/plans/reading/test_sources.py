"""Files of every kind: what is read from Word, Excel and encoded text, and what is refused."""
# ruff: noqa: E501 - documents and expectations stand side by side

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from schools.plans.reading import PlanUnreadable, Reading, read_file, read_text
from tests.schools.plans.reading.office import add_table, numbered_document, saved, workbook

PLAN = "2024年工会工作计划\n一、指导思想\n服务。\n二、主要工作\n1、召开教代会。\n2、组织体检。\n"


def outline(reading: Reading) -> list[tuple[str, list[int]]]:
    [plan] = reading.plans
    return [(task.text, list(task.months)) for task in plan.tasks]


def test_automatic_numbers_of_word_are_rendered() -> None:
    document = numbered_document(
        [
            (None, "2024-2025学年度第二学期工会工作计划"),
            (0, "指导思想"), (None, "服务教职工。"),
            (0, "主要工作"), (1, "民主管理"), (2, "召开教代会。"), (2, "征集提案。"),
            (1, "送温暖"), (2, "慰问老教师。"), (1, "体检"), (None, "组织教职工体检。"),
        ]
    )  # fmt: skip

    reading = read_file("计划.docx", saved(document))

    [plan] = reading.plans
    assert [(task.number, task.text, task.section) for task in plan.tasks] == [
        ("1.", "召开教代会。", "民主管理"),
        ("2.", "征集提案。", "民主管理"),
        ("1.", "慰问老教师。", "送温暖"),
        ("(三)", "体检 组织教职工体检。", "体检"),
    ]
    assert (plan.year, plan.term) == (2024, "second")


def test_word_table_with_merged_months() -> None:
    document = numbered_document([(None, "2024年工会工作计划"), (0, "月份安排")])
    rows = [
        ["月份", "工作内容", "负责人"],
        ["二月", "1.制定计划\n2.开委员会", "张"],
        ["", "慰问老教师", "李"],
        ["四、五月", "教代会（4月20日）", "王"],
    ]
    add_table(document, rows, merge=(0, 1, 2))
    document.add_paragraph("青禾小学工会")

    assert outline(read_file("计划.docx", saved(document))) == [
        ("制定计划", [2]),
        ("开委员会", [2]),
        ("慰问老教师", [2]),
        ("教代会（4月20日）", [4]),
    ]


def test_word_headings_and_bullets_by_style() -> None:
    document = docx.Document()
    document.add_heading("2026年春季幼儿园工会工作计划", 0)
    document.add_heading("工作目标", 1)
    document.add_paragraph("建成职工之家", style="List Bullet")
    document.add_heading("工作措施", 1)
    document.add_heading("加强学习", 2)
    document.add_paragraph("每周组织学习", style="List Bullet")
    document.add_heading("关心生活", 2)
    document.add_paragraph("及时看望生病的教师。")

    reading = read_file("计划.docx", saved(document))

    assert outline(reading) == [("每周组织学习", []), ("关心生活 及时看望生病的教师。", [])]
    assert [(section.title, section.level) for section in reading.plans[0].sections] == [
        ("工作目标", 1),
        ("工作措施", 1),
        ("加强学习", 2),
        ("关心生活", 2),
    ]


def test_bold_sentences_without_numbers_are_items() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("2024年工会工作计划").bold = True
    document.add_paragraph().add_run("主要工作").bold = True
    for lead, rest in (("加强师德建设。", "评选标兵。"), ("推进民主管理。", "召开教代会。")):
        paragraph = document.add_paragraph()
        paragraph.add_run(lead).bold = True
        paragraph.add_run(rest)

    assert outline(read_file("计划.docx", saved(document))) == [
        ("加强师德建设。评选标兵。", []),
        ("推进民主管理。召开教代会。", []),
    ]


def test_line_breaks_within_a_word_paragraph_part_items() -> None:
    document = docx.Document()
    document.add_paragraph("2024年工会工作计划")
    document.add_paragraph("三月份：\n1、三八活动\n2、植树\n四月份：\n1、春游")

    assert outline(read_file("计划.docx", saved(document))) == [("三八活动", [3]), ("植树", [3]), ("春游", [4])]


def test_workbook_with_merged_months_and_several_sheets() -> None:
    content = workbook(
        {
            "行事历": [
                ["2024年工会行事历", None, None],
                ["月份", "工作内容", "负责人"],
                ["1月", "慰问", "张"], [None, "开委员会", "李"], [None, "例会", "李"],
                ["3-4月", "教代会（3月20日）", "王"], ["每月", "信息报送", "王"],
            ],
            "重点": [["序号", "重点工作", "完成时间", "责任人"], [1, "体检", "5月", "张"], [2, "总结", "12月底", "李"]],
            "名单": [["姓名", "职务"], ["张三", "主席"]],
        },
        {"行事历": ["A1:C1", "A3:A5"]},
    )  # fmt: skip

    reading = read_file("行事历.xlsx", content)

    assert outline(reading) == [
        ("慰问", [1]), ("开委员会", [1]), ("例会", [1]), ("教代会（3月20日）", [3]), ("信息报送", []), ("体检", [5]), ("总结", [12]),
    ]  # fmt: skip
    assert reading.plans[0].tasks[4].recurrence == "monthly"
    assert reading.warnings == ("工作表“名单”没有认出时间和内容两栏，没有读入。",)


def test_workbook_of_weeks_with_dates() -> None:
    content = workbook(
        {
            "周历": [
                ["周次", "日期", "工作内容", "负责处室"],
                [1, "2.19-2.25", "1.开学 2.计划", "工会"],
                [2, "2.26-3.3", "庆三八", "女工"],
                [3, dt.date(2024, 3, 11), "植树", "工会"],
            ]
        }
    )

    [plan] = read_file("周历.xlsx", content).plans

    assert [(task.text, task.months, task.dates) for task in plan.tasks] == [
        ("开学", (2,), "2.19-2.25"),
        ("计划", (2,), "2.19-2.25"),
        ("庆三八", (2, 3), "2.26-3.3"),
        ("植树", (3,), "2024年3月11日"),
    ]


def test_a_month_column_may_hold_bare_numbers() -> None:
    content = workbook(
        {
            "历": [
                ["序号", "月份", "工作内容"],
                [1, 2, "计划"],
                [2, "三", "三八"],
                [3, "4、5", "春游"],
                [4, "6-8", "疗养"],
            ]
        }
    )

    assert outline(read_file("历.xlsx", content)) == [
        ("计划", [2]),
        ("三八", [3]),
        ("春游", [4, 5]),
        ("疗养", [6, 7, 8]),
    ]


def test_a_sheet_may_be_a_month() -> None:
    head = ["工作内容", "负责人"]
    content = workbook({"3月": [head, ["三八", "张"], ["植树", "李"]], "4月": [head, ["春游", "张"]]})

    assert outline(read_file("历.xlsx", content)) == [("三八", [3]), ("植树", [3]), ("春游", [4])]


def test_a_table_that_only_lays_out_text_is_read_as_text() -> None:
    document = docx.Document()
    document.add_paragraph("2024年工会工作计划")
    rows = [
        ["指导思想", "服务教职工"],
        ["主要工作", "1、召开教代会\n2、组织体检"],
        ["月份安排", "三月：三八活动\n四月：春游"],
    ]
    add_table(document, rows)

    assert outline(read_file("计划.docx", saved(document))) == [
        ("召开教代会", []),
        ("组织体检", []),
        ("三八活动", [3]),
        ("春游", [4]),
    ]


def test_two_halves_side_by_side_are_read_by_month() -> None:
    content = workbook(
        {"历": [["月份", "内容", "月份", "内容"], ["二月", "计划", "三月", "三八"], ["四月", "春游", "五月", "体检"]]}
    )

    assert outline(read_file("历.xlsx", content)) == [("计划", [2]), ("三八", [3]), ("春游", [4]), ("体检", [5])]


def test_months_as_column_heads() -> None:
    content = workbook(
        {"历": [["项目", "三月", "四月", "五月"], ["文体", "三八活动", "春游", "拔河"], ["民主", None, "教代会", None]]}
    )

    assert outline(read_file("历.xlsx", content)) == [("三八活动", [3]), ("春游", [4]), ("教代会", [4]), ("拔河", [5])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_encodings(encoding: str) -> None:
    assert outline(read_file("计划.txt", PLAN.encode(encoding))) == [("召开教代会。", []), ("组织体检。", [])]


def test_wrapped_lines_of_a_pdf_are_joined() -> None:
    text = (
        "2024年工会工作计划\n一、指导思想\n"
        "以新时代思想为指导，全面贯彻党的教育方针，团结动员全体教职工，\n围绕学校中心工作，为学校的发展贡献力量。\n"
        "二、主要工作\n1、加强理论学习，组织教职工学习党的二十大精神，不断提高教职\n工的政治素质，每月集中学习一次，并做好学习记录，学习心得于\n"
        "12月底前上交汇总。\n2、开展师德师风建设活动，评选表彰师德标兵，树立身边的典型，\n用榜样的力量带动全体教师，形成良好风尚。\n"
    )

    assert outline(read_text(text)) == [
        (
            "加强理论学习，组织教职工学习党的二十大精神，不断提高教职工的政治素质，每月集中学习一次，并做好学习记录，学习心得于12月底前上交汇总。",
            [12],
        ),
        ("开展师德师风建设活动，评选表彰师德标兵，树立身边的典型，用榜样的力量带动全体教师，形成良好风尚。", []),
    ]


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
UNREADABLE = {
    "empty": ("空.docx", b"", "文件是空的。"),
    "blank": ("空.txt", b" \r\n\r\n", "文件是空的。"),
    "too big": ("大.txt", b"a" * (20 * 1024 * 1024 + 1), "文件超过20MB，请删去图片后再上传。"),
    "encrypted": ("密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "文件加了密码，打不开。请去掉密码后再上传。"),
    "old Word": ("旧.doc", OLE + "WordDocument".encode("utf-16-le"), "这是旧版Word文件（doc）。请另存为docx后再上传。"),
    "pdf": ("计划.pdf", b"%PDF-1.7\n", "暂时读不了PDF。请上传Word、Excel或文字文件，也可以把文字粘贴进来。"),
    "picture": ("图.docx", b"\x89PNG\r\n\x1a\n", "这不是计划文件，读不出文字。请上传docx、xlsx、txt或md文件。"),
    "text named docx": ("假.docx", "三月份".encode(), "文件已损坏，或者并不是docx文件。请用Word或Excel重新保存后再上传。"),
    "cut zip": ("坏.docx", _zip({"word/document.xml": b"<a/>" * 99})[:60], "文件已损坏，打不开。请重新保存后再上传。"),
    "broken docx": ("坏.docx", _zip({"word/document.xml": b"<w"}), "Word文件已损坏，打不开。请重新保存后再上传。"),
    "broken xlsx": ("坏.xlsx", _zip({"xl/workbook.xml": b"<w"}), "Excel文件已损坏，打不开。请重新保存后再上传。"),
    "other zip": ("包.docx", _zip({"a.txt": b"a"}), "压缩包里没有Word或Excel内容。请上传docx、xlsx、txt或md文件。"),
    "zip bomb": ("弹.docx", _zip({"word/document.xml": b"0" * 60_000_000}), "文件展开后过大，没有读取。请另存一份普通文件后再上传。"),
    "binary": ("乱.txt", bytes(range(256)) * 4, "这不是文字文件，读不出内容。请上传 docx、xlsx、txt 或 md 文件。"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_files_get_a_sentence(name: str) -> None:
    file_name, content, sentence = UNREADABLE[name]

    with pytest.raises(PlanUnreadable) as refused:
        read_file(file_name, content)

    assert str(refused.value) == sentence


def test_a_word_file_with_a_password_is_refused() -> None:
    plain, locked = io.BytesIO(saved(docx.Document())), io.BytesIO()
    OOXMLFile(plain).encrypt("secret", locked)

    with pytest.raises(PlanUnreadable) as refused:
        read_file("计划.docx", locked.getvalue())

    assert str(refused.value) == "文件加了密码，打不开。请去掉密码后再上传。"


@pytest.mark.parametrize("months", [("1", "2", "3"), ("一", "二", "三")])
def test_a_flattened_table_may_hold_bare_month_numbers(months: tuple[str, str, str]) -> None:
    first, second, third = months
    text = f"2024年工会行事历\n月份\n工作内容\n{first}\n慰问\n{second}\n计划\n培训\n{third}\n三八活动"

    assert outline(read_text(text)) == [("慰问", [1]), ("计划", [2]), ("培训", [2]), ("三八活动", [3])]


def test_word_numbers_are_never_read_into_the_text() -> None:
    document = numbered_document(
        [
            (None, "2026学年第一学期工会工作计划"),
            (0, "主要工作"),
            (2, "9月10日举行座谈会。"),
            (2, "11月开展演讲。"),
            (2, "5名新教师结对。"),
            (2, "12植树节义务劳动。"),
        ]
    )

    [plan] = read_file("计划.docx", saved(document)).plans

    assert [(task.number, task.text, list(task.months)) for task in plan.tasks] == [
        ("1.", "9月10日举行座谈会。", [9]),
        ("2.", "11月开展演讲。", [11]),
        ("3.", "5名新教师结对。", []),
        ("4.", "12植树节义务劳动。", []),
    ]


def test_demo_plans_hold_the_tasks_counted_by_hand() -> None:
    folder = Path(__file__).parents[4] / "platform/config/demo"
    schools = json.loads((folder / "schools.json").read_text(encoding="utf-8"))

    counted = {school["plan"]["file"]: school["plan"]["tasks"] for school in schools}
    readings = {name: read_file(name, (folder / name).read_bytes()) for name in counted}

    assert {name: sum(len(plan.tasks) for plan in reading.plans) for name, reading in readings.items()} == counted


def test_a_head_of_two_rows_names_the_finer_columns() -> None:
    rows: list[list[object]] = [
        ["2025学年第一学期工会工作安排表", None, None, None],
        ["月份", "工作安排", None, "备注"],
        [None, "重点工作", "具体活动", None],
        [9, "师德", "教师节表彰", None],
        [None, "组织", "新教师入会", None],
        [10, "文体", "教工运动会", "10月20日"],
    ]

    reading = read_file("表.xlsx", workbook({"表": rows}, {"表": ["A1:D1", "B2:C2", "A2:A3", "D2:D3", "A4:A5"]}))

    assert outline(reading) == [("教师节表彰", [9]), ("新教师入会", [9]), ("教工运动会", [10])]


def test_a_time_cell_without_month_does_not_inherit_the_one_above() -> None:
    rows: list[list[object]] = [
        ["2026年春季学期工会活动计划"],
        ["序号", "时间", "活动内容"],
        [1, dt.date(2026, 3, 6), "三八活动"],
        [2, "4月下旬", "踏青"],
        [3, "每月10日", "生日会"],
    ]

    [plan] = read_file("表.xlsx", workbook({"表": rows})).plans

    assert [(task.text, task.months, task.recurrence) for task in plan.tasks] == [
        ("三八活动", (3,), None),
        ("踏青", (4,), None),
        ("生日会", (), "monthly"),
    ]


def test_numbers_in_heading_styles_are_headings() -> None:
    document = docx.Document()
    document.add_paragraph("2025年工会工作计划")
    document.add_heading("一、主要工作", 1)
    document.add_heading("1.思想建设", 2)
    document.add_paragraph("1.3月学习。")
    document.add_paragraph("2.读书会。")
    document.add_heading("2.民主管理", 2)
    document.add_paragraph("1.召开教代会。")

    [plan] = read_file("计划.docx", saved(document)).plans

    assert [(section.title, section.level) for section in plan.sections] == [
        ("主要工作", 1), ("思想建设", 2), ("民主管理", 2),
    ]  # fmt: skip
    assert [(task.text, task.section) for task in plan.tasks] == [
        ("3月学习。", "思想建设"), ("读书会。", "思想建设"), ("召开教代会。", "民主管理"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "迎元旦系列活动安排\n各位老师：\n经研究，开展以下活动：\n1、书法展（12月30日前交）；\n2、拔河比赛。\n学校工会",
        "2024年工会经费支出明细表\n月份,内容,金额\n3月,三八活动,1200\n5月,体检,8000\n9月,慰问,6000",
        "2025年上半年工会工作总结\n一、思想建设\n1.每月组织学习，提高了认识。\n二、民主建设\n1.3月召开教代会，通过了方案。\n三、下一步打算\n继续努力。",
        "教工之家管理制度\n一、教工之家是活动场所。\n二、开放时间：每周一至周五。\n三、注意事项\n1.爱护公物。\n2.保持卫生。",
        "教职工运动会竞赛规程\n一、时间：10月20日\n二、地点：操场\n三、项目\n1.拔河\n2.跳绳\n四、录取名次：前六名。",
    ],
)
def test_what_is_no_plan_gives_no_tasks(text: str) -> None:
    reading = read_text(text)

    assert [task for plan in reading.plans for task in plan.tasks] == []
    assert reading.warnings
