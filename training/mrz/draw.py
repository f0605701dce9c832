"""Coverage masks of text: lines of a machine-readable zone and strips of ordinary print."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from . import fonts
from .chance import Chance
from .text import INDEX, LETTERS, digits, word


def line_mask(
    chance: Chance, text: str, atlas: fonts.Atlas, pitch: float, jitter: float = 0.0, half_height: int = 24, bend: float = 0.0
) -> np.ndarray:
    """Coverage (uint8) of `text`, 2 `half_height` high, the middle of the capitals at half height.

    The first cell spans columns OVERHANG to OVERHANG + `pitch`. `jitter`: deviation in px of each glyph's place.
    `bend`: how far in px the middle of the line lies below its ends.
    """
    count = len(text)
    width = int(count * pitch + 2 * fonts.OVERHANG + fonts.PITCH / 2)
    mask = np.zeros((2 * half_height, width), np.uint8)
    top = half_height - fonts.CELL_HEIGHT // 2
    glyph_width = atlas.glyphs.shape[2]
    shift = (pitch - fonts.PITCH) / 2
    for i, character in enumerate(text):
        x, y = i * pitch + shift, top
        if jitter:
            x += chance.gauss(jitter)
            y += round(chance.gauss(jitter * 0.7))
        if bend:
            along = 2 * (i + 0.5) / count - 1
            y += round(bend * (1 - along * along))
        left = min(max(0, round(x)), width - glyph_width)
        glyph = atlas.glyphs[INDEX[character]]
        above, below = max(0, -y), max(0, y + fonts.CELL_HEIGHT - 2 * half_height)
        if above or below:
            if above + below >= fonts.CELL_HEIGHT:
                continue
            glyph = glyph[above : fonts.CELL_HEIGHT - below]
        cell = mask[y + above : y + fonts.CELL_HEIGHT - below, left : left + glyph_width]
        np.maximum(cell, glyph, out=cell)
    return mask


_KERNELS = [np.ones((2, 2), np.uint8), np.ones((3, 3), np.uint8), np.ones((2, 1), np.uint8), np.ones((1, 2), np.uint8)]


def vary_stroke(chance: Chance, mask: np.ndarray) -> np.ndarray:
    """Bolder or thinner strokes, by a continuous amount."""
    kernel = chance.choice(_KERNELS)
    changed = cv2.dilate(mask, kernel) if chance.true(0.6) else cv2.erode(mask, kernel)
    part = chance.unit()
    return cv2.addWeighted(mask, 1 - part, changed, part, 0)


STRIP_HEIGHT = 32
_KEYWORDS = "if let return for while total price tax name date of issue <b> </td> <a <- << >> -> page art no. <<<".split()


def _strip_text(chance: Chance) -> str:
    kind = chance.unit()
    if kind < 0.3:
        return " ".join(word(chance) for _ in range(chance.whole(3, 9))).capitalize()
    if kind < 0.5:
        return " ".join(word(chance).title() for _ in range(chance.whole(1, 3)))
    if kind < 0.6:
        return digits(chance, chance.whole(4, 14))
    if kind < 0.68:
        return f"{digits(chance, 2)}.{digits(chance, 2)}.{digits(chance, 4)} {word(chance)[:3]}"
    if kind < 0.78:  # a line of a receipt
        return (word(chance) + " " + word(chance)).ljust(chance.whole(12, 26))[:26] + f"{chance.whole(0, 99)},{digits(chance, 2)}"
    if kind < 0.86:  # source text, arrows and brackets
        return " ".join(chance.choice((chance.choice(_KEYWORDS), word(chance).lower(), "<" * chance.whole(1, 3))) for _ in range(6))
    if kind < 0.93:  # serial numbers in capitals
        pool = LETTERS + "0123456789    -/"
        return "".join(chance.choice(pool) for _ in range(chance.whole(6, 40)))
    return " ".join(digits(chance, chance.choice((3, 4))) for _ in range(chance.whole(2, 6)))


def _strip(chance: Chance) -> np.ndarray:
    font = fonts.print_font(chance.choice(fonts.print_names()), 24)
    text = _strip_text(chance)
    if chance.true(0.3):
        text = text.upper()
    canvas = Image.new("L", (max(8, int(font.getlength(text)) + 4), STRIP_HEIGHT), 0)
    ImageDraw.Draw(canvas).text((2, 2), text, font=font, fill=255)
    return np.asarray(canvas)


class TextStrips:
    """A bank of printed lines, STRIP_HEIGHT high, slowly renewed: rendering each afresh would cost the most of a sample."""

    def __init__(self, chance: Chance, count: int = 500):
        self._chance = chance
        self._strips = [_strip(chance) for _ in range(count)]

    def one(self) -> np.ndarray:
        place = self._chance.whole(0, len(self._strips) - 1)
        if self._chance.true(0.02):
            self._strips[place] = _strip(self._chance)
        return self._strips[place]

    def print_at(self, image: np.ndarray, x: int, y: int, height: float, ink: float, squeeze: float = 1.0) -> None:
        """Prints a strip into the uint8 `image`, clipped at its edges. `height`: of the strip in px, about 1.9 capitals."""
        strip = self.one()
        scale = height / STRIP_HEIGHT
        width, rows = int(strip.shape[1] * scale * squeeze), int(height)
        if x < 0 or y < 0 or rows < 2 or width < 2:
            return
        columns = min(width, image.shape[1] - x)
        if columns < 2 or y + rows > image.shape[0]:
            return
        mask = cv2.resize(strip, (width, rows), interpolation=cv2.INTER_AREA)[:, :columns].astype(np.float32) / 255
        place = image[y : y + rows, x : x + columns]
        place[:] = (place + (ink - place) * mask).astype(np.uint8)
