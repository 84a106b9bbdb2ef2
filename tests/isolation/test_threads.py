"""Threads that switch schools keep to their own (scale.md I-02, I-03, I-06)."""

import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.cache import cache
from django.test import override_settings

from accounts.models import User
from core.database import connection
from tenants.models import School
from tenants.schemas import in_school
from tests.architecture.test_guards import FLOORS

Pair = tuple[School, School]


def test_two_threads_in_two_schools_read_their_own(committed: Pair) -> None:
    together = Barrier(2, timeout=20)

    def read_many(school: School) -> set[str]:
        found = set()
        try:
            for _ in range(150):
                with in_school(school):
                    together.wait()
                    found |= set(User.objects.values_list("name", flat=True))
                    together.wait()
                    found |= set(User.objects.values_list("name", flat=True))
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        names = list(pool.map(read_many, committed))

    assert names == [{"甲校管理员"}, {"乙校管理员"}]


def test_a_reused_thread_begins_in_the_district(committed: Pair) -> None:
    def place() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            name: str = cursor.fetchone()[0]
        return name

    def in_ta() -> str:
        with in_school(committed[0]):
            return place()

    def leave() -> None:
        connection.close()  # of that thread, not of ours: the name is looked up there

    with ThreadPoolExecutor(1) as pool:
        places = [pool.submit(work).result() for work in (in_ta, place, in_ta, place)]
        pool.submit(leave).result()

    assert places == [committed[0].schema_name, "public"] * 2


def test_the_library_context_that_mixes_threads_up_is_refused(committed: Pair) -> None:
    with pytest.raises(TypeError, match="in_school"), committed[0]:
        pass


def test_no_code_names_the_library_s_contexts() -> None:
    """Not even in `tenants`: as decorators they keep one value for all threads (scale.md I-03, I-24)."""
    forbidden = {"schema_context", "tenant_context", "schemas_context"}
    root = Path(__file__).resolve().parents[2]
    files = [path for floor in FLOORS for path in (root / floor).rglob("*.py") if "node_modules" not in path.parts]
    culprits = [
        str(path.relative_to(root))
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if forbidden & {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")}
        or getattr(node, "module", "") == "django_tenants.utils"
    ]

    assert (culprits, len(files) > 200) == ([], True)


def test_a_cached_value_stays_in_its_school(committed: Pair) -> None:
    ta, tb = committed
    with in_school(ta):
        cache.set("canary", "甲", 60)
    with in_school(tb):
        seen_by_tb = cache.get("canary")
    with in_school(ta):
        seen_by_ta = cache.get("canary")
        cache.delete("canary")

    assert (seen_by_ta, seen_by_tb) == ("甲", None)


def test_without_the_key_function_the_cache_would_leak(committed: Pair) -> None:
    """The mutant of the test above: shows that it can fail."""
    ta, tb = committed
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        with in_school(ta):
            cache.set("canary", "甲", 60)
        with in_school(tb):
            assert cache.get("canary") == "甲"
