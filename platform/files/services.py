"""Taking a file in: size, name and content are checked before anything is kept."""

import hashlib
import io
import zipfile
from collections.abc import Collection
from pathlib import PurePosixPath, PureWindowsPath

import filetype
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from core import figures
from core.actors import Actor
from core.errors import InvalidInputError
from files.extents import reaches_too_far
from files.models import StoredFile

OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
LABELS = {"docx": "Word 文档（.docx）", "xlsx": "Excel 工作簿（.xlsx）", "txt": "文本（.txt）", "md": "文本（.md）"}
# What is kept beside a record and never read by an importer.
PHOTO_LABELS = dict.fromkeys(("jpg", "jpeg", "png", "webp", "heic"), "照片（.jpg、.png、.webp、.heic）")
EVIDENCE_LABELS = {**PHOTO_LABELS, "pdf": "PDF（.pdf）", "docx": LABELS["docx"], "xlsx": LABELS["xlsx"]}
_ZIP_MOST_BYTES = 200 * 1024 * 1024
_ZIP_MOST_ENTRIES = 5_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def clean_name(name: str) -> str:
    """The last part of a file name without any path and control characters, at most 120 characters."""
    base = PurePosixPath(PureWindowsPath(name).name).name
    return "".join(character for character in base if character.isprintable())[-120:] or "未命名"


def check_content(name: str, content: bytes, *, kinds: Collection[str]) -> str:
    """Return the kind (of LABELS or EVIDENCE_LABELS) of a file whose ending and content agree and that is in `kinds`.

    Raises InvalidInputError with a sentence: empty, too large, wrong type, encrypted, broken, unpacks too far.
    """
    wanted = "、".join(dict.fromkeys((LABELS | EVIDENCE_LABELS)[kind] for kind in kinds))
    kind = clean_name(name).rsplit(".", 1)[-1].lower() if "." in name else ""
    limit = settings.MAX_UPLOAD_BYTES
    if not content:
        _refuse(f"“{clean_name(name)}”是空文件，请换一个有内容的文件。")
    if len(content) > limit:
        _refuse(f"文件有{len(content) / 1_048_576:.0f} MB，最多{limit // 1_048_576} MB。请删去图片或拆成几个文件。")
    if kind not in kinds:
        _refuse(f"不能读取“.{kind}”文件，请用{wanted}。" if kind else f"文件名没有后缀，请用{wanted}。")
    if kind in OFFICE_PARTS:
        _check_office(kind, content)
    elif kind in EVIDENCE_LABELS:
        _check_signature(kind, content)
    elif b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(f"文件内容不是文本，与后缀“.{kind}”不符。")
    return kind


def _refuse(message: str) -> None:
    raise InvalidInputError(message)


def _check_signature(kind: str, content: bytes) -> None:
    guess = filetype.guess(content)
    if guess is None or guess.extension != kind.replace("jpeg", "jpg"):
        what = f"，看起来是 {guess.extension} 文件" if guess else ""
        _refuse(f"文件内容与后缀“.{kind}”不符{what}，请换一个文件。")


def _check_office(kind: str, content: bytes) -> None:
    if content.startswith(_OLE):
        _refuse("文件有密码保护或是旧格式，请去掉密码，另存为 .docx 或 .xlsx 后再上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > _ZIP_MOST_ENTRIES or sum(entry.file_size for entry in entries) > _ZIP_MOST_BYTES:
                _refuse("文件解开后过大，不能读取。")
            if OFFICE_PARTS[kind] not in names:
                _refuse(f"文件内容不是{LABELS[kind]}，与后缀不符。")
            archive.read(OFFICE_PARTS[kind])
            if kind == "xlsx" and reaches_too_far(archive):
                _refuse("表格里有内容的格子隔得太远，不能读取。请删去远处的零散内容后再上传。")
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        guess = filetype.guess(content)
        what = f"，看起来是 {guess.extension} 文件" if guess and guess.extension != kind else ""
        message = f"文件已损坏或不是{LABELS[kind]}{what}。请在 Word 或 Excel 中打开另存后再上传。"
        raise InvalidInputError(message) from error


def read_upload(upload: UploadedFile, *, kinds: Collection[str]) -> tuple[str, bytes, str]:
    """Return (shown name, content, kind) of a checked upload; too large ones are refused before they are read."""
    limit = min(settings.MAX_UPLOAD_BYTES // 1_048_576, figures.value("files.import_megabytes"))
    if upload.size and upload.size > limit * 1_048_576:
        _refuse(f"文件有{upload.size / 1_048_576:.0f} MB，最多{limit} MB。请删去图片或拆成几个文件。")
    name = clean_name(upload.name or "")
    content = upload.read()
    return name, content, check_content(name, content, kinds=kinds)


def store(name: str, content: bytes, kind: str, *, actor: Actor) -> StoredFile:
    """Keep checked content privately in the current place."""
    stored = StoredFile(
        name=clean_name(name), size=len(content), sha256=hashlib.sha256(content).hexdigest(), kind=kind,
        uploaded_by_uid=actor.uid, uploaded_by=actor.name,
    )  # fmt: skip
    stored.content.save(name, ContentFile(content), save=False)
    stored.save()
    return stored


def content_of(stored: StoredFile) -> bytes:
    """The bytes of a stored file of the current place."""
    with stored.content.open("rb") as handle:
        return handle.read()
