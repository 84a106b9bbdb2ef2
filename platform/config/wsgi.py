"""The WSGI entry that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

_ = get_resolver().url_patterns  # the views, which the first request would load
gc.freeze()  # what is loaded now stays: a collection need not look at it, which took 20 ms of a page of many objects
