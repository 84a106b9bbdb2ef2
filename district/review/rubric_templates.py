"""Rubrics that come with the platform: real assessment tables, turned to the question how good a plan is."""

from dataclasses import dataclass

from district.review.services.rubrics import CriterionWish, LevelWish

LABELS = ("优", "良", "中", "差")


@dataclass(frozen=True)
class RubricTemplate:
    """A rubric to take over; `source` says where its parts and weights come from."""

    code: str
    title: str
    source: str
    criteria: tuple[CriterionWish, ...]

    @property
    def total(self) -> int:
        """Points at most."""
        return sum(criterion.weight for criterion in self.criteria)


def _criterion(title: str, points: tuple[float, ...], texts: tuple[str, ...]) -> CriterionWish:
    levels = tuple(LevelWish(*level) for level in zip(LABELS, points, texts, strict=True))
    return CriterionWish(title, int(points[0]), levels)


SUPERVISION = RubricTemplate(
    "supervision",
    "年度工作计划评审（督导评估）",
    "依据《学校工会工作督导评估细则》（2018年6月15日）四部分的权重28、29、15、28，改为评审计划。",
    (
        _criterion("依靠教职工办学", (28, 22, 16, 8), (
            "教代会次数、日期、议题、票决事项齐全，提案和建议有答复期限，校务公开列出内容和次数。",
            "会议日期和议题明确，提案答复或公开缺期限。",
            "提到教代会和公开，没有日期或议题。",
            "没有教代会或校务公开的安排。",
        )),
        _criterion("维护合法权益", (29, 23, 17, 8), (
            "帮扶、走访、调解、离退休、女教职工都有对象、时间和负责人。",
            "多数有对象和时间，个别缺负责人。",
            "只写原则，对象或时间不清楚。",
            "基本没有安排。",
        )),
        _criterion("师德与业务成长", (15, 12, 9, 4), (
            "师德活动有计划、有小结；青年教师比武、结对有时间、有要求。",
            "有活动和时间，缺小结或要求。",
            "只有活动名称。",
            "没有安排。",
        )),
        _criterion("自身建设与落实", (28, 22, 16, 8), (
            "换届、例会、培训、经费都有日期；任务写明时间、负责人、次数或人数，能逐条核对。",
            "多数任务有时间，部分有负责人。",
            "一半任务有时间，“及时”“适时”等说法较多。",
            "多数任务无法核对。",
        )),
    ),
)  # fmt: skip

STANDARDS = RubricTemplate(
    "standards",
    "年度工作计划评审（标准化建设）",
    "依据《学校标准化建设工会工作考核细则》的项目和分值（自身建设30、民主管理30、履行职能40），改为评审计划。",
    (
        _criterion("组织与制度", (22, 18, 13, 6), (
            "委员会、女职工、经审的工作和换届安排清楚，会员入会、制度修订有时间和负责人。",
            "主要工作有安排，个别缺时间。",
            "提到组织和制度，没有时间。",
            "没有安排。",
        )),
        _criterion("教工之家与例会", (8, 6, 4, 2), (
            "例会有固定日期，教工之家开放和活动有安排。",
            "有例会和活动，日期不全。",
            "只提到例会或教工之家。",
            "没有安排。",
        )),
        _criterion("教代会", (20, 16, 12, 6), (
            "日期、议题、程序、票决事项齐全，会前征集提案，会后有报告和答复期限。",
            "日期和议题明确，缺提案或会后安排。",
            "有会议，没有日期或议题。",
            "没有教代会安排。",
        )),
        _criterion("校务公开", (10, 8, 6, 3), (
            "公开内容、栏目、次数或时间齐全。",
            "有内容和次数，缺个别项目。",
            "只写“及时公开”。",
            "没有安排。",
        )),
        _criterion("文体活动", (5, 4, 3, 1), (
            "活动有时间、项目、人数和负责人。",
            "有时间和项目。",
            "只有活动名称。",
            "没有安排。",
        )),
        _criterion("走访与帮扶", (20, 16, 12, 6), (
            "“五必访”、困难职工档案、送温暖都有对象、时限和负责人。",
            "有安排，个别缺时限或负责人。",
            "只写原则。",
            "没有安排。",
        )),
        _criterion("女教职工与维权", (15, 12, 9, 4), (
            "女教职工活动、权益保障、诉求答复有时间和负责人。",
            "有安排，时间不全。",
            "只写原则。",
            "没有安排。",
        )),
    ),
)  # fmt: skip

TEMPLATES = {template.code: template for template in (SUPERVISION, STANDARDS)}
