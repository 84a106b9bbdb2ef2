"""The twelve work areas (product.md §2): one list for tasks, records, rubrics and dashboards."""

from django.db import models


class Area(models.TextChoices):
    """Work areas (工作领域)."""

    ETHICS = "ethics", "思想引领与师德"
    GROWTH = "growth", "业务提升与师徒结对"
    CONGRESS = "congress", "民主管理"
    DISCLOSURE = "disclosure", "校务公开"
    RIGHTS = "rights", "维权与诉求"
    CARE = "care", "送温暖与福利"
    WOMEN = "women", "女教职工"
    RETIRED = "retired", "离退休"
    ACTIVITIES = "activities", "文体活动与竞赛"
    ORGANISATION = "organisation", "自身建设"
    PUBLICITY = "publicity", "信息宣传"
    FUNDS = "funds", "经费与审计"
