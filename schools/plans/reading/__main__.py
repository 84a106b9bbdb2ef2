"""Command line: `python -m schools.plans.reading FILE` prints what was read as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schools.plans.reading import PlanUnreadable, read_file


def print_reading(path: str) -> int:
    """Print the reading of one file; give the exit code (1 with a sentence on stderr if unreadable)."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        sys.stderr.write(f"文件打不开：{path}（{error.strerror}）\n")
        return 1
    try:
        reading = read_file(Path(path).name, content)
    except PlanUnreadable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.buffer.write((json.dumps(reading.as_json(), ensure_ascii=False, indent=2) + "\n").encode())
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(print_reading(sys.argv[1]) if len(sys.argv) == 2 else "用法：python -m schools.plans.reading 文件")
