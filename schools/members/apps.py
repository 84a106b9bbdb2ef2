"""App entry."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The register of members: people, groups, posts, kinds."""

    name = "schools.members"
    label = "schools_members"
    verbose_name = "会员"
