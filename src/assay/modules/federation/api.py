"""The door: what other modules may use."""

__all__: list[str] = []
