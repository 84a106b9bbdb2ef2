"""App entry."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The register of members: people, groups, posts, kinds."""

    name = "schools.members"
    label = "schools_members"
    verbose_name = "会员"

    def ready(self) -> None:
        """Say who may fetch the files of imports."""
        from files.holders import Holder, register  # noqa: PLC0415 -- models must be loaded first
        from schools.members import selectors  # noqa: PLC0415
        from schools.members.models import MemberImport  # noqa: PLC0415

        register(Holder(MemberImport, "file", selectors.imports_visible_to))
