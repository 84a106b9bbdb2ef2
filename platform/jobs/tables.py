"""The list of long work: its filters and its Excel columns."""

from django.db.models import Q

from core.listing import Column, Listing, Pick
from jobs.models import JobState

LISTING = Listing(
    title="后台任务",
    unit="项",
    orders={"at": ["pk"], "title": ["title"]},
    default_order="-at",
    columns=[
        Column("任务", 30, lambda job: job.title),
        Column("状态", 10, lambda job: job.get_state_display()),
        Column("已处理", 10, lambda job: job.done),
        Column("总数", 10, lambda job: job.total),
        Column("说明", 40, lambda job: job.message),
        Column("发起人", 12, lambda job: job.started_by),
        Column("提交时间", 18, lambda job: job.created_at),
        Column("结束时间", 18, lambda job: job.finished_at),
    ],
    picks=[Pick("state", "状态", JobState.choices, lambda value: Q(state=value))],
    search=lambda text: Q(title__icontains=text) | Q(started_by__icontains=text),
    placeholder="任务或发起人",
)
