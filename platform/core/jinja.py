"""The engine of templates/jinja: fields and tables, of which a page may hold hundreds.

Django's own engine takes several times as long for them; everything else is drawn by that one.
"""

from typing import Any

from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from jinja2 import Environment

from core.templatetags import ui


def environment(**options: Any) -> Environment:
    """Jinja with the parts that our templates use."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701 -- Django's options say autoescape
    made.globals |= {"icon": ui.icon, "shape": ui.shape, "badge": ui.badge, "error_summary": _error_summary}
    return made


def _error_summary(form: BaseForm) -> SafeString:
    return render_to_string("ui/_error_summary.html", {"form": form})
