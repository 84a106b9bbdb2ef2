"""App entry."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """Letters by e-mail: what a person is told in the app, told once more by mail."""

    name = "schools.mail"
    label = "schools_mail"
    verbose_name = "邮件"
