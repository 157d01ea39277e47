"""A hasher that tells how often it worked."""

from typing import ClassVar, Final, override

from django.contrib.auth.hashers import MD5PasswordHasher

HASHERS: Final = [f"{__name__}.Counting"]


class Counting(MD5PasswordHasher):
    """Cheap, and counted."""

    algorithm = "counting"
    calls: ClassVar[int] = 0

    @override
    def encode(self, password: str, salt: str) -> str:
        Counting.calls += 1
        return super().encode(password, salt)
