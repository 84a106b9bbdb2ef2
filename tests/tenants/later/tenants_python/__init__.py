"""The register's own migrations and one that must not run in a school."""

from tenants import migrations

__path__ += migrations.__path__
