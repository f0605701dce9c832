"""Samples for the locator: whole pictures of drawn documents, or of things that carry no machine-readable zone."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from . import fonts, photo
from .backgrounds import Paper, TileBank, barcode, portrait, printed_page, surface
from .chance import Chance
from .draw import TextStrips, line_mask, vary_stroke
from .text import document

SHAPES = ((416, 416), (352, 480), (480, 352))  # height, width; all about as many pixels as a photo with long side 480
CORE = 0.62  # part of the capital height that is labelled as the core of a line
NEGATIVES = 0.17
MIRRORED = 0.12
POINTS = 9  # along each edge of a line, enough for a bent one
_ASPECT = {"TD3": 0.70, "TD1": 0.63, "TD2": 0.70, "MRV-A": 0.66, "MRV-B": 0.70, "French card": 0.70}


@dataclass
class Picture:
    """`image` uint8 H x W; `core` and `letters` uint8 H/2 x W/2, 1 on the cores and on the whole height of the lines;
    `direction` (cos, sin) of reading; `mirrored`; `lines`: n x 2 x POINTS x 2, px of the image: upper and lower edge of
    the capitals of each line, in reading order."""

    image: np.ndarray
    core: np.ndarray
    letters: np.ndarray
    direction: np.ndarray
    mirrored: bool
    lines: np.ndarray


@dataclass
class _Sheet:
    """A flat document, uint8, with the edges of its lines (see Picture)."""

    image: np.ndarray
    lines: list


class DocumentSampler:
    """Draws pictures endlessly from one seed."""

    def __init__(self, seed: int):
        self.chance = Chance(seed)
        self.paper = Paper(self.chance)
        self.strips = TextStrips(self.chance)
        self.surfaces = TileBank(self.chance, surface, 60, 1 / 60)
        self.portraits = TileBank(self.chance, lambda chance: portrait(chance, 160, 120), 30, 1 / 30)

    def sample(self, shape: tuple[int, int] | None = None) -> Picture:
        chance = self.chance
        shape = shape or chance.choice(SHAPES)
        height, width = shape
        image = self._backdrop(height, width)
        lines: list[np.ndarray] = []
        direction = np.zeros(2, np.float32)
        mirrored = chance.true(MIRRORED)
        positive = not chance.true(NEGATIVES)
        if not positive and chance.true(0.45):
            kind = chance.unit()
            if kind < 0.7:
                page = printed_page(chance, self.strips, height, width)
                image = page if chance.true(0.4) else self._place(image, _Sheet(page, []), False)[0]
        else:
            if chance.true(0.1):  # another card or page beside it, without a zone
                image = self._place(image, self._sheet(False, chance.uniform(200, 420)), False)[0]
            image, lines = self._place(image, self._sheet(positive, None), mirrored)
        image = self._photographed(image)
        core = np.zeros((height // 2, width // 2), np.uint8)
        letters = np.zeros_like(core)
        for edges in lines:
            middle = edges.mean(0)
            for target, height_of_label in ((letters, 1.0), (core, CORE)):
                upper, lower = middle + (edges - middle) * height_of_label
                outline = np.concatenate([upper, lower[::-1]])
                # Pixel centres of the half-size map lie at (2 i + 0.5) px of the image.
                cv2.fillPoly(target, [np.int32(np.round((outline / 2 - 0.25) * 16))], 1, shift=4)
            step = middle[-1] - middle[0]
            direction = (step / np.linalg.norm(step)).astype(np.float32)
        return Picture(image, core, letters, direction, mirrored and bool(lines), np.float32(lines).reshape(-1, 2, POINTS, 2))

    def _backdrop(self, height: int, width: int) -> np.ndarray:
        chance = self.chance
        if chance.true(0.2):  # a scanner's lid or a plain sheet
            return photo.to_bytes(photo.cloud(chance, height, width, 150, 4) + chance.choice((252, 240, 10, chance.uniform(0, 255))))
        backdrop = self.surfaces.part(height, width).copy()
        if chance.true(0.15):
            for _ in range(chance.whole(2, 20)):
                x, y = chance.whole(0, width), chance.whole(0, height)
                self.strips.print_at(backdrop, x, y, chance.log_uniform(7, 40), chance.uniform(0, 255))
        return backdrop

    def _sheet(self, positive: bool, wanted_width: float | None) -> _Sheet:
        """A document page. Its width follows from the pitch, or is `wanted_width` for one without lines."""
        chance = self.chance
        kind, texts = document(chance)
        count = len(texts[0])
        face = fonts.pick(chance)
        pitch = chance.log_uniform(5.5, 12)
        margin = chance.uniform(0.4, 4.5) * pitch
        width = int(wanted_width or count * pitch + 2 * margin)
        aspect = _ASPECT[kind] * chance.uniform(0.8, 1.15)
        if chance.true(0.12):
            aspect = chance.uniform(0.16, 0.4)  # only the lower part is in view
        elif chance.true(0.12):
            aspect *= 1.9  # an open booklet
        height = max(48, int(width * aspect))
        tone = chance.uniform(100, 250)
        sheet = photo.to_bytes(self.paper.sheet(height, width, tone, chance.choice((0.4, 0.8, 1.2))))
        cap = pitch * chance.uniform(0.85, 1.05)
        gap = chance.uniform(1.75, 2.8) * cap
        bottom = height - chance.uniform(0.8, 3.5) * pitch
        if chance.true(0.12):
            bottom -= chance.uniform(0, 0.6) * height
        bottom = max(bottom, gap * (len(texts) - 1) + 0.9 * cap)
        middles = [bottom - gap * (len(texts) - 1 - i) for i in range(len(texts))]
        top = max(0, int(middles[0] - gap * chance.uniform(0.75, 1.2))) if positive else height
        if positive and chance.true(0.4):  # a pale band behind the lines
            band = sheet[top:]
            part = chance.uniform(0.2, 1.0)
            band[:] = cv2.addWeighted(band, 1 - part, np.full_like(band, int(chance.uniform(tone, 255))), part, 0)
        self._fill(sheet[:top])
        if positive and bottom + 2.2 * gap < height:
            self._fill(sheet[int(bottom + gap) :])
        lines = []
        if positive:
            step = tone * (chance.uniform(0.35, 1) if chance.true(0.4) else chance.uniform(0.65, 1))
            lines = self._print_lines(sheet, texts, middles, margin, pitch, cap, face, tone - step * chance.uniform(0.9, 1))
        if chance.true(0.18):
            self._overprint(sheet)
        if chance.true(0.3):
            cv2.rectangle(sheet, (0, 0), (width - 1, height - 1), chance.whole(0, 255), chance.whole(1, 3))
        return _Sheet(sheet, lines)

    def _print_lines(self, sheet, texts, middles, margin, pitch, cap, face, ink) -> list[np.ndarray]:
        chance = self.chance
        jitter = chance.choice((0, 0, 0.4))
        stroke = chance.true(0.4)
        count = len(texts[0])
        lines = []
        for text, middle in zip(texts, middles):
            mask = line_mask(chance, text, face, fonts.PITCH, jitter)
            if stroke:
                mask = vary_stroke(chance, mask)
            rows = max(3, round(mask.shape[0] * cap / face.cap))
            columns = round(mask.shape[1] * pitch / fonts.PITCH)
            mask = cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
            left = round(margin - fonts.OVERHANG * pitch / fonts.PITCH)
            top = round(middle - rows / 2)
            mask = mask[max(0, -top) :, max(0, -left) :]
            place = sheet[max(0, top) :, max(0, left) :]
            rows, columns = min(mask.shape[0], place.shape[0]), min(mask.shape[1], place.shape[1])
            if rows <= 0 or columns <= 0:
                continue
            place, mask = place[:rows, :columns], mask[:rows, :columns]
            place[:] = (place + (max(0.0, ink) - place) * mask).astype(np.uint8)
            x = np.linspace(margin, margin + count * pitch, POINTS)
            lines.append(np.float32([np.stack([x, np.full_like(x, middle + side * cap / 2)], 1) for side in (-1, 1)]))
        return lines

    def _fill(self, area: np.ndarray) -> None:
        """Titles, fields, portrait, barcode: whatever stands on a document outside the zone."""
        chance = self.chance
        height, width = area.shape
        if height < 24:
            return
        if chance.true(0.6):
            rows, columns = int(height * chance.uniform(0.4, 0.85)), int(width * chance.uniform(0.14, 0.34))
            y = chance.whole(0, height - rows)
            x = int(width * 0.04) if chance.true(0.6) else chance.whole(0, width - columns)
            area[y : y + rows, x : x + columns] = self.portraits.part(rows, columns)
        if chance.true(0.15):
            rows, columns = int(height * chance.uniform(0.1, 0.4)), int(width * chance.uniform(0.2, 0.8))
            if rows > 4:
                y, x = chance.whole(0, height - rows), chance.whole(0, width - columns)
                area[y : y + rows, x : x + columns] = barcode(chance, rows, columns)
        size = width * chance.uniform(0.025, 0.06)
        for _ in range(chance.whole(2, 26)):
            line = size * chance.choice((0.6, 1, 1, 1, 1.7))
            x, y = chance.whole(0, int(width * 0.85)), chance.whole(0, height - 1)
            self.strips.print_at(area, x, y, line, chance.uniform(0, 110), chance.uniform(0.8, 1.1))

    def _overprint(self, sheet: np.ndarray) -> None:
        chance = self.chance
        height, width = sheet.shape
        over = np.zeros_like(sheet)
        for _ in range(chance.whole(1, 3)):
            word = chance.choice(("SPECIMEN", "MUSTER", "VOID", "SAMPLE", "UTOPIA"))
            at = (chance.whole(-40, width // 2), chance.whole(height // 4, height))
            cv2.putText(over, word, at, chance.whole(0, 4), chance.uniform(0.5, 2.5), 255, chance.whole(1, 7), cv2.LINE_AA)
        part = over.astype(np.float32) * (chance.uniform(0.1, 0.5) / 255)
        sheet[:] = (sheet + (chance.choice((0, 80, 255)) - sheet) * part).astype(np.uint8)

    def _place(self, image: np.ndarray, sheet: _Sheet, mirrored: bool) -> tuple[np.ndarray, list[np.ndarray]]:
        """Lays the sheet into the picture: turned, in perspective, perhaps bent, mirrored or cut off."""
        chance = self.chance
        height, width = image.shape
        rows, columns = sheet.image.shape
        flat, lines = sheet.image, sheet.lines
        if chance.true(0.12):  # the page of a booklet
            bend = chance.uniform(-0.015, 0.015) * columns

            def sag(x):
                return bend * (1 - (2 * x / columns - 1) ** 2)

            y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
            flat = cv2.remap(flat, x, y - sag(x), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            lines = [np.stack([edges[..., 0], edges[..., 1] + sag(edges[..., 0])], -1) for edges in lines]
        kind = chance.unit()
        if kind < 0.5:
            angle = chance.gauss(5)
        elif kind < 0.74:
            angle = chance.choice((90, 180, 270)) + chance.gauss(5)
        else:
            angle = chance.uniform(0, 360)
        angle = math.radians(angle)
        part = chance.uniform(0.97, 1.06) if chance.true(0.3) else chance.log_uniform(0.46, 1.0)
        cos, sin = math.cos(angle), math.sin(angle)
        spread = columns * abs(cos) + rows * abs(sin), columns * abs(sin) + rows * abs(cos)
        scale = part * min(width / spread[0], height / spread[1])
        corners = np.float32([[0, 0], [columns, 0], [columns, rows], [0, rows]])
        centred = (corners - np.float32([columns / 2, rows / 2])) * scale
        if mirrored:
            centred[:, 0] *= -1
        room = np.float32([max(8.0, width - spread[0] * scale), max(8.0, height - spread[1] * scale)]) / 2
        middle = np.float32([width / 2, height / 2]) + room * np.float32([chance.uniform(-1, 1), chance.uniform(-1, 1)])
        unrest = chance.choice((0, 0.005, 0.02, 0.04)) * max(height, width) * part
        shaken = np.float32([[chance.gauss(unrest), chance.gauss(unrest)] for _ in range(4)])
        target = centred @ np.float32([[cos, sin], [-sin, cos]]) + middle + shaken
        matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
        if scale < 0.7:
            flat = cv2.GaussianBlur(flat, (0, 0), 0.35 / scale)
        mask = np.full((rows, columns), 255, np.uint8)
        if chance.true(0.3):  # rounded corners of a card
            radius = int(0.05 * columns)
            mask[:] = 0
            cv2.rectangle(mask, (radius, 0), (columns - radius, rows), 255, -1)
            cv2.rectangle(mask, (0, radius), (columns, rows - radius), 255, -1)
            for x in (radius, columns - radius):
                for y in (radius, rows - radius):
                    cv2.circle(mask, (x, y), radius, 255, -1)
        laid = cv2.warpPerspective(flat, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        part_of = cv2.warpPerspective(mask, matrix, (width, height), flags=cv2.INTER_LINEAR)
        weight = part_of.astype(np.float32) / 255
        if chance.true(0.3):  # a shadow around it
            dark = cv2.GaussianBlur(weight, (0, 0), chance.uniform(2, 10))
            image = image * (1 - chance.uniform(0.2, 0.6) * dark)
        image = image + (laid.astype(np.float32) - image) * weight
        placed = [cv2.perspectiveTransform(edges, matrix) for edges in lines]
        return photo.to_bytes(image), placed

    def _photographed(self, image: np.ndarray) -> np.ndarray:
        chance = self.chance
        image = image.astype(np.float32)
        height, width = image.shape
        if chance.true(0.08):  # a finger over the edge
            x, y = chance.choice((0, width)), chance.whole(0, height)
            axes = (chance.whole(20, 80), chance.whole(12, 30))
            cv2.ellipse(image, (x, y), axes, chance.uniform(-40, 40), 0, 360, chance.uniform(60, 210), -1, cv2.LINE_AA)
        if chance.true(0.45):
            image = image * chance.uniform(0.2, 1.1)
        if chance.true(0.3):
            image = photo.shade(chance, image)
        if chance.true(0.25):
            image = photo.glare(chance, image, 12, 110)
        if chance.true(0.05):
            image = photo.screen(chance, image)
        if chance.true(0.45):
            image = photo.blur(chance, image, 1.3)
        elif chance.true(0.12):
            image = photo.motion(chance, image, 4)
        strongest = 14 if chance.true(0.85) else 30
        image = photo.sensor_noise(chance, np.clip(image, 0, 255), min(strongest, 0.45 * float(image.std()) + 3))
        if chance.true(0.12):
            image = photo.sharpened(chance, image)
        image = photo.to_bytes(image)
        return photo.jpeg(image, chance.whole(30, 95)) if chance.true(0.4) else image
