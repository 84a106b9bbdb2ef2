"""The members' own migrations and two more."""

from schools.members import migrations
from tests.tenants.later import members_one

__path__ += [*migrations.__path__, *members_one.__path__]
