"""Photos of drawn documents, small as the locator sees them, with what it must answer."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .sheets import Sheet, sheet
from .surfaces import Bank, cloud, colour, lay, page, surface

SHAPES = ((192, 256), (192, 256), (256, 192), (224, 224), (176, 256))  # height, width: long side 256, both by 16
SMALL_SHAPES = ((144, 192), (144, 192), (192, 144), (160, 160), (128, 192))  # a cheaper beginning
STRIDE = 4  # px of the image for one cell of the answer
OVERSAMPLING = 1.5  # scenes are drawn larger, then averaged
NEGATIVES = 0.1
KEPT_SCENES = 60  # of each shape, for variations
REUSE = 0.65
EDGE = 1.0  # half width of the labelled border, cells


@dataclass
class Scene:
    """`image` uint8 RGB, H x W; `answer` float32, 3 x H/4 x W/4: share of the cell inside the document's quad, nearness
    to the quad's border, share covered by something that lies on the document. `quad` 4 x 2 px, or None."""

    image: np.ndarray
    answer: np.ndarray
    quad: np.ndarray | None


class SceneSampler:
    """Draws scenes endlessly from one seed."""

    def __init__(self, seed: int, kept: int = 160):
        self.rng = np.random.default_rng(seed)
        self._drawn: dict[tuple[int, int], list[Scene]] = {}
        self._sheets = Bank(self.rng, sheet, kept, 0.25)
        self._surfaces = Bank(self.rng, surface, kept // 2, 0.12)

    def varied(self, shape: tuple[int, int]) -> Scene:
        """A new scene, or more often a variation of one drawn before, which costs next to nothing."""
        rng, kept = self.rng, self._drawn.setdefault(shape, [])
        if len(kept) >= KEPT_SCENES and rng.random() < REUSE:
            return _variation(rng, kept[int(rng.integers(len(kept)))])
        scene = self.sample(shape)
        if len(kept) < KEPT_SCENES:
            kept.append(scene)
        else:
            kept[int(rng.integers(KEPT_SCENES))] = scene
        return scene

    def sample(self, shape: tuple[int, int]) -> Scene:
        rng = self.rng
        height, width = (int(side * OVERSAMPLING) for side in shape)
        kind = rng.random()
        if kind < NEGATIVES:
            image, quad, covered = self._without(height, width), None, None
        elif kind < NEGATIVES + 0.09:
            image, quad, covered = self._flat(height, width)
        else:
            image, quad, covered = self._on_surface(height, width)
        image = _photographed(rng, image, quad)
        small = cv2.resize(image, shape[::-1], interpolation=cv2.INTER_AREA)
        if quad is not None:
            quad = quad / OVERSAMPLING
        return Scene(_compressed(rng, small), _answer(shape, quad, covered), quad)

    def _backdrop(self, height: int, width: int) -> np.ndarray:
        rng = self.rng
        tile = self._surfaces.pick()
        part = rng.uniform(0.45, 1.0)
        rows, columns = int(tile.shape[0] * part), int(tile.shape[1] * part)
        top, left = rng.integers(0, tile.shape[0] - rows + 1), rng.integers(0, tile.shape[1] - columns + 1)
        tile = np.rot90(tile[top : top + rows, left : left + columns], int(rng.integers(4)))
        image = cv2.resize(np.ascontiguousarray(tile), (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
        if rng.random() < 0.5:
            image = image * rng.uniform(0.4, 1.4, 3).astype(np.float32)
        return image

    def _without(self, height: int, width: int) -> np.ndarray:
        rng = self.rng
        kind = rng.random()
        if kind < 0.5:
            return self._backdrop(height, width)
        if kind < 0.75:
            return page(rng, height, width)
        image = self._backdrop(height, width)  # someone before the camera
        middle, size = (int(width * rng.uniform(0.35, 0.65)), int(height * rng.uniform(0.35, 0.55))), height * rng.uniform(0.12, 0.3)
        skin = (np.float32([225, 180, 150]) * rng.uniform(0.3, 1.05)).tolist()
        for down, wide, high, tone in ((2.9, 2.6, 1.8, colour(rng)), (-0.1, 1.0, 1.3, colour(rng, 5, 150)), (0.1, 0.8, 1.1, None)):
            tone = skin if tone is None else tone.tolist()
            at = (middle[0], int(middle[1] + down * size))
            cv2.ellipse(image, at, (int(wide * size), int(high * size)), 0, 0, 360, tone, -1, cv2.LINE_AA)
        return image

    def _flat(self, height: int, width: int):
        """A scan: the document is the whole frame, or nearly."""
        rng = self.rng
        source = self._sheets.pick()
        image = np.empty((height, width, 3), np.float32)
        image[:] = 255 if rng.random() < 0.6 else colour(rng)
        margin = 0 if rng.random() < 0.65 else rng.uniform(0, 0.06) * width
        left, top, right, bottom = margin * rng.uniform(0, 1, 4)
        quad = np.float32([[left, top], [width - right, top], [width - right, height - bottom], [left, height - bottom]])
        if rng.random() < 0.15:
            quad = np.roll(quad, 2, 0)
        coverage = source.coverage if rng.random() < 0.5 else None
        lay(image, source.image.astype(np.float32), quad, coverage)
        return image, quad, None

    def _on_surface(self, height: int, width: int):
        rng = self.rng
        image = self._backdrop(height, width)
        if rng.random() < 0.08:  # a page of text below or beside
            under = page(rng, height, int(height * rng.uniform(0.6, 0.8)))
            lay(image, under, _seen(rng, under.shape[0] / under.shape[1], height, width, 1.0))
        source = self._sheets.pick()
        quad = _seen(rng, source.image.shape[0] / source.image.shape[1], height, width, None)
        picture = source.image.astype(np.float32)
        if rng.random() < 0.4:
            picture = picture * rng.uniform(0.75, 1.15, 3).astype(np.float32)
        if rng.random() < 0.12:  # hardly another colour than what it lies on
            pull = rng.uniform(0.5, 0.95)
            picture += (image.mean((0, 1)) - np.median(picture, (0, 1))) * pull
        if source.book and rng.random() < 0.75:
            self._upper_page(image, quad, source)
        coverage = source.coverage
        _shadow(rng, image, quad, coverage)
        placed = lay(image, picture, quad, coverage)
        if rng.random() < 0.2:  # a thin dark or light line along the cut edge
            outline = np.int32(np.round(quad * 16))
            line = image.copy()
            cv2.polylines(line, [outline], True, (image.mean((0, 1)) * rng.uniform(0.2, 1.6)).tolist(), 1, cv2.LINE_AA, shift=4)
            image += (line - image) * np.minimum(placed, rng.uniform(0.3, 0.8))[..., None]
        covered = None
        if rng.random() < 0.22:
            covered = np.zeros((height, width), np.float32)
            for _ in range(rng.integers(1, 4)):
                _cover(rng, image, covered, quad)
        return image, quad, covered

    def _upper_page(self, image: np.ndarray, quad: np.ndarray, source: Sheet) -> None:
        """The page above the fold of an open booklet: not part of the document."""
        rng = self.rng
        height, width = source.image.shape[:2]
        matrix = cv2.getPerspectiveTransform(np.float32([[0, 0], [width, 0], [width, height], [0, height]]), quad)
        lift = rng.uniform(0.75, 1.0)
        upper = np.float32([[0, -height * lift], [width, -height * lift], [width, 0], [0, 0]])
        upper[:2, 0] += rng.uniform(-0.04, 0.04) * width
        corners = cv2.perspectiveTransform(upper[None], matrix)[0]
        if not np.isfinite(corners).all() or np.abs(corners).max() > 4000:
            return
        if rng.random() < 0.5:
            picture = self._sheets.pick().image.astype(np.float32)
        else:
            picture = page(rng, 200, 300)
        if rng.random() < 0.7:
            own = source.image.reshape(-1, 3).mean(0)
            picture = picture * 0.3 + own * rng.uniform(0.6, 0.75)
        rows = np.linspace(1, rng.uniform(0.55, 1.0), picture.shape[0], dtype=np.float32) ** 2
        lay(image, picture * rows[:, None, None], corners)


def _variation(rng, scene: Scene) -> Scene:
    """Mirrored or turned by half, in other colours and light, with other noise."""
    down, across = (int(rng.choice((-1, 1))) for _ in range(2))
    image = scene.image[::down, ::across, rng.permutation(3)].astype(np.float32)
    image = image * (math.exp(rng.normal(0, 0.25)) * np.exp(rng.normal(0, 0.1, 3))).astype(np.float32) + np.float32(rng.normal(0, 12))
    if rng.random() < 0.2:
        image = 255 - image
    if rng.random() < 0.5:
        image = image + rng.standard_normal(image.shape, dtype=np.float32) * np.float32(rng.uniform(0, 8))
    return Scene(np.clip(image, 0, 255).astype(np.uint8), scene.answer[:, ::down, ::across], None)


def _seen(rng, ratio: float, height: int, width: int, size: float | None) -> np.ndarray:
    """Corners of a sheet of height/width `ratio` in a frame, seen by a pinhole camera."""
    tilt = np.clip(rng.normal(0, 0.2, 2), -0.6, 0.6) if rng.random() < 0.85 else rng.uniform(-0.75, 0.75, 2)
    roll = rng.uniform(0, 2 * math.pi) if rng.random() < 0.35 else rng.choice((0, 0, 0, 1, 2, 3)) * math.pi / 2 + rng.normal(0, 0.14)
    flat = np.array([[-1, -ratio], [1, -ratio], [1, ratio], [-1, ratio]]) / math.hypot(1, ratio)
    turn = np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])
    flat = flat @ turn.T
    away = np.zeros((4, 3))
    away[:, :2] = flat
    for axis, angle in enumerate(tilt):
        rotation = np.eye(3)
        keep = 1 - axis
        rotation[keep, keep] = rotation[2, 2] = math.cos(angle)
        rotation[keep, 2], rotation[2, keep] = -math.sin(angle), math.sin(angle)
        away = away @ rotation.T
    distance = rng.uniform(2.0, 5.0)
    seen = away[:, :2] / (1 + away[:, 2:] / distance)
    extent = np.ptp(seen, 0)
    fit = min(width / extent[0], height / extent[1])
    if size is None:
        size = rng.uniform(0.55, 1.0) if rng.random() < 0.75 else rng.uniform(0.3, 0.6) if rng.random() < 0.6 else rng.uniform(1.0, 1.2)
    seen = (seen - (seen.min(0) + seen.max(0)) / 2) * fit * size
    free = np.maximum(np.array([width, height]) - np.ptp(seen, 0), 0) / 2
    reach = free + (0.12 * np.array([width, height]) if rng.random() < 0.2 else 0)
    return np.float32(seen + np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * reach)


def _shadow(rng, image, quad, coverage) -> None:
    """The shadow that a sheet drops beside itself."""
    if rng.random() < 0.35:
        return
    size = math.sqrt(abs(cv2.contourArea(quad)))
    shade = np.zeros(image.shape[:2], np.float32)
    offset = rng.normal(0, 0.018, 2) * size
    cv2.fillConvexPoly(shade, np.int32(np.round((quad + offset) * 16)), 1.0, cv2.LINE_AA, shift=4)
    shade = cv2.GaussianBlur(shade, (0, 0), max(0.6, size * math.exp(rng.uniform(math.log(0.004), math.log(0.05)))))
    image *= 1 - shade[..., None] * rng.uniform(0.1, 0.75)


def _cover(rng, image, covered, quad) -> None:
    """A finger, a pen or a thing over part of the document."""
    share, along = rng.uniform(-0.02, 0.35), rng.uniform(0.05, 0.95)
    side = int(rng.integers(4))
    a, b = quad[side], quad[(side + 1) % 4]
    middle = quad.mean(0)
    border = a + (b - a) * along
    tip = border + (middle - border) * share
    away = border - middle
    away = away / (np.linalg.norm(away) + 1e-3)
    size = math.sqrt(abs(cv2.contourArea(quad)))
    shape = np.zeros_like(covered)
    if rng.random() < 0.75:
        thick = size * rng.uniform(0.07, 0.2) if rng.random() < 0.85 else size * rng.uniform(0.02, 0.05)
        lean = rng.normal(0, 0.35)
        away = np.array([away[0] * math.cos(lean) - away[1] * math.sin(lean), away[0] * math.sin(lean) + away[1] * math.cos(lean)])
        far = tip + away * size * 2
        cv2.line(shape, tuple(np.int32(tip)), tuple(np.int32(far)), 1.0, max(1, int(thick)), cv2.LINE_AA)
        tone = np.float32([225, 175, 145]) * rng.uniform(0.3, 1.1) if rng.random() < 0.8 else colour(rng)
    else:
        corners = tip + away * size * 0.2 + rng.normal(0, 0.12, (int(rng.integers(4, 8)), 2)) * size
        cv2.fillConvexPoly(shape, cv2.convexHull(np.int32(corners)), 1.0, cv2.LINE_AA)
        tone = colour(rng)
    inner = cv2.GaussianBlur(shape, (0, 0), max(1.0, size * 0.02))
    paint = tone * (0.55 + 0.45 * inner[..., None]) + cloud(rng, *shape.shape, 20, 4)[..., None]
    if rng.random() < 0.6:
        image *= 1 - 0.4 * inner[..., None]
    image += (paint - image) * shape[..., None]
    np.maximum(covered, shape, out=covered)


def _photographed(rng, image, quad) -> np.ndarray:
    """Light, glare, lens and sensor; uint8."""
    height, width = image.shape[:2]
    if rng.random() < 0.6:
        image = image * (1 + cloud(rng, height, width, int(rng.integers(120, 400)), rng.uniform(0.02, 0.22)))[..., None].clip(0.25, 2)
    if rng.random() < 0.1:  # a hard shadow across
        shade = np.zeros((height, width), np.float32)
        corners = rng.uniform(-0.3, 1.3, (4, 2)) * (width, height)
        cv2.fillConvexPoly(shade, cv2.convexHull(np.int32(corners)), 1.0)
        shade = cv2.GaussianBlur(shade, (0, 0), rng.uniform(1, 15))
        image = image * (1 - rng.uniform(0.2, 0.6) * shade[..., None])
    if rng.random() < 0.35:
        gloss = np.zeros((height, width), np.float32)
        middle = quad.mean(0) + rng.normal(0, 0.3, 2) * np.ptp(quad, 0) if quad is not None else rng.uniform(0, 1, 2) * (width, height)
        axes = tuple(int(max(2, a)) for a in rng.uniform(0.02, 0.2, 2) * width)
        cv2.ellipse(gloss, tuple(np.int32(middle).tolist()), axes, rng.uniform(0, 180), 0, 360, 1.0, -1)
        gloss = cv2.GaussianBlur(gloss, (0, 0), max(1.0, min(axes) * rng.uniform(0.1, 0.6)))
        image = image + gloss[..., None] * rng.uniform(60, 240)
    gain = math.exp(rng.normal(0, 0.22)) if rng.random() < 0.75 else rng.uniform(0.15, 0.6)
    image = image * (gain * np.exp(rng.normal(0, 0.07, 3))).astype(np.float32)
    if rng.random() < 0.2:
        image = image + rng.uniform(0, 40)
    if rng.random() < 0.35:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 2.2))
    if rng.random() < 0.1:
        length = int(rng.integers(3, 10))
        kernel = cv2.warpAffine(np.eye(1, length, dtype=np.float32).repeat(length, 0) * 0 + np.eye(length, dtype=np.float32), cv2.getRotationMatrix2D((length / 2 - 0.5,) * 2, rng.uniform(0, 180), 1), (length, length))
        image = cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1e-3))
    noise = abs(rng.normal(0, 7))
    if noise > 1:
        image = image + rng.standard_normal(image.shape, dtype=np.float32) * noise
    image = np.clip(image, 0, 255)
    if rng.random() < 0.15:
        image = np.repeat(image @ np.float32([[0.299], [0.587], [0.114]]), 3, 2)
    return image.astype(np.uint8)


def _compressed(rng, image) -> np.ndarray:
    if rng.random() < 0.3:
        image = cv2.imdecode(cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))))[1], 1)
    return image


def _answer(shape, quad, covered) -> np.ndarray:
    rows, columns = shape[0] // STRIDE, shape[1] // STRIDE
    answer = np.zeros((3, rows, columns), np.float32)
    if quad is None:
        return answer
    # Drawn four times as fine, then averaged, so that cells on the border carry their share.
    inside = np.zeros((rows * 4, columns * 4), np.float32)
    cv2.fillConvexPoly(inside, np.int32(np.round((quad * 4 / STRIDE - 0.5) * 16)), 1.0, shift=4)
    answer[0] = cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA)
    x = (np.arange(columns, dtype=np.float32) + 0.5)[None]
    y = (np.arange(rows, dtype=np.float32) + 0.5)[:, None]
    corners = quad / STRIDE
    for a, b in zip(corners, np.roll(corners, -1, 0)):
        run = b - a
        share = (((x - a[0]) * run[0] + (y - a[1]) * run[1]) / max(float(run @ run), 1e-6)).clip(0, 1)
        distance = np.hypot(x - a[0] - share * run[0], y - a[1] - share * run[1])
        np.maximum(answer[1], np.clip(1.5 - distance / EDGE, 0, 1), out=answer[1])
    if covered is not None:
        answer[2] = cv2.resize(covered, (columns, rows), interpolation=cv2.INTER_AREA) * answer[0]
    return answer
