"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with the least costs of the OWASP Password Storage Cheat Sheet: 19 MiB, two rounds, one lane.

    Django's own take 100 MiB and eight lanes a sign-in, which eight threads on a small server cannot spare.
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
