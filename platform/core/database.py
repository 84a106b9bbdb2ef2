"""Django's connection, typed so that what tenants.backend adds to it (`tenant`, `schema_name`, …) may be named."""

from typing import Any

from django.db import connection as _connection

connection: Any = _connection
