"""Sample content of the style page: one story, 望溪小学工会 in 青禾区, as in the mockups."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from core.comparison import TextLine, compare
from core.forms import DateInput, DropzoneInput
from core.side_by_side import side_by_side

AREAS = [("", "请选择"), ("congress", "民主管理"), ("care", "送温暖与福利")]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="任务名称", help_text="写成一件能核对的事，20字以内。")
    due_on = forms.DateField(
        label="答复期限", widget=DateInput, error_messages={"invalid": "请写成日期，如2027年3月15日。"}
    )
    area = forms.ChoiceField(label="领域", choices=AREAS)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    repeats = forms.ChoiceField(
        label="重复",
        choices=[("", "不重复"), ("monthly", "每月"), ("term", "每学期")],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices-inline"}),
    )
    document = forms.FileField(
        label="附件",
        required=False,
        widget=DropzoneInput(hint="docx、xlsx、txt、md，20 MB以内", accept=".docx,.xlsx,.txt,.md"),
    )
    is_public = forms.BooleanField(label="在校内公示", required=False)


class SampleRow(forms.Form):
    """One repeating row."""

    text = forms.CharField(label="事项")
    month = forms.CharField(label="月份")


SampleRows = forms.formset_factory(SampleRow, extra=1, can_order=True, can_delete=True)


def samples() -> dict[str, Any]:
    """Give everything that the style page shows."""
    return {**_basics(), **_lists(), **_forms(), **_work(), **_documents()}


def _basics() -> dict[str, Any]:
    return {
        "crumbs": [("民主管理", "#main"), ("教代会", "#main")],
        "colours": [
            ("primary", "石青"), ("primary-tint", "石青浅"), ("zhu", "朱"), ("amber", "琥珀"), ("ink", "正文"),
            ("ink-2", "次文"), ("line", "细线"), ("page", "底"), ("data-blue", "蓝"), ("data-orange", "橙"),
            ("data-teal", "青"), ("data-purple", "紫"), ("data-sky", "天"), ("data-grey", "灰"),
        ],
        "tiles": [
            {"label": "应报", "value": 118, "unit": "所", "note": "去年116所，多2所"},
            {"label": "按时", "value": 101, "unit": "所，86%", "note": "较去年高6个百分点", "trend": "up"},
            {"label": "通过", "value": "—", "note": "不适用：尚未开始审核"},
            {"label": "平均得分", "note": "正在计算", "is_waiting": True},
        ],
        "badge_rows": [
            ["missing", "draft", "submitted", "reviewing", "accepted", "exempt"],
            ["returned", "doubt", "overdue", "rejected", "due_soon", "failed"],
            ["on_track", "behind", "met", "unmet", "late", "unread", "published", "archived"],
        ],
        "entries": [
            {"title": "提交第1版", "text": "顾清和，3月4日 15:12，按时", "shape": "solid", "tone": "blue"},
            {"title": "开始审核", "text": "苏雨棠，3月8日 09:40", "shape": "half", "tone": "blue"},
            {"title": "退回修改", "text": "苏雨棠，3月9日 16:20；须改2处，参考1处", "shape": "return", "tone": "amber"},
            {"title": "等待重报", "text": "3月12日（周五）24:00前", "is_next": True},
        ],
    }  # fmt: skip


def _lists() -> dict[str, Any]:
    rates = [
        ("映山小学", 0.96, "24/25", "met"),
        ("稻香里小学", 0.94, "29/31", "met"),
        ("望溪小学", 0.88, "23/26", "met"),
        ("芦湾小学", 0.83, "20/24", "unmet"),
        ("桑榆小学", 0.68, "13/19", "unmet"),
    ]
    names = [row[0] for row in reversed(rates)]
    values = [row[1] for row in reversed(rates)]
    colours = ["#0072b2" if row[3] == "met" else "#d55e00" for row in reversed(rates)]
    patterns = ["" if row[3] == "met" else "/" for row in reversed(rates)]
    marker = {"color": colours, "pattern": {"shape": patterns, "fgcolor": "#fff", "size": 6}}
    row = {"round": 1, "sent_at": "3月4日 15:12", "act": "查看", "kind": "小学"}
    heat: list[tuple[str, list[int | str], int]] = [
        ("映山小学", [96, 74, 88, "不足5人"], 90),
        ("荷塘路小学", [82, 56, 67, 75], 72),
        ("桑榆小学", [71, 48, "不适用", 58], 68),
    ]
    return {
        "filters": {
            "segments": [
                {"label": "全部", "count": 120, "url": "?", "is_active": True},
                {"label": "未报", "count": 9, "url": "?state=missing"},
                {"label": "待审", "count": 33, "url": "?state=submitted"},
                {"label": "退回", "count": 12, "url": "?state=returned"},
                {"label": "通过", "count": 64, "url": "?state=accepted"},
            ],
            "picks": [{"name": "kind", "label": "学段", "value": "", "options": [("", "全部"), ("primary", "小学")]}],
            "search": {"placeholder": "校名或首字母"},
            "clear_url": "?",
            "export_url": "#main",
        },
        "bulk": {"unit": "所", "acts": [{"label": "延期"}, {"label": "催办", "is_primary": True}]},
        "table_rows": [
            {"name": "南圃小学", "state": "missing", "kind": "小学", "act": "催办", "is_ticked": True},
            {**row, "name": "槐序中学", "state": "returned", "kind": "初中", "act": "催办", "is_ticked": True},
            {**row, "name": "芦湾小学", "state": "submitted"},
            {**row, "name": "鹭汀学校", "state": "reviewing", "kind": "九年一贯"},
            {**row, "name": "映山小学", "state": "accepted", "score": "92.0"},
            {"name": "青禾职校", "state": "exempt", "kind": "职校", "act": "原因", "is_fixed": True},
        ],
        "page": Paginator(range(120), 16).page(1),
        "figure_rows": rates,
        "sample_figure": {
            "id": "sample",
            "finding": "5所同类小学，3所达到85%",
            "question": "同类：小学，教职工60—120人；竖线为目标",
            "plot": {
                "data": [{"type": "bar", "orientation": "h", "x": values, "y": names, "marker": marker,
                          "text": [f"{value:.0%}" for value in values], "textposition": "outside",
                          "cliponaxis": False}],
                "layout": {"xaxis": {"tickformat": ".0%", "range": [0, 1.08]}, "bargap": 0.4, "margin": {"l": 84},
                           "shapes": [{"type": "line", "x0": 0.85, "x1": 0.85, "yref": "paper", "y0": 0, "y1": 1}]},
            },
            "height": 260,
            "definition_url": "#main",
            "n_label": "n＝5所",
            "as_of": "3月10日 08:30",
            "export_url": "#main",
        },
        "progress_rows": [
            {"label": "民主管理", "percent": 62, "mark": 53, "count_label": "5/8", "state": "on_track"},
            {"label": "校务公开", "percent": 40, "mark": 60, "count_label": "4/10", "state": "behind"},
        ],
        "heat": {
            "caption": "各领域按时完成率（%）",
            "columns": ["民主管理", "校务公开", "送温暖", "离退休"],
            "rows": [
                {"label": label, "url": "#main", "total": total, "cells": [_cell(value) for value in cells]}
                for label, cells, total in heat
            ],
            "keys": [(0, "不到50"), (1, "50—59"), (2, "60—69"), (3, "70—79"), (4, "80—89"), (5, "90以上")],
            "low_label": "低于60，偏低",
            "as_of": "3月10日 08:30",
        },
    }  # fmt: skip


def _cell(value: int | str) -> dict[str, Any]:
    if isinstance(value, str):
        return {"word": value}
    return {"value": value, "step": max(0, min(5, value // 10 - 4)), "is_low": value < 60}  # noqa: PLR2004 - sample


def _forms() -> dict[str, Any]:
    form = SampleForm({"title": "召开六届二次教代会", "due_on": "三月半", "area": "congress", "repeats": ""})
    job = {
        "title": "正在导入会员名册",
        "percent": 78,
        "progress_label": "已处理186行，共240行，约剩20秒",
        "page_url": "#main",
        "cancel_url": "#main",
    }
    finished = {
        "title": "导入完成",
        "is_finished": True,
        "result_label": "新增231人，更新6人，3行有错未导入",
        "errors_url": "#main",
        "undo_url": "#main",
    }
    return {
        "form": form,
        "formset": SampleRows(
            initial=[{"text": "教职工体检", "month": "4月"}, {"text": "医疗互助续保", "month": "5月"}]
        ),
        "steps": [
            {"label": "选文件", "state": "done"},
            {"label": "对列名", "state": "done"},
            {"label": "核对", "state": "current"},
            {"label": "导入", "state": "todo"},
        ],
        "jobs": [job, finished],
        "files": [
            {"name": "教代会议程（定稿）.docx", "url": "#main", "size": 86_016, "by": "陈砚秋，3月6日"},
            {"name": "代表签到表.xlsx", "url": "#main", "size": 31_744, "by": "周以宁，3月8日", "kind": "sheet"},
            {"name": "会场照片01.jpg", "url": "#main", "size": 1_258_291, "by": "周以宁，3月8日", "kind": "image"},
        ],
        "zip_url": "#main",
        "zip_name": "望溪小学_第二学期计划.zip",
    }


def _work() -> dict[str, Any]:
    texts = [
        "望溪小学2026学年第二学期工会工作计划",
        "一、主要工作",
        "（一）民主管理",
        "1. 3月召开六届二次教代会，审议学校工作报告和绩效方案。",
        "2. 征集教代会提案并全部答复。",
        "3. 适时开展民主评议干部工作。",
        "特色工作另行通知。",
    ]
    kinds = ["title", "heading", "heading", "", "", "", ""]
    tones = ["", "", "", "read", "read", "doubt", "unread"]
    marks = {5: "有疑问", 6: "未识别"}
    targets = {3: "task-6", 5: "task-8"}
    lines = [
        {"number": index + 3, "text": text, "kind": kinds[index], "tone": tones[index], "mark": marks.get(index, ""),
         "target": targets.get(index, ""), "is_current": index == 3}  # noqa: PLR2004 - the fourth sample line
        for index, text in enumerate(texts)
    ]  # fmt: skip
    remarks = {
        4: [{"kind_label": "须改", "is_must": True, "text": "请写明交办5个工作日内、答复期限。"}],
        5: [{"kind_label": "须改", "is_must": True, "text": "“适时”无法检查，请写月份和负责人。"}],
        6: [{"kind_label": "参考", "text": "安排具体，可作示例。"}],
    }
    review = [
        {"number": index + 1, "text": text, "kind": kinds[index], "remarks": remarks.get(index, [])}
        for index, text in enumerate(texts)
    ]
    return {"import_lines": lines, "review_lines": review, "sample_rubric": _rubric()}


def _rubric() -> dict[str, Any]:
    def criterion(number: int, title: str, maximum: int, chosen: int | None, **more: object) -> dict[str, Any]:
        shares = [("优", 1), ("良", 0.8), ("中", 0.6), ("差", 0.3)]
        levels = [
            {"value": index, "label": label, "points": round(maximum * share), "is_chosen": index == chosen}
            for index, (label, share) in enumerate(shares)
        ]
        score = None if chosen is None else levels[chosen]["points"]
        return {"name": f"c{number}", "number": number, "title": title, "maximum": maximum, "levels": levels,
                "score": score, **more}  # fmt: skip

    return {
        "criteria": [
            criterion(1, "指导思想与目标", 10, 0, help="优：有可核对的目标，与区重点一致。"),
            criterion(2, "任务可检查", 30, 2, is_current=True, reason="第5、6行没有时间和负责人。", needs_reason=True,
                      help="中：有时间、有负责人的任务占50%—69%。"),
            criterion(3, "离退休安排", 10, None, may_skip=True, help="未评。没有离退休教工的学校选“不适用”。"),
        ],
        "total": 28,
        "maximum": 50,
        "left_label": "还差1项未评",
        "saved_label": "已于10:42自动保存",
    }  # fmt: skip


def _documents() -> dict[str, Any]:
    return {
        "compare": side_by_side(
            compare(
                [TextLine("2. 教代会提案及时交办、及时答复。"), TextLine("3. 适时开展民主评议干部工作。")],
                [TextLine("2. 教代会提案5个工作日内交办、4月30日前答复。"), TextLine("3. 5月开展民主评议干部工作。"),
                 TextLine("4. 每月报送信息。")],
            ),
            ("第1版，3月4日", "第2版，3月11日"),
        ),
        "paper": {
            "issuer": "青禾区教育工会文件",
            "number": "青教工〔2027〕6号",
            "title": "关于报送2026学年第二学期工会工作计划的通知",
            "to": "各学校（园）工会",
            "paragraphs": [
                "为做好本学期工会工作，请各单位于2027年3月5日前通过平台报送工作计划。现将有关事项通知如下。",
                "一、计划应写明任务、时间、负责人。",
                "二、逾期未报的，在季度通报中列出。",
            ],
            "signed_by": "青禾区教育工会",
            "signed_on": date(2027, 2, 22),
            "has_seal": True,
        },
    }  # fmt: skip
