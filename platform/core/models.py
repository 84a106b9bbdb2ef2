"""Abstract base models."""

import uuid
from typing import ClassVar

from django.db import models


class Record(models.Model):
    """A row with a public name (`uid`) and its times; addresses carry `uid`, never `id`."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True


class AppendOnlyRecord(models.Model):
    """A row that is written once: the database refuses UPDATE and DELETE (tenants.protection)."""

    append_only: ClassVar[bool] = True

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class DiffersFromAll(models.Func):
    """A condition for constraints: a column's value is none of those in an array column (NULL passes)."""

    template = "(%(expressions)s))"
    arg_joiner = " <> ALL ("
    arity = 2
    output_field = models.BooleanField()
