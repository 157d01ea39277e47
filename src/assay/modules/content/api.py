"""Nothing is offered to other modules yet: they link to these pages by name."""

__all__: list[str] = []
