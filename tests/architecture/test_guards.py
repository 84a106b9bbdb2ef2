"""Habits of the house that a machine can check (architecture.md, conventions.md)."""

import ast
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("platform", "tenants", "schools", "district", "dashboards")
BANNED_NAMES = {"utils", "helpers", "misc", "manager", "handler", "process", "data", "info", "obj"}


def sources(*folders: str) -> Iterator[Path]:
    """All Python files of the product, migrations and node packages left out."""
    for folder in folders or FLOORS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not {"migrations", "node_modules"} & set(path.parts):
                yield path


def templates() -> list[Path]:
    """All templates."""
    return sorted((ROOT / "templates").rglob("*.html"))


def test_platform_stays_the_standard_library_s() -> None:
    assert platform.system() == "Linux" or platform.python_version()
    assert not (ROOT / "platform/__init__.py").exists()
    assert list((ROOT / "platform").glob("*.py")) == []


def test_the_interpreter_finds_the_standard_library_s_platform_from_the_root() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.__file__)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip

    assert not found.startswith(str(ROOT / "platform"))


def test_only_tenants_changes_schemas() -> None:
    forbidden = re.compile(r"django_tenants\.utils|schema_context|tenant_context|\.set_schema\w*\(|\.set_tenant\(")
    culprits = [
        str(path.relative_to(ROOT)) for path in sources()
        if path.parts[len(ROOT.parts)] != "tenants" and forbidden.search(path.read_text("utf-8"))
    ]  # fmt: skip

    assert culprits == []


def test_no_threads_and_no_async_cache_reads_beside_the_door() -> None:
    forbidden = re.compile(r"threading\.Thread\(|to_thread\(|sync_to_async|async def ")
    culprits = [
        str(path.relative_to(ROOT)) for path in sources()
        if "embedded" not in path.parts and forbidden.search(path.read_text("utf-8"))
    ]  # fmt: skip

    assert culprits == []


def test_modules_stay_small() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in sources()}

    assert {path: size for path, size in sizes.items() if size > 400} == {}


def test_templates_stay_small() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in templates()}

    assert {path: size for path, size in sizes.items() if size > 150} == {}


def test_modules_open_with_one_line_that_says_what_they_are_for() -> None:
    silent = [
        str(path.relative_to(ROOT)) for path in sources()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]  # fmt: skip

    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES
    ]

    assert vague == []


def test_no_page_names_an_outside_address() -> None:
    address = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?(?:https?:)?//""")
    files = [
        *templates(),
        *(ROOT / "platform/frontend/src").rglob("*.css"),
        *(ROOT / "platform/frontend/src").rglob("*.js"),
    ]

    assert [str(path.relative_to(ROOT)) for path in files if address.search(path.read_text("utf-8"))] == []


def test_no_page_has_inline_scripts_or_handlers() -> None:
    inline = re.compile(r"<script(?![^>]*(?:src=|type=\"application/json\"))|\son\w+=\"")
    culprits = [str(path.relative_to(ROOT)) for path in templates() if inline.search(path.read_text("utf-8"))]

    assert culprits == []


def test_every_recorded_verb_has_its_word() -> None:
    from audit.verbs import VERBS

    used = {
        node.args[0].value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args
        and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip

    assert used - set(VERBS) == set()


@pytest.mark.parametrize("mark", ["TODO", "FIXME", "XXX(", "raise NotImplementedError", "xfail"])
def test_nothing_is_left_for_later(mark: str) -> None:
    here = Path(__file__)
    files = [path for path in (*sources(), *sources("tests"), *templates()) if path != here]

    assert [str(path.relative_to(ROOT)) for path in files if mark in path.read_text("utf-8")] == []


def test_nothing_of_third_parties_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )

    assert [name for name in listed if re.search(r"\.min\.(js|css)$|/vendor/|node_modules/", name)] == []


DOORS = {"facade", "signals", "figures"}


def imported(path: Path) -> Iterator[str]:
    """Dotted names of everything that a module imports with `from … import …` or `import …`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_schools_reach_the_district_only_through_its_doors() -> None:
    around = [
        (str(path.relative_to(ROOT)), name)
        for path in sources("schools")
        for name in imported(path)
        if name.split(".")[0] in {"district", "dashboards"} and not DOORS & set(name.split("."))
    ]

    assert around == []


def test_rules_and_reads_speak_no_http() -> None:
    silent = re.compile(r"(^|/)(models|selectors|services|policies|indicators)(/|\.py$)")
    speaking = [
        (str(path.relative_to(ROOT)), name)
        for path in sources()
        if silent.search(str(path.relative_to(ROOT)))
        for name in imported(path)
        if name.startswith(("django.http", "rest_framework", "django.shortcuts"))
    ]

    assert speaking == []
