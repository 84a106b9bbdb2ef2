"""Reading everything that an answer carries, packed files included."""

import io
import zipfile
from urllib.parse import unquote

from django.http import HttpResponse


def text_of(answer: HttpResponse) -> str:
    """Body, headers and cookies of an answer as one text; the parts of a packed file are unpacked."""
    body = answer.getvalue()
    parts = [body]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
    headers = unquote("\n".join(f"{name}: {value}" for name, value in answer.headers.items()))
    return "\n".join([*(part.decode("utf-8", "replace") for part in parts), headers, answer.cookies.output()])
