"""The same site for one school alone: no tenancy, no roles, no mounting; what `requests` measures against."""
