"""Remembering what a step was made from, so that it is left out while that has not changed."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

SKIPPED_FOLDERS = {"node_modules", "dist", "__pycache__", ".git", ".venv", ".tools", "var"}


def fingerprint(*parts: Path | str) -> str:
    """Return a hash over texts and over the names and contents of files; a folder counts with all files below it."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            total.update(f"text {part}\0".encode(errors="surrogateescape"))
            continue
        for file in sorted(_files(part)):
            total.update(f"file {file}\0".encode(errors="surrogateescape"))
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        yield path
    for folder, names, files in os.walk(path):
        names[:] = [name for name in names if name not in SKIPPED_FOLDERS]
        yield from (Path(folder) / name for name in files if not name.endswith(".pyc"))


def is_current(stamp: Path, inputs: str) -> bool:
    """Return whether the step of file `stamp` was last finished with these inputs."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == inputs


def remember(stamp: Path, inputs: str) -> None:
    """Note that the step of file `stamp` was finished with these inputs."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    unfinished = stamp.with_name(f"{stamp.name}.new")
    unfinished.write_text(inputs, encoding="utf-8")
    unfinished.replace(stamp)
