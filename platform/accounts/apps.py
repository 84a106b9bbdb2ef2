"""App entry of the accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Lives in the public schema (district) and in every school's (its people)."""

    name = "accounts"
    verbose_name = "账号"
