"""The row of a stored file."""

from typing import ClassVar

from django.db import models

from core.models import Record


def stored_name(instance: "StoredFile", _name: str) -> str:
    """A name of our own: nothing of the sender's name reaches the disk."""
    return f"{instance.uid.hex[:2]}/{instance.uid.hex}"


class StoredFile(Record):
    """A file as it was received; `name` is what the sender called it, for showing only."""

    name = models.CharField("文件名", max_length=200)
    content = models.FileField("内容", upload_to=stored_name)
    size = models.PositiveIntegerField("大小")
    sha256 = models.CharField("校验值", max_length=64)
    kind = models.CharField("类型", max_length=10)
    uploaded_by_uid = models.UUIDField("上传人编号", null=True)
    uploaded_by = models.CharField("上传人", max_length=60)

    class Meta:
        verbose_name = "文件"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """The sender's name for it."""
        return self.name
