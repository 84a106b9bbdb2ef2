"""Password rules (等保二级 habits, libraries.md §6) and first passwords."""

import re
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

MINIMUM_LENGTH = 10
CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
CLASSES_NEEDED = 3
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"


class ThreeOfFourClassesValidator:
    """At least ten characters of three of the classes: small, capital, digit, other."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 -- Django's signature
        """Raise ValidationError with what is missing."""
        if len(password) < MINIMUM_LENGTH:
            raise ValidationError(f"密码至少{MINIMUM_LENGTH}位，现在是{len(password)}位。", code="short")  # noqa: EM102
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < CLASSES_NEEDED:
            raise ValidationError(self.get_help_text(), code="classes")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return "密码须含大写字母、小写字母、数字、符号中的三种。"


class NotOneselfValidator:
    """The password does not contain the user name, the mobile number or the staff number."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when one of them is in it."""
        for field in ("username", "mobile", "staff_number"):
            value = str(getattr(user, field, None) or "")
            if len(value) >= 4 and value.lower() in password.lower():  # noqa: PLR2004 -- shorter names hit by chance
                raise ValidationError(self.get_help_text(), code="oneself")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return "密码里不能有用户名、手机号或工号。"


@dataclass(frozen=True)
class HashedPassword:
    """A password as the person reads it and as the account keeps it."""

    text: str
    digest: str


def hashed_first_password() -> HashedPassword:
    """A first password and its hash, which takes a fiftieth of a second and no database."""
    text = first_password()
    return HashedPassword(text, make_password(text))


def first_password() -> str:
    """Return a random password for one use, easy to read aloud: `Kmvp-4827-hqrt`."""
    pick = secrets.choice
    return (
        pick(_CAPITALS) + "".join(pick(_LETTERS) for _ in range(3)) + "-"
        + "".join(pick(_DIGITS) for _ in range(4)) + "-" + "".join(pick(_LETTERS) for _ in range(4))
    )  # fmt: skip
