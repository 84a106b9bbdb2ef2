"""Settings of a still later version: the shoe size is filled by Python."""

from config.settings.test import *  # noqa: F403 -- the usual way of Django settings

MIGRATION_MODULES = {"schools_members": "tests.tenants.later.members_two"}
