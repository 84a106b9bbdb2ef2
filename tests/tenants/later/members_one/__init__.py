"""The members' own migrations and one more."""

from schools.members import migrations

__path__ += migrations.__path__
