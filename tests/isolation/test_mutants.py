"""Each protection taken out once: the test that stands for it must fail then. The list is in README.md."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Task
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import get_resolver, path

from accounts.middleware import guard_views
from accounts.models import User
from accounts.views import signing
from core.actors import SCHOOL_ROLES, Role
from core.database import connection
from files.storage import PrivateStorage
from schools.plans.views import rules
from tenants import directory, services
from tenants.backend.base import DatabaseWrapper, owner_of, role_of
from tenants.models import School
from tenants.schemas import in_public, in_schema_as_owner
from tenants.services import add_host
from tenants.tasks import PlaceTask
from tests.factories.collection import SYSTEM
from tests.factories.people import client_of, make_user
from tests.factories.schools import PASSWORD
from tests.isolation import matrix, test_addresses, test_life, test_matrix, test_places, test_roles
from tests.isolation.world import as_superuser

Pair = tuple[School, School]
FAILURES = (Exception, pytest.fail.Exception)  # a test that breaks down fails as well


def fails(test: Callable[..., None], *arguments: Any, **named: Any) -> bool:
    """Whether a test of this suite fails now."""
    try:
        test(*arguments, **named)
    except FAILURES:
        return True
    return False


def test_an_address_that_nobody_listed_is_caught(district: None, monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = get_resolver(settings.SCHOOL_URLCONF)
    new = path("new-page/", rules.rule_list, name="new_page")
    assert not fails(test_matrix.test_every_address_is_listed_and_every_listed_one_exists, "school")

    monkeypatch.setattr(resolver, "url_patterns", [*resolver.url_patterns, new])

    assert fails(test_matrix.test_every_address_is_listed_and_every_listed_one_exists, "school")


def test_a_listed_address_that_is_gone_is_caught(district: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(matrix.SCHOOL, "plans:burn", (matrix.KEEPER, matrix.POST))

    assert fails(test_matrix.test_every_address_is_listed_and_every_listed_one_exists, "school")


def test_a_guard_that_lets_everyone_pass_is_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_views, "process_view", lambda *_: None)

    assert fails(test_matrix.test_pages_are_for_whom_they_are_said_to_be, "school", Role.MEMBER, ta)


def test_a_page_that_is_opened_to_others_is_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.rule_list, "access", "signed_in")

    assert fails(test_matrix.test_pages_are_for_whom_they_are_said_to_be, "school", Role.MEMBER, ta)


def test_a_guard_that_forgets_the_first_password_is_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(User, "must_change_password", property(lambda _: False, lambda *_: None))

    assert fails(test_matrix.test_the_first_password_is_changed_before_anything_else, "school", ta)


def test_sessions_outside_the_schema_are_caught(ta: School, tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a store that all share, and not tied to the password: who has the same number there is let in."""
    shared = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(User, "get_session_auth_hash", lambda _: "same")
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache", CACHES=shared):
        own = make_user(*SCHOOL_ROLES, school=ta, username="numbered")
        make_user(*SCHOOL_ROLES, school=tb, username="numbered", pk=own.pk)
        client = Client()
        client.post(f"{ta.prefix}accounts/sign-in/", {"name": "numbered", "password": PASSWORD})
        client.cookies["union_school"]["path"] = "/"

        assert (
            client.get(f"{tb.prefix}accounts/own/").status_code == 200
        )  # let in, where the matrix wants the sign-in page


def test_a_cookie_for_every_path_is_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.middleware._cookie_path", lambda _: "/")

    assert fails(test_places.test_the_cookie_of_a_school_is_limited_to_its_prefix, ta)


def test_files_of_all_schools_in_one_folder_are_caught(ta: School, tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PrivateStorage, "base_location", str(settings.MEDIA_ROOT))

    assert fails(test_places.test_a_file_of_one_school_is_not_found_in_another, ta, tb)


def test_a_task_that_does_not_ask_for_its_place_is_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_anywhere(task: Task, *arguments: Any, place: str | None = None, **named: Any) -> Any:
        return task.run(*arguments, **named)

    monkeypatch.setattr(PlaceTask, "__call__", run_anywhere)

    assert fails(test_places.test_a_task_without_a_known_place_is_refused, None, ta)
    assert fails(test_places.test_a_task_of_a_suspended_school_is_refused, ta)


def test_a_school_that_acts_as_owner_is_caught(committed: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def owner(self: DatabaseWrapper) -> str:
        return owner_of(self.settings_dict["NAME"])

    with monkeypatch.context() as harm:
        harm.setattr(DatabaseWrapper, "_wanted_role", owner)
        assert fails(test_roles.test_a_school_has_no_right_on_any_table_of_another_school_or_of_the_district, committed)
        assert fails(test_roles.test_the_district_has_no_right_on_any_table_of_a_school, committed)


def test_a_search_path_with_the_district_in_it_is_caught(committed: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Together with too strong a role: for a school's own role PostgreSQL passes over a schema it may not use."""

    def with_public(self: DatabaseWrapper, cursor: Any = None) -> None:
        if cursor is not None and not self._setting_search_path:
            role = owner_of(self.settings_dict["NAME"])
            statement = "SELECT set_config('role', %s, false), set_config('search_path', %s || ', public', false)"
            cursor.execute(statement, [role, self.schema_name])

    with monkeypatch.context() as harm:
        harm.setattr(DatabaseWrapper, "_handle_search_path", with_public)
        seen = fails(test_roles.test_the_tables_of_the_district_cannot_be_named_in_a_school, committed)
    connection.close()

    assert seen


def test_a_switch_that_fails_in_silence_is_caught(committed: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """django-tenants swallows the error and goes on where it was."""
    handle = DatabaseWrapper._handle_search_path

    def quiet(self: DatabaseWrapper, cursor: Any = None) -> None:
        if self.schema_name != "s_gone":
            handle(self, cursor)

    with monkeypatch.context() as harm:
        harm.setattr(DatabaseWrapper, "_handle_search_path", quiet)
        seen = fails(test_roles.test_a_switch_that_fails_is_heard_of, committed)
    connection.close()

    assert seen


def test_a_right_given_by_hand_is_caught(committed: Pair) -> None:
    with as_superuser() as link:
        role = role_of(connection.settings_dict["NAME"], committed[0].schema_name)
        place = committed[1].schema_name
        link.execute(f"GRANT USAGE ON SCHEMA {place} TO {role}; GRANT SELECT ON {place}.accounts_user TO {role}")
        try:
            seen = fails(
                test_roles.test_a_school_has_no_right_on_any_table_of_another_school_or_of_the_district, committed
            )
        finally:
            link.execute(f"REVOKE ALL ON SCHEMA {place} FROM {role}; REVOKE ALL ON {place}.accounts_user FROM {role}")

    assert seen


def test_an_audit_trail_without_its_trigger_is_caught(committed: Pair) -> None:
    place = committed[0].schema_name
    with transaction.atomic(), in_schema_as_owner(place):
        test_roles.run(f"ALTER TABLE {place}.audit_auditentry DISABLE TRIGGER written_once")

        seen = fails(
            test_roles.test_the_audit_trail_refuses_change_even_for_the_owner, committed, "DELETE FROM audit_auditentry"
        )
        transaction.set_rollback(True)

    assert seen


def test_a_key_between_schemas_is_caught(committed: Pair) -> None:
    place = committed[0].schema_name
    with as_superuser() as link:
        link.execute(f"CREATE TABLE {place}.by_hand (school bigint REFERENCES public.tenants_school (id))")
        try:
            seen = fails(test_roles.test_nothing_in_one_schema_depends_on_another, committed)
        finally:
            link.execute(f"DROP TABLE {place}.by_hand")

    assert seen


def test_forms_without_tokens_are_caught(ta: School, tb: School) -> None:
    rest = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    with override_settings(MIDDLEWARE=rest):
        assert fails(test_addresses.test_a_form_is_taken_with_its_own_token_only, ta, tb)


@pytest.mark.parametrize("asked", ["//evil.example/", "/s/ta/../tb/plans/"])
def test_a_sign_in_that_leads_anywhere_is_caught(asked: str, ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "local_next", lambda _, wanted: wanted)

    assert fails(test_addresses.test_signing_in_leads_nowhere_but_into_the_place, asked, ta)


def test_belief_in_forwarded_hosts_is_caught(ta: School) -> None:
    with in_public():
        add_host(ta, host=test_addresses.HOST, actor=SYSTEM)
    with override_settings(USE_X_FORWARDED_HOST=True):
        assert fails(test_addresses.test_what_a_client_says_about_its_host_is_not_believed, "x-forwarded-host", ta)


def test_codes_taken_as_they_come_are_caught(ta: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "CODE_PATTERN", SimpleNamespace(regex=SimpleNamespace(match=lambda _: True)))
    client = client_of(*SCHOOL_ROLES, school=ta)
    client.raise_request_exception = False

    assert client.get("/s/ta%00/").status_code == 500  # where the test wants 404


def test_a_directory_that_never_forgets_is_caught(tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "SECONDS_KEPT", 3600.0)

    assert fails(test_life.test_a_school_suspended_by_another_process_is_shut_within_half_a_minute, tb, monkeypatch)


def test_a_suspended_school_that_stays_open_is_caught(ta: School, tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(School, "is_open", True)

    assert fails(test_places.test_a_suspended_school_answers_404, ta, tb)


def test_a_suspension_that_is_only_noted_is_caught(tb: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_forget_soon", lambda: None)

    assert fails(test_life.test_a_suspended_school_is_shut_at_once_in_the_process_that_did_it, tb)
