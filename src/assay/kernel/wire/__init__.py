"""Frozen dataclasses to JSON and back: strict, every error at once with its JSON pointer, and the JSON Schema of it.

Bounds stand beside the field they bind, as ``field(metadata={…})``: the loader, the schema and the form read one place.
Keys: ``minimum``, ``maximum`` (numbers; on a nested dataclass they hold for all its numbers), ``min_length``,
``max_length``, ``pattern`` (texts, also inside a tuple), ``min_items``, ``max_items`` (tuples), ``choices``,
``description`` (else the remark behind the field is taken).
"""

from assay.kernel.wire.dumping import NotWireable, dump, dumps
from assay.kernel.wire.loading import WireError, WireInvalid, load, loads
from assay.kernel.wire.schemas import schema

__all__ = ["NotWireable", "WireError", "WireInvalid", "dump", "dumps", "load", "loads", "schema"]
