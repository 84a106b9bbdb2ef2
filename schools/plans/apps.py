"""App entry."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Work plans: import, editing, submission."""

    name = "schools.plans"
    label = "schools_plans"
    verbose_name = "计划"
