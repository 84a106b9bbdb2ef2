"""The rules that propose an area: filled from the engine's defaults at first use, then the school's own."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from audit.services import record
from core.actors import Actor
from core.errors import InvalidInputError, ensure
from schools.plans import policies, selectors
from schools.plans.models import AreaRule
from schools.plans.reading import DEFAULT_RULES
from schools.plans.reading import AreaRule as ReadingRule
from schools.plans.reading.areas import score_areas

_REFUSED = "只有学校管理员可以修改领域规则。"


def rules_for_reading() -> tuple[ReadingRule, ...]:
    """The rules in the engine's shape: the school's active ones, or the defaults while it never opened its list."""
    if not AreaRule.objects.exists():
        return tuple(DEFAULT_RULES)
    return tuple(ReadingRule(rule.area, tuple(rule.keywords), float(rule.weight)) for rule in selectors.active_rules())


@transaction.atomic
def provide_rules() -> None:
    """Fill an empty list with the defaults, so that there is something to read and edit."""
    if not AreaRule.objects.exists():
        _write_defaults()


def try_sentence(sentence: str) -> list[tuple[str, float]]:
    """What the rules make of a sentence: (area, score) of every area that a rule speaks for, best first."""
    return score_areas(sentence, None, rules_for_reading())


@transaction.atomic
def restore_rules(*, actor: Actor) -> None:
    """Put the defaults back in place of all own rules."""
    ensure(policies.can_edit_rules(actor), _REFUSED)
    before = AreaRule.objects.count()
    AreaRule.objects.all().delete()
    first = _write_defaults()
    record("rule.restore", first, actor=actor, before={"count": before}, after={"count": len(DEFAULT_RULES)})


def _write_defaults() -> AreaRule:
    rows = [
        AreaRule(area=rule.area, keywords=list(rule.keywords), weight=Decimal(str(rule.weight)), position=position)
        for position, rule in enumerate(DEFAULT_RULES)
    ]
    return AreaRule.objects.bulk_create(rows)[0]


@transaction.atomic
def add_rule(*, area: str, keywords: list[str], weight: Decimal, actor: Actor) -> AreaRule:
    """Append a rule; keywords are 1–20 characters each."""
    ensure(policies.can_edit_rules(actor), _REFUSED)
    last = AreaRule.objects.aggregate(last=Max("position"))["last"]
    rule = AreaRule.objects.create(
        area=area, keywords=keywords, weight=weight, position=0 if last is None else last + 1
    )
    record("rule.add", rule, actor=actor, after=_facts(rule))
    return rule


@transaction.atomic
def change_rule(
    rule: AreaRule, *, area: str, keywords: list[str], weight: Decimal, is_active: bool, actor: Actor
) -> None:
    """Change what a rule says or whether it counts."""
    ensure(policies.can_edit_rules(actor), _REFUSED)
    rule = AreaRule.objects.select_for_update().get(pk=rule.pk)
    before = _facts(rule)
    rule.area, rule.keywords, rule.weight, rule.is_active = area, keywords, weight, is_active
    rule.save(update_fields=["area", "keywords", "weight", "is_active", "updated_at"])
    record("rule.change", rule, actor=actor, before=before, after=_facts(rule))


@transaction.atomic
def remove_rule(rule: AreaRule, *, actor: Actor) -> None:
    """Remove a rule; the last one stays, or the importer would fall back to the defaults unseen."""
    ensure(policies.can_edit_rules(actor), _REFUSED)
    if AreaRule.objects.select_for_update().count() == 1:
        message = "至少保留一条规则；要停用领域建议，请把它设为停用。"
        raise InvalidInputError(message)
    record("rule.remove", rule, actor=actor, before=_facts(rule))
    rule.delete()


@transaction.atomic
def move_rule(rule: AreaRule, step: int, *, actor: Actor) -> None:
    """Move a rule up (step −1) or down (+1); at an end it stays."""
    ensure(policies.can_edit_rules(actor), _REFUSED)
    rules = list(AreaRule.objects.select_for_update().order_by("position", "pk"))
    index = next(place for place, row in enumerate(rules) if row.pk == rule.pk)
    target = index + step
    if not 0 <= target < len(rules):
        return
    rules.insert(target, rules.pop(index))
    for position, row in enumerate(rules):
        row.position = position
    AreaRule.objects.bulk_update(rules, ["position"])
    record("rule.move", rule, actor=actor, before={"position": index + 1}, after={"position": target + 1})


def _facts(rule: AreaRule) -> dict[str, object]:
    return {"area": rule.area, "keywords": rule.keywords, "weight": str(rule.weight), "is_active": rule.is_active}
