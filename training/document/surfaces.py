"""Drawn surfaces, in colour: what documents lie on. No photograph is used."""

import math
from functools import lru_cache

import cv2
import numpy as np


def cloud(rng: np.random.Generator, height: int, width: int, cell: int, deviation: float) -> np.ndarray:
    """Smooth noise with blotches of about `cell` px; float32, height x width, mean 0."""
    coarse = rng.standard_normal((height // cell + 3, width // cell + 3), dtype=np.float32) * deviation
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)


def colour(rng: np.random.Generator, low: float = 0, high: float = 255, vivid: float = 1.0) -> np.ndarray:
    """RGB of any hue; `vivid` 0 is grey."""
    value = rng.uniform(low, high)
    tint = rng.uniform(-1, 1, 3) * rng.choice((0.05, 0.15, 0.4, 1.0)) * vivid
    return np.clip(value * (1 + tint), 0, 255).astype(np.float32)


def _grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]


def _painted(field: np.ndarray, base: np.ndarray) -> np.ndarray:
    """A brightness field of about -100..100 laid over one colour."""
    return base[None, None] * (1 + field[..., None] / 130)


def _plain(rng, height, width):
    return _painted(cloud(rng, height, width, int(rng.integers(60, 240)), rng.uniform(0, 18)), colour(rng))


def _rough(rng, height, width):
    """Carpet, stone, plaster: noise of many sizes at once."""
    field = np.zeros((height, width), np.float32)
    weight, falling = 1.0, rng.uniform(0.5, 1.0)
    for cell in (96, 48, 24, 12, 6, 3):
        field += cloud(rng, height, width, cell, weight)
        weight *= falling
    field *= rng.uniform(4, 32) / (field.std() + 1e-3)
    return _painted(field, colour(rng))


def _wood(rng, height, width):
    x, y = _grid(height, width)
    bend = cloud(rng, height, width, int(rng.integers(60, 200)), rng.uniform(3, 25))
    rate = rng.uniform(0.05, 0.6)
    field = np.sin(y * rate + bend * rng.uniform(0.05, 0.5)) * rng.uniform(3, 26)
    grain = rng.standard_normal((height, max(4, width // 40)), dtype=np.float32) * rng.uniform(1, 9)
    field = field + cv2.resize(grain, (width, height))
    if rng.random() < 0.5:
        plank = int(rng.integers(40, 160))
        field[::plank] -= 60
        field += np.repeat(rng.standard_normal((height // plank + 1, 1)) * 14, plank, axis=0)[:height]
    base = colour(rng) if rng.random() < 0.5 else np.float32([150, 105, 65]) * rng.uniform(0.35, 1.5)
    return _painted(field, base)


def _cloth(rng, height, width):
    x, y = _grid(height, width)
    rate = math.exp(rng.uniform(math.log(0.12), math.log(2.4)))
    field = np.sin(x * rate) * np.sin(y * rate * rng.uniform(0.7, 1.3)) * rng.uniform(2, 25)
    field = field + cloud(rng, height, width, int(rng.integers(50, 160)), rng.uniform(4, 24))
    surface = _painted(field, colour(rng))
    for axis in (x, y):
        if rng.random() < 0.35:
            stripe = np.sin(axis * rng.uniform(0.02, 0.3)) > rng.uniform(-0.5, 0.8)
            surface = np.where(np.broadcast_to(stripe, (height, width))[..., None], surface * colour(rng, 60, 255) / 160, surface)
    return surface


def _tiles(rng, height, width):
    size = rng.integers(24, 170, 2)
    rows, columns = height // size[0] + 2, width // size[1] + 2
    shades = np.kron(rng.standard_normal((rows, columns)) * rng.uniform(0, 14), np.ones(size)).astype(np.float32)
    field = np.ascontiguousarray(shades[:height, :width])
    joint, thick = rng.uniform(-80, 60), int(rng.integers(1, 4))
    for start in range(0, height, size[0]):
        field[start : start + thick] = joint
    for start in range(0, width, size[1]):
        field[:, start : start + thick] = joint
    return _painted(field + cloud(rng, height, width, int(rng.integers(4, 40)), rng.uniform(0, 8)), colour(rng))


def _keyboard(rng, height, width):
    surface = np.empty((height, width, 3), np.float32)
    surface[:] = colour(rng, 20, 190, 0.3)
    size, gap = int(rng.integers(12, 44)), int(rng.integers(2, 7))
    key, legend = colour(rng, 10, 240, 0.2).tolist(), colour(rng).tolist()
    for row, top in enumerate(range(0, height, size + gap)):
        for left in range(-(row * size // 3) % size - size, width, size + gap):
            cv2.rectangle(surface, (left, top), (left + size, top + size), key, -1)
            words(rng, surface, left + size / 4, top + size / 3, left + size / 2, size / 4, legend)
    return surface


def _clutter(rng, height, width):
    """Papers and things lying about."""
    surface = np.ascontiguousarray(rng.choice(_QUIET)(rng, height, width), np.float32)
    for _ in range(rng.integers(3, 28)):
        tone = colour(rng).tolist()
        x, y = int(rng.integers(0, width)), int(rng.integers(0, height))
        kind = rng.random()
        if kind < 0.5:
            box = ((x, y), tuple(rng.uniform(20, 200, 2)), rng.uniform(0, 180))
            cv2.fillConvexPoly(surface, np.int32(cv2.boxPoints(box)), tone, cv2.LINE_AA)
        elif kind < 0.7:
            axes = tuple(int(a) for a in rng.integers(4, 90, 2))
            cv2.ellipse(surface, (x, y), axes, rng.uniform(0, 180), 0, 360, tone, int(rng.choice((-1, -1, 3))), cv2.LINE_AA)
        else:
            end = (x + int(rng.normal() * 220), y + int(rng.normal() * 220))
            cv2.line(surface, (x, y), end, tone, int(rng.integers(1, 16)), cv2.LINE_AA)
    return surface


def page(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """A page of running text, a table or a receipt; RGB float32."""
    surface = np.empty((height, width, 3), np.float32)
    surface[:] = colour(rng, 170, 255, 0.2)
    ink = colour(rng, 0, 110, 0.5).tolist()
    line = rng.uniform(4, 15)
    left, right = width * rng.uniform(0.02, 0.14), width * rng.uniform(0.8, 0.98)
    y = line * rng.uniform(1, 4)
    while y < height - line:
        if rng.random() > 0.08:
            words(rng, surface, left, y, right if rng.random() < 0.75 else rng.uniform(left, right), line, ink)
        y += line * rng.choice((1.5, 1.9, 1.9))
    return surface


CAPITALS = 18  # px, of the strips of print kept ready
_STRIP_LENGTH = 1400


def _strip(rng: np.random.Generator) -> np.ndarray:
    """A long line of print: coverage, uint8, the capitals in rows CAPITALS / 2 to 3/2 CAPITALS."""
    image = np.zeros((CAPITALS * 2, _STRIP_LENGTH), np.uint8)
    blocks, thick, face, x = rng.random() < 0.3, int(rng.integers(1, 4)), int(rng.integers(0, 4)), 0
    top = CAPITALS // 2
    while x < _STRIP_LENGTH:
        count = int(rng.integers(2, 9))
        if blocks:  # characters that fill a square, as Chinese ones do at this size
            for _ in range(count):
                for _ in range(5):
                    a, b = rng.integers(0, CAPITALS, (2, 2))
                    if rng.random() < 0.7:
                        b[rng.integers(2)] = a[1]
                    cv2.line(image, (x + int(a[0]), top + int(a[1])), (x + int(b[0]), top + int(b[1])), 255, thick, cv2.LINE_AA)
                x += CAPITALS + 2
        else:
            text = "".join(chr(c) for c in rng.integers(65, 91, count))
            if rng.random() < 0.4:
                text = text.capitalize()
            cv2.putText(image, text, (x, top + CAPITALS), face, CAPITALS / 22, 255, thick, cv2.LINE_AA)
            x += int(count * CAPITALS * 0.9)
        x += CAPITALS // 2
    return image


@lru_cache(maxsize=1)
def _strips() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [_strip(rng) for _ in range(120)]


def words(rng: np.random.Generator, image: np.ndarray, left: float, y: float, right: float, size: float, ink) -> None:
    """A line of print from `left` to `right`, its capitals `size` px high, their tops at `y`."""
    top, left, height = int(y - size / 2), max(0, int(left)), max(2, int(size * 2))
    width = min(int(right), image.shape[1]) - left
    if width < 2 or top < 0 or top + height > image.shape[0]:
        return
    strip = _strips()[int(rng.integers(120))]
    length = min(_STRIP_LENGTH, max(4, int(width * 2 * CAPITALS / height)))
    start = int(rng.integers(0, _STRIP_LENGTH - length + 1))
    cover = cv2.resize(strip[:, start : start + length], (width, height), interpolation=cv2.INTER_AREA)
    part = image[top : top + height, left : left + width]
    part += (np.float32(ink) - part) * (cover[..., None] * np.float32(1 / 255))


def _papers(rng, height, width):
    surface = np.ascontiguousarray(rng.choice(_QUIET)(rng, height, width), np.float32)
    for _ in range(rng.integers(1, 4)):
        sheet = page(rng, int(rng.integers(200, 420)), int(rng.integers(160, 420)))
        lay(surface, sheet, cv2.boxPoints(((rng.uniform(0, width), rng.uniform(0, height)), sheet.shape[1::-1], rng.uniform(0, 360))))
    return surface


def lay(image: np.ndarray, sheet: np.ndarray, corners: np.ndarray, coverage: np.ndarray | None = None) -> np.ndarray:
    """Lays `sheet` into `image` so that its corners come to `corners` (4 x 2 px, from its top left clockwise). `coverage`
    (float32, the sheet's size) cuts it out. Gives the coverage in the image."""
    height, width = sheet.shape[:2]
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    # Pixel centres are at halves; warpPerspective has them at whole numbers.
    matrix = cv2.getPerspectiveTransform(source - 0.5, np.float32(corners) - 0.5)
    size = image.shape[1::-1]
    if coverage is None:
        coverage = np.ones((height, width), np.float32)
    cut = cv2.warpPerspective(coverage, matrix, size, flags=cv2.INTER_LINEAR)
    placed = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    image += (placed - image) * cut[..., None]
    return cut


_QUIET = (_plain, _plain, _rough, _wood, _cloth, _tiles)
_KINDS = (_plain, _rough, _wood, _cloth, _tiles, _keyboard, _clutter, _clutter, _papers)


def surface(rng: np.random.Generator, height: int = 520, width: int = 520) -> np.ndarray:
    """What a document lies on; RGB uint8."""
    return np.clip(rng.choice(_KINDS)(rng, height, width), 0, 255).astype(np.uint8)


class Bank:
    """Pictures that are costly to draw, kept and slowly renewed."""

    def __init__(self, rng: np.random.Generator, make, count: int, renewal: float):
        self._rng, self._make, self._renewal = rng, make, renewal
        self._kept = [make(rng) for _ in range(count)]

    def pick(self):
        place = int(self._rng.integers(len(self._kept)))
        if self._rng.random() < self._renewal:
            self._kept[place] = self._make(self._rng)
        return self._kept[place]
