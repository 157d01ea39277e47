"""Readers of interests: sentence vectors where their weights are installed, shared words otherwise."""

from assay.modules.discovery.ports import InterestReader
from assay.modules.discovery.providers import minilm
from assay.modules.discovery.providers.wording import WordingReader


def best_reader() -> InterestReader:
    """The better of the two that can run here. Nothing is loaded before it is used."""
    return minilm.MiniLmReader() if minilm.is_installed() else WordingReader()
