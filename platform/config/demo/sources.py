"""The files that describe the demo district; what their fields mean stands in README.md beside them."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PASSWORD = "Qinghe-2026"  # noqa: S105 -- shown to everybody at the end of `make demo`


def read(name: str) -> Any:
    """The JSON value of `<name>.json`."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def document(path: str) -> tuple[str, bytes]:
    """Name and content of a plan as its school would upload it, e.g. `plans/wangxi.docx`."""
    file = HERE / path
    return file.name, file.read_bytes()
