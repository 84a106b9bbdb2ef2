"""The rules that propose an area: the school's own list, edited by its administrator alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError
from schools.plans.models import AreaRule
from schools.plans.reading import DEFAULT_RULES
from schools.plans.services import rules
from tenants.models import School
from tests.factories.people import make_actor

SignIn = Callable[..., Client]


def test_the_first_look_fills_the_list_with_the_defaults(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)

    client.get(ta.prefix + "plans/rules/")
    client.get(ta.prefix + "plans/rules/")

    assert rules.rules_for_reading() == DEFAULT_RULES
    assert AreaRule.objects.count() == len(DEFAULT_RULES)


def test_a_rule_is_added_changed_moved_and_removed(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    client.get(ta.prefix + "plans/rules/")
    client.post(
        ta.prefix + "plans/rules/new/", {"area": "care", "keywords": "暖心，关怀 关怀\n三、八", "weight": "1.5"}
    )
    rule = AreaRule.objects.last()
    assert (rule.keywords, float(rule.weight), rule.position) == (["暖心", "关怀", "三、八"], 1.5, len(DEFAULT_RULES))
    address = f"{ta.prefix}plans/rules/{rule.uid}/"

    client.post(address, {"area": "women", "keywords": "暖心", "weight": "2"})
    client.post(f"{address}act/", {"act": "up"})
    rule.refresh_from_db()
    assert (rule.area, rule.is_active, rule.position) == ("women", False, len(DEFAULT_RULES) - 1)

    client.post(f"{address}act/", {"act": "remove"})
    assert AreaRule.objects.filter(pk=rule.pk).exists() is False


@pytest.mark.parametrize("keywords", ["", "，，", "很" * 21, "慰问、走访"])
def test_bad_keywords_are_said_at_the_field(ta: School, sign_in: SignIn, keywords: str) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)

    answer = client.post(ta.prefix + "plans/rules/new/", {"area": "care", "keywords": keywords, "weight": "1"})

    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["keywords"])


def test_a_sentence_can_be_tried(ta: School, sign_in: SignIn) -> None:
    page = sign_in(Role.SCHOOL_ADMIN, school=ta).get(ta.prefix + "plans/rules/", {"sentence": "召开教代会"})

    assert page.context["scores"][0][0] == "民主管理"


def test_stopped_rules_do_not_count(ta: School) -> None:
    rules.provide_rules()
    AreaRule.objects.update(is_active=False)

    assert rules.rules_for_reading() == ()


def test_the_defaults_come_back(ta: School, sign_in: SignIn) -> None:
    client = sign_in(Role.SCHOOL_ADMIN, school=ta)
    client.get(ta.prefix + "plans/rules/")
    AreaRule.objects.exclude(area="care").delete()

    client.post(ta.prefix + "plans/rules/restore/")

    assert AreaRule.objects.count() == len(DEFAULT_RULES)


def test_the_last_rule_stays(ta: School) -> None:
    admin = make_actor(Role.SCHOOL_ADMIN, school=ta)
    rule = rules.add_rule(area="care", keywords=["暖"], weight=1, actor=admin)

    with pytest.raises(InvalidInputError):
        rules.remove_rule(rule, actor=admin)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.COMMITTEE, Role.MEMBER])
def test_others_may_not_touch_the_rules(ta: School, sign_in: SignIn, role: Role) -> None:
    actor = make_actor(role, school=ta)

    with pytest.raises(NotAllowedError):
        rules.add_rule(area="care", keywords=["暖"], weight=1, actor=actor)
    with pytest.raises(NotAllowedError):
        rules.restore_rules(actor=actor)
    assert sign_in(role, school=ta).get(ta.prefix + "plans/rules/").status_code == 403


def test_another_school_s_rule_is_not_there(ta: School, tb: School, sign_in: SignIn) -> None:
    rules.provide_rules()
    uid = AreaRule.objects.first().uid

    assert sign_in(Role.SCHOOL_ADMIN, school=tb).get(f"{tb.prefix}plans/rules/{uid}/").status_code == 404
