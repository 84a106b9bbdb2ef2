"""The WSGI entry that gunicorn serves."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

for _urls in (settings.ROOT_URLCONF, settings.SCHOOL_URLCONF):
    _ = get_resolver(_urls).url_patterns  # the views, which the first request would load
gc.freeze()  # what is loaded now stays: a collection need not look at it, which took 20 ms of a page of many objects
gc.set_threshold(100_000, 20, 20)  # at the default of 700 a page of 500 schools collected 26 times, a tenth of its time
