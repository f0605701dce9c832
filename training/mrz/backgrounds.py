"""Drawn surfaces: security paper, tables, cloth, pages, keyboards, portraits. No photograph is used anywhere."""

import math

import cv2
import numpy as np

from .chance import Chance
from .draw import TextStrips
from .photo import cloud, to_bytes


class TileBank:
    """Tiles that are costly to draw, kept and slowly renewed; each use is another part at another scale."""

    def __init__(self, chance: Chance, make, count: int, renewal: float):
        self._chance, self._make, self._renewal = chance, make, renewal
        self._tiles = [make(chance) for _ in range(count)]

    def part(self, height: int, width: int) -> np.ndarray:
        """A part of a tile, perhaps mirrored or turned by a right angle, resized to height x width."""
        chance = self._chance
        place = chance.whole(0, len(self._tiles) - 1)
        if chance.true(self._renewal):
            self._tiles[place] = self._make(chance)
        tile = self._tiles[place]
        rows, columns = tile.shape
        scale = chance.uniform(0.5, 1.0) * min(1.0, rows / height, columns / width) if chance.true(0.7) else None
        if scale is None:
            taken_rows, taken_columns = min(rows, height), min(columns, width)
        else:
            taken_rows, taken_columns = max(8, int(height * scale)), max(8, int(width * scale))
        top, left = chance.whole(0, rows - taken_rows), chance.whole(0, columns - taken_columns)
        part = tile[top : top + taken_rows, left : left + taken_columns]
        if chance.true(0.5):
            part = part[:, ::-1]
        if chance.true(0.5):
            part = part[::-1]
        if part.shape == (height, width):
            return part
        return cv2.resize(np.ascontiguousarray(part), (width, height), interpolation=cv2.INTER_LINEAR)


def _grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]


def guilloche(chance: Chance, height: int = 200, width: int = 1200) -> np.ndarray:
    """Wavy security lines, rosettes, hatching or small print: float32 of about unit size around 0."""
    x, y = _grid(height, width)
    tile = np.zeros((height, width), np.float32)
    for _ in range(chance.whole(1, 4)):
        angle, rate = chance.uniform(0, math.pi), chance.log_uniform(0.05, 1.3)
        kind = chance.unit()
        if kind < 0.2:  # rosette
            radius = np.hypot(x - chance.uniform(0, width), y - chance.uniform(-height, 2 * height))
            turn = np.arctan2(y - height / 2, x - chance.uniform(0, width))
            phase = radius * rate + chance.uniform(0, 6) * np.sin(turn * chance.whole(4, 24))
        else:
            sway = np.sin((math.cos(angle) * y - math.sin(angle) * x) * chance.uniform(0.004, 0.09)) * chance.uniform(0, 14)
            phase = rate * (x * math.cos(angle) + y * math.sin(angle) + sway) + chance.uniform(0, 6)
        wave = np.sin(phase)
        style = chance.unit()
        if style < 0.4:
            tile += wave * 0.7
        elif style < 0.8:  # thin lines
            tile -= np.clip((wave - chance.uniform(0.5, 0.9)) * 8, 0, 1)
        else:
            tile += np.sign(wave) * 0.5
    if chance.true(0.3):
        tile += cloud(chance, height, width, chance.whole(2, 6), 0.6)
    return tile


def octaves(chance: Chance, height: int, width: int) -> np.ndarray:
    """Noise of many sizes at once, like carpet, stone or foliage; unit deviation."""
    field = np.zeros((height, width), np.float32)
    falling = chance.uniform(0.5, 1.1)
    cell, weight = chance.choice((64, 128, 200)), 1.0
    while cell >= 2:
        stretch = chance.choice((1, 1, 3)) if cell > 8 else 1
        field += cv2.resize(cloud(chance, max(4, height // stretch), width, cell, weight), (width, height))
        cell, weight = cell // 2, weight * falling
    return field / (field.std() + 1e-3)


def _wood(chance: Chance, height: int, width: int) -> np.ndarray:
    x, y = _grid(height, width)
    bend = cloud(chance, height, width, chance.whole(60, 200), chance.uniform(5, 30))
    rings = np.sin((y * chance.uniform(0.1, 0.8) + bend) * chance.uniform(0.3, 1.0))
    grain = cv2.resize(chance.noise(height, max(4, width // 40)), (width, height)) * chance.uniform(2, 10)
    wood = rings * chance.uniform(3, 22) + grain
    if chance.true(0.5):  # planks
        plank = chance.whole(40, 140)
        wood[:: plank] -= 60
        wood += np.repeat(chance.noise(height // plank + 1, 1), plank, axis=0)[:height] * 15
    return wood


def _cloth(chance: Chance, height: int, width: int) -> np.ndarray:
    x, y = _grid(height, width)
    rate = chance.log_uniform(0.15, 2.4)
    weave = np.sin(x * rate) * np.sin(y * rate * chance.uniform(0.7, 1.3)) * chance.uniform(4, 25)
    folds = cloud(chance, height, width, chance.whole(50, 160), chance.uniform(5, 25))
    if chance.true(0.4):  # stripes or checks
        weave = weave + (np.sin(x * chance.uniform(0.02, 0.3)) > chance.uniform(-0.5, 0.8)) * chance.uniform(-60, 60)
    if chance.true(0.3):
        weave = weave + (np.sin(y * chance.uniform(0.02, 0.3)) > chance.uniform(-0.5, 0.8)) * chance.uniform(-60, 60)
    return weave + folds


def _tiles(chance: Chance, height: int, width: int) -> np.ndarray:
    size_x, size_y = chance.whole(18, 160), chance.whole(18, 160)
    rows, columns = height // size_y + 2, width // size_x + 2
    shades = np.kron(chance.noise(rows, columns) * chance.uniform(0, 14), np.ones((size_y, size_x), np.float32))
    field = np.ascontiguousarray(shades[:height, :width])
    joint = chance.uniform(-90, 60)
    for start in range(0, height, size_y):
        field[start : start + chance.whole(1, 3)] = joint
    for start in range(0, width, size_x):
        field[:, start : start + chance.whole(1, 3)] = joint
    return field + cloud(chance, height, width, chance.whole(4, 40), chance.uniform(0, 8))


def _keyboard(chance: Chance, height: int, width: int) -> np.ndarray:
    field = np.full((height, width), chance.whole(90, 160), np.uint8)
    size, gap = chance.whole(10, 42), chance.whole(2, 7)
    key, legend = chance.whole(50, 200), chance.choice((10, 245))
    for row, top in enumerate(range(0, height - size, size + gap)):
        for left in range((row * size) // 3 % size, width - size, size + gap):
            cv2.rectangle(field, (left, top), (left + size, top + size), key, -1)
            letter = chr(chance.whole(48, 90))
            cv2.putText(field, letter, (left + size // 4, top + size * 2 // 3), 0, size / 60, legend, 1, cv2.LINE_AA)
    return field.astype(np.float32) - 125


def _clutter(chance: Chance, height: int, width: int) -> np.ndarray:
    """Edges and shapes of things lying about."""
    field = np.zeros((height, width), np.float32)
    for _ in range(chance.whole(4, 40)):
        tone = chance.uniform(-110, 110)
        x, y = chance.whole(0, width), chance.whole(0, height)
        kind = chance.unit()
        if kind < 0.35:
            corners = np.array([[x + chance.gauss(90), y + chance.gauss(90)] for _ in range(chance.whole(3, 6))], np.int32)
            cv2.fillPoly(field, [corners], tone, cv2.LINE_AA)
        elif kind < 0.6:
            axes = (chance.whole(3, 120), chance.whole(3, 120))
            cv2.ellipse(field, (x, y), axes, chance.uniform(0, 180), 0, 360, tone, chance.choice((-1, 2, 4)), cv2.LINE_AA)
        elif kind < 0.85:
            end = (x + int(chance.gauss(200)), y + int(chance.gauss(200)))
            cv2.line(field, (x, y), end, tone, chance.whole(1, 14), cv2.LINE_AA)
        else:  # bundles of parallel lines: cables, spines of books, blinds
            step, count = chance.whole(4, 18), chance.whole(3, 14)
            run = int(chance.gauss(150)), int(chance.gauss(150))
            for i in range(count):
                cv2.line(field, (x, y + i * step), (x + run[0], y + i * step + run[1]), tone, chance.whole(1, 4), cv2.LINE_AA)
    return field + cloud(chance, height, width, 60, chance.uniform(0, 12))


def barcode(chance: Chance, height: int, width: int) -> np.ndarray:
    """uint8 bars, or modules of a two-dimensional code."""
    module = chance.whole(1, 4)
    bits = (chance.noise(max(1, height // module + 1), width // module + 1) > 0).astype(np.uint8)
    if chance.true(0.55):
        bits = np.repeat(bits[:1], bits.shape[0], axis=0)
    bits = np.kron(bits, np.ones((module, module), np.uint8))[:height, :width]
    return np.where(bits > 0, chance.whole(150, 250), chance.whole(5, 80)).astype(np.uint8)


def printed_page(chance: Chance, strips: TextStrips, height: int, width: int) -> np.ndarray:
    """uint8: a page of running text, a table, a receipt or source text, at any size from fine print to headings."""
    page = np.full((height, width), chance.whole(150, 252), np.uint8)
    ink = chance.uniform(0, 110)
    line = chance.log_uniform(7, 34)
    leading = line * chance.uniform(0.85, 2.0)
    columns = chance.choice((1, 1, 1, 2, 3))
    squeeze = chance.uniform(0.75, 1.15)
    for column in range(columns):
        left = int(width * (column + 0.02) / columns) + chance.whole(0, 20)
        y = chance.uniform(0, 2 * line)
        right = int(width * (column + 0.98) / columns)
        while y < height - line:
            if chance.true(0.06):
                y += leading
            elif chance.true(0.03):
                strips.print_at(page[:, :right], left, int(y), line * 1.6, ink)
                y += leading * 0.8
            else:
                x = left
                for _ in range(1 if chance.true(0.6) else 3):
                    strips.print_at(page[:, :right], int(x), int(y), line, ink, squeeze)
                    x += width * chance.uniform(0.15, 0.4)
            y += leading
    return page


_SURFACES = (_wood, _cloth, _tiles, _keyboard, _clutter, _clutter)


def surface(chance: Chance, height: int = 560, width: int = 700) -> np.ndarray:
    """uint8: what a document lies on or what stands behind it."""
    kind = chance.unit()
    if kind < 0.25:
        field = octaves(chance, height, width) * chance.uniform(4, 40)
    elif kind < 0.32:
        x, y = _grid(height, width)
        field = x * chance.uniform(-0.2, 0.2) + y * chance.uniform(-0.2, 0.2)
    elif kind < 0.4:
        field = cv2.resize(guilloche(chance, height // 2, width // 2), (width, height)) * chance.uniform(5, 40)
    else:
        field = chance.choice(_SURFACES)(chance, height, width) * chance.uniform(0.4, 1.2)
        if chance.true(0.3):
            field = field + octaves(chance, height, width) * chance.uniform(2, 14)
    return to_bytes(field + chance.uniform(15, 235))


def portrait(chance: Chance, height: int, width: int) -> np.ndarray:
    """uint8: a head and shoulders of soft shapes, no one's face."""
    tone = chance.uniform(120, 245)
    field = np.full((height, width), tone, np.float32)
    field += np.linspace(-1, 1, width, dtype=np.float32)[None] * chance.uniform(-25, 25)
    skin, hair, dress = chance.uniform(70, 225), chance.uniform(10, 190), chance.uniform(15, 220)
    x, y = width * chance.uniform(0.42, 0.58), height * chance.uniform(0.36, 0.48)
    head = (width * chance.uniform(0.17, 0.27), height * chance.uniform(0.19, 0.28))

    def ellipse(dx, dy, rx, ry, value, thickness=-1):
        center = (int(x + dx * head[0]), int(y + dy * head[1]))
        axes = (max(1, int(rx * head[0])), max(1, int(ry * head[1])))
        cv2.ellipse(field, center, axes, 0, 0, 360, value, thickness, cv2.LINE_AA)

    ellipse(0, -0.15, chance.uniform(1.1, 1.5), chance.uniform(1.1, 1.9), hair)
    ellipse(0, 2.6, chance.uniform(1.9, 2.9), 1.5, dress)
    ellipse(0, 1.0, 0.45, 0.7, skin * 0.9)
    ellipse(0, 0, 1.0, 1.1, skin)
    ellipse(0, -0.85, 0.9, 0.4, hair)
    for side in (-1, 1):
        ellipse(side * 0.42, -0.12, 0.2, 0.09, skin * 0.4)
        ellipse(side * 0.42, -0.34, 0.24, 0.05, hair)
        if chance.true(0.15):
            ellipse(side * 0.42, -0.12, 0.3, 0.2, 30, 1)
    ellipse(0, 0.25, 0.14, 0.1, skin * 0.75)
    ellipse(0, 0.55, 0.34, 0.08, skin * 0.55)
    field = cv2.GaussianBlur(field, (0, 0), max(0.6, width * chance.uniform(0.006, 0.03)))
    return to_bytes(field + octaves(chance, height, width) * chance.uniform(0, 9))


class Paper:
    """Paper of documents: tone, blotches, security print."""

    def __init__(self, chance: Chance, tiles: int = 48):
        self._chance = chance
        self._tiles = TileBank(chance, guilloche, tiles, 1 / 50)

    def sheet(self, height: int, width: int, tone: float, strength: float) -> np.ndarray:
        """float32, height x width, around `tone`; `strength` 1 is ordinary, 2 hard to read on."""
        chance = self._chance
        sheet = cloud(chance, height, width, chance.whole(40, 200), chance.uniform(0, 12) * strength) + tone
        if chance.true(0.4):
            sheet += cloud(chance, height, width, chance.whole(3, 14), chance.uniform(1, 8) * strength)
        if chance.true(0.6):
            sheet += self._tiles.part(height, width) * (chance.uniform(2, 24) * strength)
        if chance.true(0.15):
            sheet += self._tiles.part(height, width) * (chance.uniform(2, 16) * strength)
        return sheet
