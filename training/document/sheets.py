"""Drawn documents seen flat: cards, passport pages, visas, of no country's design."""

from dataclasses import dataclass

import cv2
import numpy as np

from .surfaces import cloud, colour, words

ID_1, ID_2, ID_3 = 85.60 / 53.98, 105.0 / 74.0, 125.0 / 88.0  # ISO/IEC 7810
SHEET_WIDTH = 460


@dataclass
class Sheet:
    """`image` uint8 RGB; `coverage` float32, 0 outside rounded corners; `book`: a passport's data page, which has another
    page above it."""

    image: np.ndarray
    coverage: np.ndarray
    book: bool


def _guilloche(rng, image):
    height, width = image.shape[:2]
    x, y = np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]
    for _ in range(rng.integers(1, 4)):
        angle, rate = rng.uniform(0, np.pi), rng.uniform(0.05, 1.0)
        sway = np.sin((np.cos(angle) * y - np.sin(angle) * x) * rng.uniform(0.005, 0.09)) * rng.uniform(0, 14)
        wave = np.sin(rate * (x * np.cos(angle) + y * np.sin(angle) + sway))
        image += (wave * rng.uniform(2, 16))[..., None] * rng.uniform(-1, 1, 3).astype(np.float32)


def _portrait(rng, image, left, top, right, bottom):
    """Head and shoulders of soft shapes, no one's face."""
    width, height = right - left, bottom - top
    cv2.rectangle(image, (left, top), (right, bottom), colour(rng, 90, 250, 0.4).tolist(), -1)
    part = image[top:bottom, left:right]
    skin = (np.float32([225, 180, 150]) * rng.uniform(0.3, 1.05)).tolist()
    hair, dress = colour(rng, 5, 150, 0.4).tolist(), colour(rng, 10, 220).tolist()
    middle, eyes = width // 2, int(height * rng.uniform(0.36, 0.46))
    head = (int(width * rng.uniform(0.18, 0.27)), int(height * rng.uniform(0.2, 0.27)))
    cv2.ellipse(part, (middle, int(eyes + 2.5 * head[1])), (int(head[0] * 2.3), int(head[1] * 1.4)), 0, 0, 360, dress, -1, cv2.LINE_AA)
    cv2.ellipse(part, (middle, eyes), (int(head[0] * 1.25), int(head[1] * 1.25)), 0, 0, 360, hair, -1, cv2.LINE_AA)
    cv2.ellipse(part, (middle, eyes + head[1] // 6), head, 0, 0, 360, skin, -1, cv2.LINE_AA)
    if rng.random() < 0.3:
        part[:] = part.mean(2, keepdims=True)


def _bars(rng, image, left, top, right, bottom):
    module = int(rng.integers(1, 4))
    rows = 1 if rng.random() < 0.5 else (bottom - top) // module + 1
    bits = (rng.random((rows, (right - left) // module + 1)) < 0.5).astype(np.float32)
    tall = np.kron(bits, np.ones((module if rows > 1 else bottom - top, module), np.float32))
    part = image[top:bottom, left:right]
    tall = tall[: part.shape[0], : part.shape[1], None]
    part[: tall.shape[0]] = tall * 235 + (1 - tall) * rng.uniform(5, 60)


def _zone(rng, image, lines):
    height, width = image.shape[:2]
    size = width * rng.uniform(0.024, 0.032)
    ink = colour(rng, 0, 60, 0.2).tolist()
    pitch = size * rng.uniform(1.9, 2.6)
    y = height - pitch * lines - size * rng.uniform(0.2, 1.5)
    if rng.random() < 0.5:
        top = max(0, int(y - size))
        image[top:] = image[top:] * 0.4 + colour(rng, 190, 255, 0.3) * 0.6
    for _ in range(lines):
        words(rng, image, width * 0.03, y, width * rng.uniform(0.4, 0.96), size, ink)
        words(rng, image, width * 0.03, y, width * rng.uniform(0.9, 0.97), size * 0.5, ink)
        y += pitch


def _fill(rng, image):
    height, width = image.shape[:2]
    ink = colour(rng, 0, 120, 1.0).tolist() if image.mean() > 95 else colour(rng, 170, 255, 0.6).tolist()
    zone = int(rng.choice((0, 0, 2, 2, 3)))
    floor = height * (0.72 if zone == 2 else 0.6 if zone == 3 else 0.97)
    if zone:
        _zone(rng, image, zone)
    left = width * rng.uniform(0.03, 0.07)
    top = height * rng.uniform(0.03, 0.09)
    if rng.random() < 0.7:  # a heading, or a coloured band with it
        size = width * rng.uniform(0.02, 0.05)
        if rng.random() < 0.5:
            band = int(top + size * rng.uniform(1.5, 2.5))
            image[:band] = image[:band] * 0.2 + colour(rng) * 0.8
        words(rng, image, left, top, width * rng.uniform(0.4, 0.9), size, colour(rng, 0, 255).tolist())
        top += size * 2.2
    right = width * 0.97
    if rng.random() < 0.6 and floor - top > 80:  # a portrait, on either side
        high = (floor - top) * rng.uniform(0.6, 0.95)
        wide = min(high * rng.uniform(0.72, 0.85), width * 0.36)
        at_left = rng.random() < 0.7
        start = left if at_left else right - wide
        _portrait(rng, image, int(start), int(top), int(start + wide), int(top + high))
        left, right = (start + wide + width * 0.03, right) if at_left else (left, start - width * 0.03)
    if rng.random() < 0.25:
        bottom = min(floor, top + height * rng.uniform(0.12, 0.3))
        _bars(rng, image, int(left), int(top), int(right * rng.uniform(0.75, 1.0)), int(bottom))
        top = bottom + height * 0.03
    if rng.random() < 0.3:
        axes = tuple(int(a) for a in rng.integers(8, 50, 2))
        cv2.ellipse(image, (int(rng.uniform(left, right)), int(rng.uniform(top, floor))), axes, 0, 0, 360, colour(rng).tolist(), int(rng.choice((-1, 2))), cv2.LINE_AA)
    if rng.random() < 0.12:  # nearly empty
        return
    size = width * rng.uniform(0.014, 0.032)
    y = top
    while y < floor - size:
        if rng.random() < 0.5:
            words(rng, image, left, y, left + (right - left) * rng.uniform(0.1, 0.4), size * 0.6, ink)
            y += size * 1.1
        words(rng, image, left, y, left + (right - left) * rng.uniform(0.15, 0.95), size, ink)
        y += size * rng.uniform(1.3, 2.4)


def sheet(rng: np.random.Generator) -> Sheet:
    """One document."""
    aspect = rng.choice((ID_1, ID_1, ID_2, ID_3)) * (1 if rng.random() < 0.7 else rng.uniform(0.93, 1.07))
    height = int(SHEET_WIDTH / aspect)
    image = np.empty((height, SHEET_WIDTH, 3), np.float32)
    tone = rng.random()
    image[:] = colour(rng, 190, 255, 0.4) if tone < 0.65 else colour(rng, 110, 230) if tone < 0.9 else colour(rng, 10, 110)
    if rng.random() < 0.6:  # washes of colour
        image += np.stack([cloud(rng, height, SHEET_WIDTH, int(rng.integers(90, 300)), rng.uniform(0, 22)) for _ in range(3)], 2)
    if rng.random() < 0.4:
        image += cloud(rng, height, SHEET_WIDTH, int(rng.integers(8, 40)), rng.uniform(2, 9))[..., None]
    if rng.random() < 0.7:
        _guilloche(rng, image)
    if rng.random() < 0.3:  # a band of another colour along one end, as many have for the zone
        share, place = rng.uniform(0.08, 0.42), rng.random()
        rows = slice(int(height * (1 - share)), None) if place < 0.6 else slice(0, int(height * share)) if place < 0.8 else slice(None)
        columns = slice(None) if place < 0.8 else slice(0, int(SHEET_WIDTH * share))
        strength = rng.uniform(0.3, 1.0)
        image[rows, columns] = image[rows, columns] * (1 - strength) + colour(rng) * strength
    upright = rng.random() < 0.06  # print that runs along the short side
    if upright:
        turned = np.ascontiguousarray(np.rot90(image))
        _fill(rng, turned)
        image = np.ascontiguousarray(np.rot90(turned, -1))
    else:
        _fill(rng, image)
    if rng.random() < 0.12:  # a printed frame near the edge
        inset = int(rng.integers(4, 16))
        cv2.rectangle(image, (inset, inset), (SHEET_WIDTH - inset, height - inset), colour(rng).tolist(), int(rng.integers(1, 4)))
    coverage = np.ones((height, SHEET_WIDTH), np.float32)
    book = rng.random() < 0.18
    radius = 0 if rng.random() < 0.25 else int(height * rng.uniform(0.01, 0.085))
    if radius:
        coverage[:] = 0
        cv2.rectangle(coverage, (radius, 0), (SHEET_WIDTH - radius - 1, height), 1, -1)
        cv2.rectangle(coverage, (0, radius), (SHEET_WIDTH, height - radius - 1), 1, -1)
        for x in (radius, SHEET_WIDTH - radius - 1):
            for y in (radius, height - radius - 1):
                cv2.circle(coverage, (x, y), radius, 1, -1, cv2.LINE_AA)
        if book:  # the fold has no rounded corners
            coverage[: height // 2] = 1
    if rng.random() < 0.1:  # the light or dark rim of a laminated card
        edge = cv2.erode(coverage, np.ones((3, 3)), iterations=int(rng.integers(1, 4)), borderType=cv2.BORDER_CONSTANT, borderValue=0)
        image = np.where(edge[..., None] > 0.5, image, colour(rng))
    return Sheet(np.clip(image, 0, 255).astype(np.uint8), coverage, book)
