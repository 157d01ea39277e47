"""Q22: founders' own words find the right entry; the encoder equals the reference; without it words still help."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assay.config.catalogue_vectors import build
from assay.engine.discovery import load_catalogue
from assay.engine.types import Floats
from assay.modules.discovery import ports, providers
from assay.modules.discovery.providers import minilm
from assay.modules.discovery.providers.wording import WordingReader

CATALOGUE = load_catalogue()
IDS = [entry.id for entry in CATALOGUE.entries]
PARAPHRASES = [
    (entry_id, text)
    for entry_id, texts in json.loads(Path(__file__).with_name("paraphrases.json").read_text()).items()
    for text in texts
]
# First numbers of this model's vectors by the reference implementation (sentence-transformers), as published.
REFERENCES = {
    "This is an example sentence": (0.06765693, 0.06349593, 0.04871314, 0.07930495, 0.03744806, 0.00265273),
    "Each sentence is converted": (0.08643859,),
}


def share_within(likeness: Floats, places: int) -> float:
    """Share of paraphrases whose own entry is among the nearest; ``likeness`` is texts × entries."""
    own = likeness[np.arange(len(PARAPHRASES)), [IDS.index(entry_id) for entry_id, _ in PARAPHRASES]]
    return float(((likeness > own[:, None]).sum(axis=1) < places).mean())


def test_there_are_two_paraphrases_of_every_entry_and_none_quotes_it() -> None:
    assert {entry_id for entry_id, _ in PARAPHRASES} == set(IDS)
    assert len(PARAPHRASES) >= 2 * len(IDS)
    for entry_id, text in PARAPHRASES:
        assert text not in CATALOGUE.get(entry_id).aliases


def test_q22_sentence_vectors_find_the_entry_behind_a_paraphrase() -> None:
    likeness = minilm.load().encode([text for _, text in PARAPHRASES]) @ CATALOGUE.vectors.T
    assert share_within(likeness, 1) >= 0.85
    assert share_within(likeness, 3) >= 0.95


def test_q22_without_vectors_shared_words_still_find_most() -> None:
    likeness = np.array([WordingReader().likeness(text, CATALOGUE) for _, text in PARAPHRASES])
    assert share_within(likeness, 3) >= 0.60


@pytest.mark.parametrize(("sentence", "head"), REFERENCES.items())
def test_q22_vectors_equal_those_of_the_reference_implementation(sentence: str, head: tuple[float, ...]) -> None:
    vector = minilm.load().encode([sentence])[0]
    assert vector.shape == (minilm.DIMENSIONS,)
    assert vector[: len(head)] == pytest.approx(head, abs=1e-4)


def test_likeness_follows_meaning_and_not_letters() -> None:
    vectors = minilm.load().encode(["a cat sits on the mat", "a kitten rests on the rug", "the quarterly report"])
    likeness = vectors @ vectors.T
    assert np.diag(likeness) == pytest.approx(1.0, abs=1e-5)
    assert likeness[0, 1] > 0.5
    assert likeness[0, 2] < 0.2


def test_a_text_has_the_same_vector_alone_and_in_company() -> None:
    texts = ["bees", "a much longer sentence about repairing bicycles in the yard of a company", ""]
    together = minilm.load().encode(texts)
    alone = np.concatenate([minilm.load().encode([text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-5)
    assert minilm.load().encode([]).shape == (0, minilm.DIMENSIONS)


def test_words_beyond_128_tokens_change_nothing() -> None:
    start = "mushroom " * 200
    assert minilm.load().encode([start])[0] == pytest.approx(minilm.load().encode([start + "tax law"])[0])


def test_any_script_and_any_length_gets_a_unit_vector() -> None:
    vectors = minilm.load().encode(["قهوة", "咖啡", "🙂", "x" * 100_000])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_stored_catalogue_vectors_are_in_step_with_the_words() -> None:
    # When this fails: python -m assay.config.catalogue_vectors
    assert build().astype(np.float64) == pytest.approx(CATALOGUE.vectors, abs=2e-3)


def test_loading_and_encoding_stay_below_130_megabytes_more() -> None:
    code = (
        "import resource as r; import numpy, scipy.special, tokenizers; from assay.engine import discovery;"
        "a = r.getrusage(r.RUSAGE_SELF).ru_maxrss; from assay.modules.discovery.providers import minilm;"
        "minilm.load().encode(['how much memory does one sentence take']);"
        "print(r.getrusage(r.RUSAGE_SELF).ru_maxrss - a)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    unit = 1 if sys.platform == "darwin" else 1_024
    assert int(said.stdout) * unit < 130_000_000
    assert resource.RUSAGE_SELF == 0


def test_one_wish_in_a_list_is_enough() -> None:
    listed = minilm.MiniLmReader().likeness("chess, opera, repairing bicycles for companies", CATALOGUE)
    assert IDS[int(listed.argmax())] == "office-bike-repair"


def test_the_reader_in_use_is_asked_and_silence_is_not_guessed_at() -> None:
    before = ports.current()
    try:
        ports.use(WordingReader())
        assert ports.similarities("  ", CATALOGUE) is None
        found = ports.similarities("mushrooms on coffee grounds", CATALOGUE)
        assert found is not None
        assert IDS[int(found.argmax())] == "coffee-ground-mushrooms"
    finally:
        if before:
            ports.use(before)


def test_the_better_reader_is_chosen_where_its_weights_are() -> None:
    assert minilm.is_installed()
    assert isinstance(providers.best_reader(), minilm.MiniLmReader)


def test_text_without_a_known_word_is_near_nothing() -> None:
    assert WordingReader().likeness("zzzz qqqq", CATALOGUE).max() == 0.0


def test_missing_weights_are_said_by_name() -> None:
    with pytest.raises(minilm.WeightsMissing, match="no_such_weights"):
        minilm.folder_of("no_such_weights")
