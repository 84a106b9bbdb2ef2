"""Settings of a later version: the members have a shoe size and shoes."""

from config.settings.test import *  # noqa: F403 -- the usual way of Django settings

MIGRATION_MODULES = {"schools_members": "tests.tenants.later.members_one"}
