"""Office packages before they are opened: size, encryption, zip bombs, and which kind they are."""

from __future__ import annotations

import io
import zipfile

from schools.plans.reading.shapes import PlanUnreadable

MAX_BYTES = 20 * 1024 * 1024
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_RATIO = 150
_MAX_MEMBERS = 5000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RATIO_FLOOR = 5 * 1024 * 1024


def kind_of(name: str, content: bytes) -> str:
    """Tell "docx", "xlsx", "xls", "md" or "txt" by content first; raise `PlanUnreadable` with a reason."""
    if not content.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        message = "文件是空的。"
        raise PlanUnreadable(message)
    if len(content) > MAX_BYTES:
        message = "文件超过20MB，请删去图片后再上传。"
        raise PlanUnreadable(message)
    if content.startswith(b"%PDF"):
        message = "暂时读不了PDF。请上传Word、Excel或文字文件，也可以把文字粘贴进来。"
        raise PlanUnreadable(message)
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"BM")):
        message = "这不是计划文件，读不出文字。请上传docx、xlsx、txt或md文件。"
        raise PlanUnreadable(message)
    suffix = name.lower().rpartition(".")[2]
    if suffix in {"docx", "xlsx"}:
        message = f"文件已损坏，或者并不是{suffix}文件。请用Word或Excel重新保存后再上传。"
        raise PlanUnreadable(message)
    return "md" if suffix in {"md", "markdown"} else "txt"


def _kind_of_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        message = "文件加了密码，打不开。请去掉密码后再上传。"
        raise PlanUnreadable(message)
    if "WordDocument".encode("utf-16-le") in content:
        message = "这是旧版Word文件（doc）。请另存为docx后再上传。"
        raise PlanUnreadable(message)
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "xls"
    message = "文件打不开。请另存为docx或xlsx后再上传。"
    raise PlanUnreadable(message)


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            _refuse_bomb(members, len(content))
            names = {member.filename for member in members}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = "文件已损坏，打不开。请重新保存后再上传。"
        raise PlanUnreadable(message) from error
    if any(member.flag_bits & 0x1 for member in members):
        message = "文件加了密码，打不开。请去掉密码后再上传。"
        raise PlanUnreadable(message)
    if "word/document.xml" in names:
        return "docx"
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    message = "压缩包里没有Word或Excel内容。请上传docx、xlsx、txt或md文件。"
    raise PlanUnreadable(message)


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    too_dense = unpacked > _RATIO_FLOOR and unpacked > packed * _MAX_RATIO
    if len(members) > _MAX_MEMBERS or unpacked > _MAX_UNPACKED or too_dense:
        message = "文件展开后过大，没有读取。请另存一份普通文件后再上传。"
        raise PlanUnreadable(message)
