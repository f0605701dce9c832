"""Fonts of Debian packages and glyph atlases drawn from them.

OCR-B is what ICAO 9303 part 3 asks for; real documents also carry other monospaced faces and proportional sans faces
set on a fixed pitch.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .chance import Chance
from .text import ALPHABET

ROOT = Path("/usr/share/fonts")

# Geometry of an atlas cell, px. Glyphs may reach OVERHANG beyond their cell on both sides.
PITCH = 28
OVERHANG = 6
CELL_HEIGHT = 48
CAP_OF_PROPORTIONAL = 26


@dataclass(frozen=True)
class Family:
    """`weight`: share of the drawn lines. `files` are relative to ROOT; `fixed`: monospaced."""

    package: str
    weight: float
    files: tuple[str, ...]
    fixed: bool = True


FAMILIES = (
    Family("fonts-ocr-b", 60, ("opentype/ocr-b/OCRB.otf",)),
    Family("fonts-ocr-b", 10, ("opentype/ocr-b/OCRBS.otf",)),
    Family("fonts-ocr-b", 5, ("opentype/ocr-b/OCRBL.otf",)),
    Family("fonts-ocr-a", 1.5, ("truetype/ocr-a/OCRA.ttf", "truetype/ocr-a/OCRACondensed.ttf")),
    Family("fonts-dejavu-core", 1.5, ("truetype/dejavu/DejaVuSansMono.ttf", "truetype/dejavu/DejaVuSansMono-Bold.ttf")),
    Family(
        "fonts-liberation",
        1.5,
        ("truetype/liberation/LiberationMono-Regular.ttf", "truetype/liberation/LiberationMono-Bold.ttf"),
    ),
    Family("fonts-croscore", 1, ("truetype/croscore/Cousine-Regular.ttf", "truetype/croscore/Cousine-Bold.ttf")),
    Family("fonts-freefont-ttf", 1, ("truetype/freefont/FreeMono.ttf", "truetype/freefont/FreeMonoBold.ttf")),
    Family(
        "fonts-urw-base35", 1, ("opentype/urw-base35/NimbusMonoPS-Regular.otf", "opentype/urw-base35/NimbusMonoPS-Bold.otf")
    ),
    Family(
        "fonts-courier-prime",
        1.5,
        (
            "opentype/courier-prime/Courier Prime.otf",
            "opentype/courier-prime/Courier Prime Bold.otf",
            "opentype/courier-prime/Courier Prime Sans.otf",
            "opentype/courier-prime/Courier Prime Sans Bold.otf",
        ),
    ),
    Family("fonts-hack", 0.7, ("truetype/hack/Hack-Regular.ttf", "truetype/hack/Hack-Bold.ttf")),
    Family("fonts-noto-mono", 0.7, ("truetype/noto/NotoSansMono-Regular.ttf", "truetype/noto/NotoMono-Regular.ttf")),
    Family("fonts-inconsolata", 0.7, ("truetype/inconsolata/Inconsolata.otf",)),
    Family(
        "fonts-jetbrains-mono",
        0.7,
        ("truetype/jetbrains-mono/JetBrainsMono-Regular.ttf", "truetype/jetbrains-mono/JetBrainsMono-Light.ttf"),
    ),
    Family("fonts-firacode", 0.7, ("truetype/firacode/FiraCode-Regular.ttf", "truetype/firacode/FiraCode-SemiBold.ttf")),
    Family(
        "fonts-league-mono",
        0.7,
        ("opentype/league-mono/LeagueMono-Regular.otf", "opentype/league-mono/LeagueMono-Light.otf"),
    ),
    Family("fonts-mononoki", 0.5, ("truetype/mononoki/mononoki-Regular.ttf",)),
    Family("fonts-agave", 0.4, ("truetype/agave/agave-r-autohinted.ttf",)),
    Family("fonts-anonymous-pro", 0.6, ("truetype/anonymous-pro/Anonymous Pro.ttf",)),
    Family("fonts-b612", 0.7, ("opentype/b612/B612Mono-Regular.otf",)),
    Family("fonts-go", 0.6, ("fonts-go/Go-Mono.ttf", "fonts-go/Go-Mono-Bold.ttf")),
    Family("fonts-paratype", 0.6, ("truetype/paratype/PTM55F.ttf",)),
    Family("fonts-tlwg-mono-ttf", 0.5, ("truetype/tlwg/TlwgMono.ttf", "truetype/tlwg/TlwgMono-Bold.ttf")),
    Family("fonts-vlgothic", 0.7, ("truetype/vlgothic/VL-Gothic-Regular.ttf",)),
    Family(
        "fonts-liberation",
        2,
        ("truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationSansNarrow-Regular.ttf"),
        fixed=False,
    ),
    Family("fonts-dejavu-core", 1, ("truetype/dejavu/DejaVuSans.ttf",), fixed=False),
    Family(
        "fonts-roboto-unhinted",
        1,
        ("truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf"),
        fixed=False,
    ),
    Family("fonts-open-sans", 0.7, ("truetype/open-sans/OpenSans-Regular.ttf",), fixed=False),
    Family("fonts-lato", 0.6, ("truetype/lato/Lato-Regular.ttf",), fixed=False),
    Family("fonts-paratype", 0.6, ("truetype/paratype/PTS55F.ttf", "truetype/paratype/PTN57F.ttf"), fixed=False),
)

# Faces of ordinary printing, for everything on a picture that is not a machine-readable zone.
PRINT_FILES = (
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/dejavu/DejaVuSerif.ttf",
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/liberation/LiberationSans-Regular.ttf",
    "truetype/liberation/LiberationSans-Bold.ttf",
    "truetype/liberation/LiberationSerif-Regular.ttf",
    "truetype/liberation/LiberationSerif-BoldItalic.ttf",
    "truetype/liberation/LiberationMono-Regular.ttf",
    "truetype/lato/Lato-Light.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf",
    "opentype/courier-prime/Courier Prime.otf",
    "opentype/ocr-b/OCRB.otf",
)


@dataclass(frozen=True)
class Atlas:
    """`glyphs`: uint8 coverage, one CELL_HEIGHT x (PITCH + 2 OVERHANG) image for each character of ALPHABET, the middle
    of the capitals at half height. `cap`: height of `H` in px."""

    glyphs: np.ndarray
    cap: float
    fixed: bool


def _size_for(path: str, fixed: bool) -> int:
    probe = ImageFont.truetype(path, 100)
    if fixed:
        return max(8, round(100 * PITCH / probe.getlength("0")))
    box = probe.getbbox("H")
    return max(8, round(100 * CAP_OF_PROPORTIONAL / (box[3] - box[1])))


@lru_cache(maxsize=None)
def atlas(path: str, fixed: bool) -> Atlas:
    font = ImageFont.truetype(path, _size_for(path, fixed))
    box = font.getbbox("H")
    cap = box[3] - box[1]
    width = PITCH + 2 * OVERHANG
    glyphs = np.zeros((len(ALPHABET), CELL_HEIGHT, width), np.uint8)
    for index, character in enumerate(ALPHABET):
        advance = font.getlength(character)
        canvas = Image.new("L", (max(width, int(advance) + 2 * OVERHANG), CELL_HEIGHT), 0)
        left = (canvas.width - advance) / 2
        ImageDraw.Draw(canvas).text((left, CELL_HEIGHT / 2 - (box[1] + box[3]) / 2), character, font=font, fill=255)
        if canvas.width > width:  # too wide for the pitch: squeezed, as printers do
            canvas = canvas.resize((width, CELL_HEIGHT), Image.Resampling.BOX)
        glyphs[index] = np.asarray(canvas)
    return Atlas(glyphs, float(cap), fixed)


@lru_cache(maxsize=1)
def installed() -> tuple[tuple[Family, tuple[str, ...], float], ...]:
    """Families with their files that exist here. OCR-B must: without it the models would be useless."""
    found = []
    for family in FAMILIES:
        paths = tuple(str(ROOT / name) for name in family.files if (ROOT / name).exists())
        if paths:
            found.append((family, paths, family.weight))
    if not any(family.package == "fonts-ocr-b" for family, _, _ in found):
        raise RuntimeError("install the Debian package fonts-ocr-b")
    return tuple(found)


def pick(chance: Chance) -> Atlas:
    """An atlas, by the weights of the families."""
    family, paths = chance.weighted([((family, paths), weight) for family, paths, weight in installed()])
    return atlas(chance.choice(paths), family.fixed)


@lru_cache(maxsize=None)
def print_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ROOT / name), size)


@lru_cache(maxsize=1)
def print_names() -> tuple[str, ...]:
    return tuple(name for name in PRINT_FILES if (ROOT / name).exists())


def record() -> dict[str, list[str]]:
    """Fonts in use by package, for the training record."""
    packages: dict[str, list[str]] = {}
    for family, paths, _ in installed():
        packages.setdefault(family.package, []).extend(Path(path).name for path in paths)
    return {package: sorted(names) for package, names in sorted(packages.items())}
