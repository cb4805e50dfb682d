"""How well words that people say fit what a variable or a choice is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple

from ironlaw._errors import UnitError
from ironlaw._language import unit

_WORD = re.compile(r"[a-z0-9]+")
_LEAST = 3  # letters of a word that may begin another, or stand inside it
_NEARLY = 0.8
# what the field also says, and the words that the vocabulary has for it
_ALSO = {
    "hbm": "memory", "dram": "memory", "vram": "memory", "mem": "memory", "bw": "bandwidth",
    "gpu": "device", "gpus": "devices", "accelerator": "device", "accelerators": "devices",
    "chip": "device", "nic": "link", "network": "link", "nvlink": "intra", "ssd": "drive",
    "disk": "storage", "params": "parameters", "weights": "weight", "model": "parameters",
    "latency": "time", "duration": "time", "speed": "rate", "throughput": "rate", "qps": "arrival",
    "rps": "arrival", "ttft": "first", "tpot": "output", "context": "sequence", "seq": "sequence",
    "price": "cost", "cost": "price", "dollars": "cost", "budget": "cost", "co2": "carbon",
    "emissions": "carbon", "electricity": "energy", "watts": "power", "reliability": "mtbf",
    "utilization": "mfu", "utilisation": "mfu", "flops": "flop", "collective": "allreduce",
    "checkpointing": "checkpoint", "batching": "batch", "kv": "cache", "cache": "kv",
}  # fmt: skip


class Card(NamedTuple):
    """What can be looked up of a variable or a choice."""

    name: str
    name_words: tuple[str, ...]
    meaning_words: tuple[str, ...]
    unit: str
    glyph: str

    @classmethod
    def of(cls, name: str, meaning: str, unit: str, glyph: str) -> Card:
        """Return the card of a name, its meaning, unit and glyph."""
        words = tuple(_WORD.findall(meaning.lower()))
        return cls(name, tuple(name.split("_")), words, unit, glyph)


def likeness(asked: Sequence[str], card: Card) -> float:
    """Return how well all words fit; 0 where one does not."""
    if not asked:
        return 0.0
    fits = [_fit(word, card) for word in asked]
    if not all(fits):
        return 0.0
    plain = _WORD.findall(" ".join(asked).lower())
    whole = 20.0 if "_".join(plain) == card.name else 0.0
    said = 10.0 if " ".join(plain) in " ".join(card.meaning_words) else 0.0
    return sum(fits) + whole + said - 0.1 * len(card.name_words)


def _fit(word: str, card: Card) -> float:
    """Return how well what stands between two spaces fits: as a glyph, a unit, a name, words."""
    parts = _WORD.findall(word.lower())
    fits = [7.0 * (word in (card.glyph, card.unit)), _unit_fit(word, card)]
    if "_" in word:
        fits.append(_word_fit(word.lower(), card))
    else:
        each = [_part_fit(part, card) for part in parts]
        fits += [min(each, default=1.0), _part_fit("".join(parts), card) if each else 0.0]
    return max(fits)


def _part_fit(word: str, card: Card) -> float:
    also = _ALSO.get(word)
    return max(_word_fit(word, card), 0.8 * _word_fit(also, card) if also else 0.0)


def _word_fit(word: str, card: Card) -> float:
    """Return how well one word fits a name or a meaning: whole, begun, inside, or nearly."""
    if word == card.name:
        return 20.0
    if "_" in word:
        return 6.0 if word in card.name else 0.0
    of_name, of_meaning = card.name_words, card.meaning_words
    fits = [8.0 * (word in of_name), 5.0 * (word in of_meaning)]
    if len(word) >= _LEAST:
        fits += [6.0 * any(_begins(word, one) for one in of_name), 4.0 * (word in card.name)]
        fits += [4.0 * any(_begins(word, one) for one in of_meaning)]
    if len(word) > _LEAST and not any(fits):
        alike = [one for one in of_name if one[:1] == word[:1]]
        near = max((SequenceMatcher(None, word, one).ratio() for one in alike), default=0.0)
        fits.append(3.0 * near if near >= _NEARLY else 0.0)
    return max(fits)


def _begins(word: str, other: str) -> bool:
    """Tell whether one of two words begins the other, as a plural or a stem does."""
    return other.startswith(word) or (len(other) > 3 and word.startswith(other))


def _unit_fit(word: str, card: Card) -> float:
    if not card.unit:
        return 0.0
    wanted = _dimension(word)
    return 4.0 if wanted and wanted == _dimension(card.unit) else 0.0


@lru_cache(1024)
def _dimension(word: str) -> Any:
    try:
        return unit(word).dimension
    except UnitError:
        return None
