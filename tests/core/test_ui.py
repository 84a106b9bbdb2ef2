"""The parts under templates/ui/, their tags and the forms' drawing."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from config import navigation
from core import views
from core.badges import LOOKS, SHAPES, TONES, look_of
from core.forms import DateInput, DropzoneInput, MobileInput
from core.templatetags import ui

TEMPLATES = Path(settings.TEMPLATES[0]["DIRS"][0])
FRONTEND = settings.BASE_DIR / "platform/frontend"
OWN_TEMPLATES = sorted(TEMPLATES.rglob("*.html"))
PARTS = sorted((TEMPLATES / "ui").glob("*.html"))


def draw(source: str, query: str = "", **context: object) -> str:
    """Render a template text as a page of `/list/?query` would."""
    request = RequestFactory().get(f"/list/?{query}")
    return engines["django"].from_string(source).render(context, request)


@pytest.fixture(scope="module")
def style_page() -> str:
    """The whole style page."""
    return views.styleguide(RequestFactory().get("/styleguide/")).content.decode()


# --- what the parts are made of -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OWN_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_only_asks_for_icons_that_the_sprite_has(path: Path) -> None:
    icons = json.loads((FRONTEND / "src/icons.json").read_text())
    asked = set(re.findall(r'{% icon "([\w-]+)"', path.read_text()))

    assert asked - set(icons) == set()


@pytest.mark.parametrize("path", OWN_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path) -> None:
    source = path.read_text()
    own_scripts = re.findall(r"<script(?! src=)", source)
    handlers = re.findall(r"\s(?:on(?!ly=)[a-z]+|hx-on[\w:-]*)=", source)
    outside = re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", source)

    assert (own_scripts, handlers, outside) == ([], [], [])


def test_the_navigation_only_asks_for_icons_that_the_sprite_has() -> None:
    icons = json.loads((FRONTEND / "src/icons.json").read_text())
    groups = [*navigation.school_groups(), *navigation.district_groups()]

    assert {item.icon for group in groups for item in group} - set(icons) == set()


def test_the_stylesheets_name_no_outside_address() -> None:
    named = [
        path.name
        for path in sorted((FRONTEND / "src/css").glob("*.css"))
        if re.search(r"https?:|url\(", path.read_text())
    ]

    assert named == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_a_part_says_what_it_is_and_what_it_wants(path: Path) -> None:
    assert path.read_text().startswith("{# ")


def test_the_style_page_shows_every_part(style_page: str) -> None:
    sources = "".join(path.read_text() for path in OWN_TEMPLATES)
    sources += Path(ui.__file__).read_text()
    unused = [path.name for path in PARTS if f'"ui/{path.name}"' not in sources]

    assert unused == []
    for sign in (
        'class="tiles"',
        "table-cards",
        'class="pager"',
        "rows-table",
        "<dialog",
        "record-doubt",
        "paper-seal",
    ):
        assert style_page.count(sign) >= 1, sign


def test_every_state_has_a_shape_of_the_sprite_and_a_known_tone() -> None:
    drawn = set(re.findall(r'id="shape-(\w+)"', (FRONTEND / "src/shapes.svg").read_text()))

    assert drawn == set(SHAPES)
    assert {look.shape for look in LOOKS.values()} <= drawn
    assert {look.tone for look in LOOKS.values()} == set(TONES)


def test_one_word_never_comes_in_two_colours() -> None:
    tones: dict[str, set[str]] = {}
    for look in LOOKS.values():
        tones.setdefault(look.word, set()).add(look.tone)

    assert {word: found for word, found in tones.items() if len(found) > 1} == {}


# --- badges, icons ------------------------------------------------------------------------------------------------


def test_a_badge_is_word_shape_and_colour() -> None:
    assert draw('{% badge "returned" %}') == (
        '<span class="badge badge-amber badge-filled"><svg class="shape" aria-hidden="true">'
        '<use href="/static/icons.svg#shape-return"/></svg>退回修改</span>'
    )


def test_a_badge_takes_other_words_and_escapes_them() -> None:
    assert draw("{% badge state word %}", state="overdue", word="逾期<5>天").endswith("</svg>逾期&lt;5&gt;天</span>")


def test_an_unknown_state_keeps_what_it_was_given() -> None:
    look = look_of("half_way", word="走了一半", shape="half", tone="blue")

    assert (look.word, look.shape, look.tone, look.is_filled) == ("走了一半", "half", "blue", False)


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert draw('{% icon "x" "small" %}') == (
        '<svg class="icon icon-small" aria-hidden="true"><use href="/static/icons.svg#x"/></svg>'
    )
    assert 'role="img" aria-label="关闭"' in draw('{% icon "x" label="关闭" %}')


# --- addresses and lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("{% query page=3 %}", "?state=late&amp;q=%E6%9C%9B&amp;page=3"),
        ("{% query state='done' %}", "?state=done&amp;q=%E6%9C%9B"),
        ("{% query state=None %}", "?q=%E6%9C%9B"),
        ("{% query q='' kind='primary' %}", "?state=late&amp;kind=primary"),
    ],
)
def test_query_changes_one_parameter_and_keeps_the_others(source: str, address: str) -> None:
    assert draw(source, "state=late&q=%E6%9C%9B&page=2") == address


@pytest.mark.parametrize(
    ("query", "state", "address"),
    [
        ("", "", "?sort=due"),
        ("sort=due", ' aria-sort="ascending"', "?sort=-due"),
        ("sort=-due&page=4", ' aria-sort="descending"', "?sort=due"),
        ("sort=name", "", "?sort=due"),
    ],
)
def test_a_sorting_head_turns_the_order_round(query: str, state: str, address: str) -> None:
    drawn = draw('{% sort_header "due" "期限" %}', query)

    assert drawn.startswith(f'<th scope="col"{state}><a href="{address}">期限')


def test_a_pager_of_one_page_has_no_links() -> None:
    drawn = draw('{% pager page "所" %}', page=Paginator(range(3), 20).page(1))

    assert "第1—3所，共3所" in drawn
    assert drawn.count("<a ") == 0


def test_a_pager_keeps_the_filters() -> None:
    drawn = draw('{% pager page "所" %}', "state=late&page=2", page=Paginator(range(120), 30).page(2))

    assert "第31—60所，共120所" in drawn
    assert re.findall(r'href="(\?[^"]+)"', drawn) == [
        "?state=late",
        "?state=late",
        "?state=late&amp;page=2",
        "?state=late&amp;page=3",
        "?state=late&amp;page=4",
        "?state=late&amp;page=3",
    ]
    assert re.findall(r'aria-current="page">(\d)', drawn) == ["2"]


def test_a_pager_offers_other_sizes_and_begins_anew_with_them() -> None:
    drawn = draw("{% pager page %}", "state=late&page=2", page=Paginator(range(120), 50).page(2))

    assert re.findall(r'href="(\?[^"]*size=\d+)"( aria-current="true")?', drawn) == [
        ("?state=late&amp;size=20", ""),
        ("?state=late&amp;size=50", ' aria-current="true"'),
        ("?state=late&amp;size=100", ""),
    ]


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ("{{ value|pct }}", 0.856, "86%"),
        ("{{ value|pct }}", 0.125, "13%"),
        ("{{ value|pct }}", 0.145, "15%"),
        ("{{ value|pct:1 }}", 0.856, "85.6%"),
        ("{{ value|pct }}", 0, "0%"),
        ("{{ value|pct }}", None, "不适用"),
        ("{{ value|cn_date }}", date(2027, 3, 1), "2027年3月1日（周一）"),
        ("{{ value|cn_date }}", datetime(2027, 2, 28, 16, 30, tzinfo=UTC), "2027年3月1日（周一）"),
        ("{{ value|cn_date }}", None, "—"),
        ("{{ value|cn_date_plain }}", date(2027, 3, 1), "2027年3月1日"),
        ("{{ value|cn_datetime }}", datetime(2001, 2, 3, 4, 5, tzinfo=UTC), "2001年2月3日 12:05"),
        ("{{ value|mask_mobile }}", "手机13900001234，座机02112345678", "手机139****1234，座机02112345678"),
        ("{{ value|mask_mobile }}", None, ""),
        ("{{ value|mask_email }}", "lin.zw@example.com", "l***@example.com"),
        ("{{ value|mask_email }}", "", ""),
        ("{{ value|file_size }}", 900, "900 B"),
        ("{{ value|file_size }}", 86_016, "84 KB"),
        ("{{ value|file_size }}", 1_258_291, "1.2 MB"),
        ("{{ value|or_dash }}", "", '<span class="nil">—</span>'),
        ("{{ value|or_dash }}", 0, "0"),
    ],
)
def test_a_filter_writes_a_value_for_people(source: str, value: object, written: str) -> None:
    assert draw(source, value=value) == written


# --- forms --------------------------------------------------------------------------------------------------------


class TrialForm(forms.Form):
    """One field of each kind that is drawn differently."""

    title = forms.CharField(label="任务名称", help_text="20字以内。")
    due_on = forms.DateField(label="期限", widget=DateInput, required=False)
    mobile = forms.CharField(label="手机", widget=MobileInput, required=False)
    repeats = forms.ChoiceField(label="重复", choices=[("m", "每月")], widget=forms.RadioSelect, required=False)
    document = forms.FileField(label="附件", widget=DropzoneInput(hint="20 MB以内", accept=".docx"), required=False)
    agreed = forms.BooleanField(label="同意", required=False)


def test_a_field_has_its_mark_in_words_and_its_help_tied_to_it() -> None:
    drawn = str(TrialForm()["title"].as_field_group())

    assert '<label class="field-label" for="id_title">任务名称<small>必填</small></label>' in drawn
    assert 'aria-describedby="id_title_helptext"' in drawn
    assert '<p class="field-help" id="id_title_helptext">20字以内。</p>' in drawn


def test_a_wrong_field_says_so_to_ears_as_well() -> None:
    drawn = str(TrialForm({"title": ""})["title"].as_field_group())
    told = re.search(r'aria-describedby="([^"]+)"', drawn).group(1).split()

    assert 'aria-invalid="true"' in drawn
    assert told == ["id_title_helptext", "id_title_error"]
    assert [drawn.count(f'id="{name}"') for name in told] == [1, 1]


def test_a_form_can_go_without_marks() -> None:
    form = TrialForm()
    form.hide_marks = True

    assert "必填" not in str(form["title"].as_field_group())


def test_the_summary_leads_to_the_wrong_fields() -> None:
    form = TrialForm({"title": "", "due_on": "三月"})
    drawn = str(form)

    assert "有2处需要改" in drawn
    links = re.findall(r'<a href="#([^"]+)"', drawn)
    assert links == ["id_title", "id_due_on"]
    assert [drawn.count(f'id="{name}"') for name in links] == [1, 1]


def test_a_date_is_written_as_the_browser_wants_it() -> None:
    form = TrialForm(initial={"due_on": date(2027, 3, 1)})

    assert re.findall(r'type="date" name="due_on" value="([^"]+)"', str(form)) == ["2027-03-01"]


def test_special_widgets_ask_for_the_right_keyboard_and_files() -> None:
    drawn = str(TrialForm())

    assert 'type="tel" name="mobile" inputmode="numeric"' in drawn
    assert 'type="file" name="document" accept=".docx"' in drawn
    assert "<p>20 MB以内</p>" in drawn


def test_labels_of_radio_buttons_and_ticks_belong_to_their_inputs() -> None:
    drawn = str(TrialForm())

    assert '<legend class="field-label">重复' in drawn
    assert '<label for="id_repeats_0"><input type="radio" name="repeats" value="m"' in drawn
    assert re.search(r'<label class="field-tick"><input type="checkbox" name="agreed"[^>]*><span>同意</span>', drawn)


def test_rows_name_every_input() -> None:
    rows = forms.formset_factory(TrialForm, extra=1, can_order=True, can_delete=True)()
    drawn = render_to_string("ui/_rows.html", {"formset": rows, "caption": "任务"})
    [row] = re.findall(r"<tbody>(.*?)</tbody>", drawn, re.DOTALL)

    assert re.findall(r'name="form-0-(\w+)"[^>]*aria-label="([^"]+)"', row)[:3] == [
        ("ORDER", "Order" if settings.LANGUAGE_CODE.startswith("en") else "排序"),
        ("title", "任务名称"),
        ("due_on", "期限"),
    ]


# --- parts round content ------------------------------------------------------------------------------------------


def test_a_figure_carries_its_numbers_twice_and_escapes_them() -> None:
    plot = {
        "id": "burn",
        "finding": "还差9所",
        "plot": {"data": [{"type": "bar", "y": ["</script><b>"]}], "layout": {}},
        "n_label": "n＝118所",
    }
    drawn = draw("{% figure plot %}<table></table>{% endfigure %}", plot=plot)
    [carried] = re.findall(r'<script id="burn-json" type="application/json">(.*?)</script>', drawn)

    assert json.loads(carried) == plot["plot"]
    assert '<div class="figure-table"><table></table></div>' in drawn
    assert 'aria-labelledby="burn-finding"' in drawn


def test_a_figure_without_plot_is_its_table() -> None:
    drawn = draw("{% figure plot %}<table></table>{% endfigure %}", plot={"id": "x", "finding": "还没有数据"})

    assert drawn.count('type="radio"') == 0
    assert "<table></table>" in drawn


def test_a_dialog_is_named_by_its_title() -> None:
    drawn = draw('{% dialog "remind" title=title %}<p>正文</p>{% enddialog %}', title="催办<4>所？")

    assert '<dialog class="dialog" id="remind" aria-labelledby="remind-title">' in drawn
    assert '<h2 id="remind-title">催办&lt;4&gt;所？</h2>' in drawn
    assert "<p>正文</p>" in drawn


def test_a_running_job_asks_again_and_a_finished_one_rests() -> None:
    running = {"title": "正在导入", "percent": 40, "poll_url": "/jobs/1/", "page_url": "/jobs/1/"}

    assert 'hx-get="/jobs/1/" hx-trigger="every 1s"' in render_to_string("ui/_job.html", {"job": running})
    assert "hx-get" not in render_to_string("ui/_job.html", {"job": {**running, "is_finished": True}})


def test_a_rubric_of_a_released_score_cannot_be_changed() -> None:
    criterion = {"name": "c1", "number": 1, "title": "目标", "maximum": 10, "score": 8, "levels": [
        {"value": "good", "label": "良", "points": 8, "is_chosen": True}]}  # fmt: skip
    sheet = {"criteria": [criterion], "total": 8, "maximum": 10}

    assert 'data-criterion data-maximum="10" disabled>' in draw(
        "{% rubric sheet readonly=True %}{% endrubric %}", sheet=sheet
    )
    assert 'name="c1-level" value="good" data-points="8" checked>' in draw(
        "{% rubric sheet %}{% endrubric %}", sheet=sheet
    )


# --- pages --------------------------------------------------------------------------------------------------------


def test_large_type_comes_from_the_cookie() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["type_size"] = "large"

    assert '<html lang="zh-CN" data-type="large">' in render_to_string("base.html", {}, request)


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "school_absent"])
def test_an_error_page_stands_without_a_frame(name: str) -> None:
    drawn = render_to_string(f"core/{name}.html", {})

    assert drawn.count("<h1>") == 1
    assert 'id="main"' in drawn


def test_an_error_page_gives_the_sentence_of_the_rule() -> None:
    assert "<p>只有主席可以上报。</p>" in render_to_string("core/403.html", {"message": "只有主席可以上报。"})
