"""The database backend: django-tenants' own, with a PostgreSQL role per school."""
