"""A `var` folder of its own for every test, with whatever runs in it stopped afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.folders import make_var
from embedded.services import wipe


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a short folder that every account may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="union-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def var(open_folder: Path) -> Iterator[Path]:
    """Yield an empty `var` folder."""
    folder = make_var(open_folder / "var")
    yield folder
    wipe(folder)
