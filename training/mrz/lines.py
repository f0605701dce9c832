"""Samples for the recogniser: one line, photographed, and cut out as the reader's rectifier would."""

import math

import cv2
import numpy as np

from . import fonts, photo
from .backgrounds import Paper, surface
from .chance import Chance
from .draw import TextStrips, line_mask, vary_stroke
from .text import ALPHABET, document, random_line

HEIGHT = 32
WIDTH = 640
CAP_IN_CROP = 18  # px of capital height that the rectifier aims at
CONFUSABLE = "0OQD1ILT2Z5S6G8B4A7YVUKX<"  # look alike in OCR-B or when blurred
_MARGIN = 4  # character cells of paper around the line


def _through(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    return cv2.perspectiveTransform(points[None].astype(np.float32), matrix)[0]


class LineSampler:
    """Draws samples endlessly from one seed."""

    def __init__(self, seed: int):
        self.chance = Chance(seed)
        self.paper = Paper(self.chance)
        self.strips = TextStrips(self.chance, 80)

    def sample(self) -> tuple[np.ndarray, str]:
        """A crop (uint8, HEIGHT x WIDTH) and the text on it."""
        chance = self.chance
        lines = document(chance)[1]
        text = chance.choice(lines)
        if chance.true(0.12):
            text = random_line(chance, len(text), CONFUSABLE if chance.true(0.4) else ALPHABET)
        return self._drawn(text, lines), text

    def negative(self) -> np.ndarray:
        """A crop on which nothing can be read: a line the wrong way round, or no line at all."""
        chance = self.chance
        lines = document(chance)[1]
        text = chance.choice(lines)
        kind = chance.unit()
        if kind < 0.08:
            return surface(chance, 3 * HEIGHT, WIDTH)[:HEIGHT]
        if kind < 0.38:
            # Upside down in a mirror `<` stays `<`, and a run of fillers cannot be told from an upright one.
            text = random_line(chance, len(text), ALPHABET[1:])
            return np.ascontiguousarray(self._drawn(text, lines)[::-1])
        crop = self._drawn(text, lines)[:, ::-1]
        return np.ascontiguousarray(crop if kind < 0.69 else crop[::-1])

    def _drawn(self, text: str, lines: list[str]) -> np.ndarray:
        chance = self.chance
        mask, cap, pitch = self._mask(text, chance.choice(lines))
        picture, to_picture = self._picture(mask, pitch)
        return self._crop(picture, to_picture, mask.shape, len(text), pitch, cap)

    def _mask(self, text: str, neighbour: str) -> tuple[np.ndarray, float, float]:
        """Coverage of the line with its neighbours' edges, its capital height and pitch, px of the atlas."""
        chance = self.chance
        face = fonts.pick(chance)
        pitch = fonts.PITCH * (1.0 if chance.true(0.5) else chance.uniform(0.86, 1.16))
        if not face.fixed:
            pitch = fonts.PITCH * chance.uniform(0.8, 1.15)
        jitter = chance.choice((0, 0, 0.3, 0.7)) if chance.true(0.9) else chance.uniform(0.7, 1.4)
        bend = chance.uniform(-0.22, 0.22) * face.cap if chance.true(0.2) else 0.0
        half = int(1.85 * face.cap)
        line = line_mask(chance, text, face, pitch, jitter, half, bend)
        if chance.true(0.65):
            gap = int(chance.uniform(1.65, 2.8) * face.cap)
            other = line_mask(chance, neighbour, face, pitch, 0, 24)[:, : line.shape[1]]
            for side in chance.choice(((-1,), (1,), (-1, 1))):
                top = half + side * gap - 24
                above, below = max(0, -top), max(0, top + 48 - 2 * half)
                if above + below < 48:
                    place = line[top + above : top + 48 - below, : other.shape[1]]
                    np.maximum(place, other[above : 48 - below], out=place)
        if chance.true(0.45):
            line = vary_stroke(chance, line)
        margin = int(_MARGIN * pitch)
        return cv2.copyMakeBorder(line, 0, 0, margin, margin, cv2.BORDER_CONSTANT, value=0), face.cap, pitch

    def _picture(self, mask: np.ndarray, pitch: float) -> tuple[np.ndarray, np.ndarray]:
        """The photographed line (uint8) and the homography from the mask's coordinates to the photo's."""
        chance = self.chance
        pitch_in_photo = chance.log_uniform(4.3, 21)
        scale_x = min(1.0, pitch_in_photo / pitch)
        scale_y = scale_x * chance.uniform(0.85, 1.18)
        rows, columns = mask.shape
        height, width = max(12, round(rows * scale_y)), round(columns * scale_x)
        alpha = cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA)
        to_photo = np.diag([width / columns, height / rows, 1.0])
        to_photo[:2, 2] = (np.array([width / columns, height / rows]) - 1) / 2
        if chance.true(0.5):
            alpha, turn = self._turned(alpha)
            to_photo = turn @ to_photo
        height, width = alpha.shape
        image, contrast = self._inked(alpha.astype(np.float32) / 255)
        return self._photographed(image, pitch * scale_x, contrast), to_photo

    def _turned(self, alpha: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Rotation, slant, perspective; the canvas grows with it."""
        chance = self.chance
        height, width = alpha.shape
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        angle = math.radians(chance.gauss(2.5) if chance.true(0.85) else chance.uniform(-14, 14))
        slant = chance.gauss(0.06)
        shape = np.float32([[math.cos(angle), slant - math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        moved = corners @ shape.T
        grow = 1 + chance.gauss(0.05)  # one end nearer to the camera
        middle = (moved[1] + moved[2]) / 2
        moved[1], moved[2] = middle + (moved[1] - middle) * grow, middle + (moved[2] - middle) * grow
        moved -= moved.min(0)
        size = np.ceil(moved.max(0)).astype(int)
        matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
        turned = cv2.warpPerspective(alpha, matrix, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR)
        return turned, matrix

    def _inked(self, alpha: np.ndarray) -> tuple[np.ndarray, float]:
        """Ink on paper, other print under and over it (float32), and the step in grey levels from paper to ink."""
        chance = self.chance
        height, width = alpha.shape
        tone = chance.uniform(70, 250)
        contrast = chance.uniform(0.25, 1) if chance.true(0.35) else chance.uniform(0.65, 1)
        step = tone * contrast
        # Security print is paler than the ink, or nobody could read the document.
        sheet = self.paper.sheet(height, width, tone, chance.choice((0.3, 0.6, 1, 1, 1.6)) * min(1.0, step / 110))
        if chance.true(0.12):  # an edge of the document or a frame beside the line
            x = chance.choice((chance.uniform(0, 0.07), chance.uniform(0.93, 1.0))) * width
            left, right = (0, int(x)) if x < width / 2 else (int(x), width)
            sheet[:, left:right] = chance.uniform(10, 245)
        if chance.true(0.1):
            y = int(height * chance.choice((chance.uniform(0, 0.2), chance.uniform(0.8, 1.0))))
            cv2.line(sheet, (0, y), (width, y + int(chance.gauss(2))), chance.uniform(20, 240), chance.whole(1, 2), cv2.LINE_AA)
        if chance.true(0.12):  # small print running under the line
            under = photo.to_bytes(sheet)
            for _ in range(chance.whole(1, 4)):
                ink = tone * chance.uniform(0.5, 0.9)
                self.strips.print_at(
                    under, chance.whole(0, width // 2), chance.whole(0, height), chance.uniform(0.15, 0.8) * height, ink
                )
            sheet = under.astype(np.float32)
        if chance.true(0.3):  # uneven ink
            alpha = alpha * np.clip(1 + photo.cloud(chance, height, width, chance.whole(2, 50), chance.uniform(0.1, 0.4)), 0, 1)
        if chance.true(0.06):  # printed in dots
            alpha = alpha * (0.6 + 0.4 * (chance.noise(height, width) > chance.uniform(-1.2, 0)))
        ink = tone - step + chance.uniform(0, 0.1) * step
        image = sheet + (ink - sheet) * alpha
        if chance.true(0.25):
            image = self._overprinted(image)
        return image, step

    def _overprinted(self, image: np.ndarray) -> np.ndarray:
        """Stamps, ghost images, security marks across the line."""
        chance = self.chance
        height, width = image.shape
        over = np.zeros((height, width), np.uint8)
        for _ in range(chance.whole(1, 4)):
            x, y = chance.whole(0, width), chance.whole(0, height)
            kind = chance.unit()
            if kind < 0.4:
                cv2.line(over, (x, y), (chance.whole(0, width), chance.whole(0, height)), 255, chance.whole(1, 3), cv2.LINE_AA)
            elif kind < 0.7:
                cv2.circle(over, (x, y), chance.whole(8, 120), 255, chance.choice((1, 1, 2, 4, -1)), cv2.LINE_AA)
            else:
                word = chance.choice(("SPECIMEN", "MUSTER", "VOID", "SAMPLE", "X", "0", "UTOPIA"))
                size = chance.uniform(0.3, 2.5) * height / 50
                cv2.putText(over, word, (x - width // 6, y), chance.whole(0, 4), size, 255, chance.whole(1, 5), cv2.LINE_AA)
        part = over.astype(np.float32) * (chance.uniform(0.1, 0.55) / 255)
        return image + (chance.choice((0, 60, 200, 255)) - image) * part

    def _photographed(self, image: np.ndarray, pitch: float, step: float) -> np.ndarray:
        """Light, lens, sensor, compression (uint8). `pitch` in px of the photo and the grey `step` of the ink bound what
        may be done to the line so that most of it stays readable."""
        chance = self.chance
        hard = chance.unit()
        if chance.true(0.3):
            image = photo.shade(chance, image)
        if chance.true(0.1 + 0.2 * hard):
            image = photo.glare(chance, image, 12, 40 + 110 * hard)
        if chance.true(0.06):
            image = photo.screen(chance, image)
        dark = chance.true(0.2)
        if dark:
            light = chance.uniform(0.15, 0.6)
            image, step = image * light, step * light
        if chance.true(0.4 + 0.3 * hard):
            image = photo.blur(chance, image, 0.2 + 0.15 * hard * hard * pitch if chance.true(0.6) else 0.8)
        elif chance.true(0.2):
            image = photo.motion(chance, image, (0.2 + 0.25 * hard) * pitch)
        # Much grain only where many pixels make a letter.
        grain = (0.05 + (0.7 if dark else 0.3) * hard) * step * min(1.0, 0.3 + pitch / 18)
        image = photo.sensor_noise(chance, np.clip(image, 0, 255), min(32.0, grain))
        if chance.true(0.12) and pitch > 6:
            image = photo.resampled(chance, image, max(0.4, 5.0 / pitch))
        if chance.true(0.15):
            image = photo.sharpened(chance, image)
        image = photo.to_bytes(image)
        if chance.true(0.7):
            image = photo.jpeg(image, chance.whole(20 if step > 60 and pitch > 6 else 45, 95))
        return image

    def _crop(
        self, picture: np.ndarray, to_picture: np.ndarray, mask_shape: tuple[int, int], count: int, pitch: float, cap: float
    ) -> np.ndarray:
        """What the rectifier cuts out, with the errors of a locator: height, ends, offset, tilt, shear."""
        chance = self.chance
        start = int(_MARGIN * pitch) + fonts.OVERHANG
        left_margin, right_margin = self._end(), self._end()
        left, right = start - left_margin * pitch, start + (count + right_margin) * pitch
        half = cap * HEIGHT / (2 * CAP_IN_CROP) * chance.log_uniform(0.8, 1.28)
        middle = mask_shape[0] / 2 + chance.gauss(0.09) * half
        tilt, shear = chance.gauss(0.05) * half, chance.gauss(0.12) * half
        grow = 1 + chance.gauss(0.03)
        quad = np.float32(
            [
                [left + shear, middle - tilt - half * grow],
                [right + shear, middle + tilt - half / grow],
                [right - shear, middle + tilt + half / grow],
                [left - shear, middle - tilt + half * grow],
            ]
        )
        source = _through(to_picture, quad - 0.5)
        size = np.linalg.norm(source[3] - source[0]), np.linalg.norm(source[1] - source[0])
        over = 2 if min(size[0] / HEIGHT, size[1] / WIDTH) > 1.4 else 1
        target = np.float32([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]]) * over
        matrix = cv2.getPerspectiveTransform(source, target)
        flags = cv2.INTER_LINEAR if chance.true(0.85) else cv2.INTER_CUBIC
        crop = cv2.warpPerspective(
            picture, matrix, (WIDTH * over, HEIGHT * over), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return crop if over == 1 else cv2.resize(crop, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)

    def _end(self) -> float:
        """Paper beyond the end of the line, in cells: 4.5 % of the line's length, and the locator's error."""
        chance = self.chance
        return chance.uniform(0.15, 2.6) if chance.true(0.92) else chance.uniform(2.6, 3.9)
