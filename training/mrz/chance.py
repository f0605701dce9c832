"""One seeded source of randomness for everything that is drawn."""

import math
import random

import numpy as np

_BANK = 1 << 21


class Chance:
    """Scalars from `random.Random`, fields of noise from a bank of normal numbers.

    The bank makes a noise image cost one slice and one addition instead of a fresh draw for each pixel.
    """

    def __init__(self, seed: int):
        self._random = random.Random(seed)
        self._bank = np.random.default_rng(seed).standard_normal(_BANK, dtype=np.float32)
        self.uniform = self._random.uniform
        self.choice = self._random.choice
        self.sample = self._random.sample
        self.whole = self._random.randint

    def true(self, probability: float) -> bool:
        return self._random.random() < probability

    def unit(self) -> float:
        return self._random.random()

    def gauss(self, deviation: float) -> float:
        return self._random.gauss(0.0, deviation)

    def log_uniform(self, low: float, high: float) -> float:
        return math.exp(self._random.uniform(math.log(low), math.log(high)))

    def weighted(self, pairs):
        """One of `pairs` = [(item, weight), ...]."""
        items, weights = zip(*pairs)
        return self._random.choices(items, weights)[0]

    def noise(self, height: int, width: int) -> np.ndarray:
        """Standard normal noise, float32, height x width, at most a million values. A view: do not write into it."""
        count = height * width
        start = self._random.randrange(_BANK - count)
        return self._bank[start : start + count].reshape(height, width)
