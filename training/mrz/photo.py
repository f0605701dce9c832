"""What a camera and its software do to a picture. Images are float32 grey, 0 to 255, unless said otherwise."""

import math

import cv2
import numpy as np

from .chance import Chance


def cloud(chance: Chance, height: int, width: int, cell: int, amplitude: float) -> np.ndarray:
    """Smooth noise with features of about `cell` px."""
    grid = chance.noise(max(2, height // cell + 2), max(2, width // cell + 2)) * amplitude
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC if cell < 24 else cv2.INTER_LINEAR)


def blur(chance: Chance, image: np.ndarray, largest: float) -> np.ndarray:
    return cv2.GaussianBlur(image, (0, 0), chance.uniform(0.25, max(0.3, largest)))


def motion(chance: Chance, image: np.ndarray, longest: float) -> np.ndarray:
    """Blur along a straight stroke of up to `longest` px in any direction."""
    length = chance.uniform(1.5, max(2.0, longest))
    size = 2 * int(math.ceil(length / 2)) + 1
    kernel = np.zeros((size, size), np.float32)
    angle = chance.choice((0.0, math.pi / 2, chance.uniform(0, math.pi)))
    dx, dy = math.cos(angle) * length / 2, math.sin(angle) * length / 2
    middle = size // 2
    shift = 4
    ends = [(int(round((middle + s * dx) * 16)), int(round((middle + s * dy) * 16))) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_8, shift)
    return cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1.0))


def sensor_noise(chance: Chance, image: np.ndarray, strongest: float) -> np.ndarray:
    """Grain, sometimes coarser than a pixel as after the camera's own smoothing."""
    height, width = image.shape
    strength = strongest * chance.unit() ** 1.5
    if chance.true(0.25):
        coarse = chance.noise(height // 2 + 1, width // 2 + 1)
        grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR) * 1.3
    else:
        grain = chance.noise(height, width)
    return image + grain * strength


def spot(chance: Chance, height: int, width: int, smallest: float, largest: float) -> np.ndarray:
    """A soft elliptic spot, 0 to 1, anywhere: glare of a lamp."""
    x = np.arange(width, dtype=np.float32) - chance.uniform(0, width)
    y = np.arange(height, dtype=np.float32) - chance.uniform(0, height)
    size = chance.log_uniform(smallest, largest)
    flat = size * chance.uniform(0.25, 1.0)
    tilt = chance.uniform(-1.0, 1.0)
    exponent = (x[None] + tilt * y[:, None]) ** 2 / (2 * size * size) + y[:, None] ** 2 / (2 * flat * flat)
    return np.exp(-exponent)


def glare(chance: Chance, image: np.ndarray, smallest: float, largest: float) -> np.ndarray:
    height, width = image.shape
    mask = spot(chance, height, width, smallest, largest)
    strength = chance.uniform(0.15, 1.0)
    if chance.true(0.5):  # towards white, contrast is lost
        return image + (255 * chance.uniform(0.8, 1.1) - image) * (mask * strength)
    return image + mask * (230 * strength)


def shade(chance: Chance, image: np.ndarray) -> np.ndarray:
    """Uneven light: a slope across the picture or the edge of a shadow."""
    height, width = image.shape
    if chance.true(0.7):
        across = np.linspace(chance.uniform(0.45, 1.1), chance.uniform(0.45, 1.1), width, dtype=np.float32)
        down = np.linspace(chance.uniform(0.8, 1.1), chance.uniform(0.8, 1.1), height, dtype=np.float32)
        return image * across[None] * down[:, None]
    x = np.arange(width, dtype=np.float32)[None] - chance.uniform(0, width)
    y = np.arange(height, dtype=np.float32)[:, None] - chance.uniform(0, height)
    angle = chance.uniform(0, math.pi)
    soft = chance.uniform(1, 30)
    edge = np.clip((x * math.cos(angle) + y * math.sin(angle)) / soft, -1, 1)
    return image * (1 - chance.uniform(0.1, 0.55) * (0.5 + 0.5 * edge))


def resampled(chance: Chance, image: np.ndarray, smallest: float) -> np.ndarray:
    """Shrunk and enlarged again, as pictures copied from one page to the next are."""
    height, width = image.shape
    factor = chance.uniform(smallest, 0.95)
    small = cv2.resize(image, (max(8, int(width * factor)), max(8, int(height * factor))), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=chance.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST)))


def sharpened(chance: Chance, image: np.ndarray) -> np.ndarray:
    return image + (image - cv2.GaussianBlur(image, (0, 0), chance.uniform(0.7, 1.6))) * chance.uniform(0.4, 2.0)


def screen(chance: Chance, image: np.ndarray) -> np.ndarray:
    """The grid of a screen or of a printer's raster."""
    height, width = image.shape
    period = chance.uniform(2.05, 6.0)
    angle = chance.uniform(-0.6, 0.6)
    x = np.arange(width, dtype=np.float32)[None]
    y = np.arange(height, dtype=np.float32)[:, None]
    rate = 2 * math.pi / period
    waves = np.sin(rate * (x * math.cos(angle) + y * math.sin(angle)))
    if chance.true(0.5):
        waves = 0.5 * (waves + np.sin(rate * (y * math.cos(angle) - x * math.sin(angle))))
    return image * (1 + waves * chance.uniform(0.02, 0.16))


def jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    """uint8 to uint8."""
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def to_bytes(image: np.ndarray) -> np.ndarray:
    return np.clip(image, 0, 255).astype(np.uint8)


def normalised(image: np.ndarray) -> np.ndarray:
    """Zero mean, about unit deviation: the input of both models. The 4 keeps an empty crop from becoming noise."""
    image = image.astype(np.float32)
    return (image - image.mean()) / (image.std() + 4.0)
