"""The locator: where the lines of a machine-readable zone are on a picture, and which way they read.

Run as `python -m mrz.locator --minutes 90`.
"""

import numpy as np
import torch
from torch import nn

from . import fonts, trainer
from .documents import SHAPES, DocumentSampler
from .photo import normalised
from .recogniser import convolution

RATE = 4e-3
BATCH = 8
EDGE_WEIGHT = 0.15  # of pixels of the letters outside the core: nearly free to be either


def separable(inputs: int, outputs: int, dilation: int = 1) -> nn.Sequential:
    """Depthwise 3 x 3, then 1 x 1."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, 1, dilation, dilation, inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class Locator(nn.Module):
    """1 x 1 x H x W (multiples of 16) to logits of line cores at half size and, at an eighth, reading direction
    (cos, sin) and the logit of being mirrored."""

    def __init__(self, quarter: int = 24, eighth: int = 40, sixteenth: int = 64):
        super().__init__()
        self.stem = convolution(1, 8, 3, 2)
        self.quarter = nn.Sequential(convolution(8, quarter, 3, 2), separable(quarter, quarter))
        self.eighth = nn.Sequential(
            convolution(quarter, eighth, 3, 2), separable(eighth, eighth), separable(eighth, eighth)
        )
        self.sixteenth = nn.Sequential(
            convolution(eighth, sixteenth, 3, 2),
            separable(sixteenth, sixteenth),
            separable(sixteenth, sixteenth, 2),
            separable(sixteenth, sixteenth, 4),
            separable(sixteenth, sixteenth, 2),
        )
        self.down_to_eighth = nn.Conv2d(sixteenth, eighth, 1)
        self.joined_eighth = separable(eighth, eighth)
        self.down_to_quarter = nn.Conv2d(eighth, quarter, 1)
        self.joined_quarter = nn.Sequential(separable(quarter, quarter), separable(quarter, quarter))
        self.core = nn.Sequential(nn.Conv2d(quarter, 4, 1), nn.PixelShuffle(2))
        self.reading = nn.Conv2d(eighth, 3, 1)

    def forward(self, x):
        quarter = self.quarter(self.stem(x))
        eighth = self.eighth(quarter)
        deep = self.sixteenth(eighth)
        eighth = self.joined_eighth(eighth + _doubled(self.down_to_eighth(deep)))
        quarter = self.joined_quarter(quarter + _doubled(self.down_to_quarter(eighth)))
        return self.core(quarter), self.reading(eighth)


def _doubled(x):
    return nn.functional.interpolate(x, scale_factor=2.0, mode="nearest")


def collate(sampler: DocumentSampler, count: int):
    """Pictures of one shape: images, cores, letters, directions, mirrored."""
    shape = sampler.chance.choice(SHAPES)
    pictures = [sampler.sample(shape) for _ in range(count)]
    return (
        np.stack([normalised(picture.image) for picture in pictures])[:, None],
        np.stack([picture.core for picture in pictures])[:, None],
        np.stack([picture.letters for picture in pictures])[:, None],
        np.stack([picture.direction for picture in pictures]),
        np.array([picture.mirrored for picture in pictures], np.float32),
    )


def loss_of(model: Locator, arrays):
    images, core, letters, direction, mirrored = (torch.from_numpy(array) for array in arrays)
    with torch.autocast("cpu", torch.bfloat16):
        logits, reading = model(images.to(memory_format=torch.channels_last))
    logits, reading, core = logits.float(), reading.float(), core.float()
    weight = torch.where((letters > 0) & (core == 0), EDGE_WEIGHT, 1.0)
    cross = (nn.functional.binary_cross_entropy_with_logits(logits, core, reduction="none") * weight).mean() * 4
    share = torch.sigmoid(logits)
    overlap = (2 * (share * core * weight).sum((1, 2, 3)) + 1) / ((share * weight).sum((1, 2, 3)) + core.sum((1, 2, 3)) + 1)
    dice = 1 - overlap.mean()
    on_line = nn.functional.max_pool2d(core, 4)[:, 0]
    total = on_line.sum() + 1
    turn = ((reading[:, 0] - direction[:, 0, None, None]) ** 2 + (reading[:, 1] - direction[:, 1, None, None]) ** 2) * on_line
    target = mirrored[:, None, None].expand_as(on_line)
    flip = nn.functional.binary_cross_entropy_with_logits(reading[:, 2], target, reduction="none") * on_line
    turn, flip = turn.sum() / total, flip.sum() / total
    loss = cross + dice + 0.7 * turn + 0.5 * flip
    return loss, {"cross": cross.item(), "dice": dice.item(), "turn": turn.item(), "flip": flip.item()}


def main() -> None:
    options = trainer.arguments(__doc__, "build/locator.pt")
    trainer.train(options, Locator, DocumentSampler, collate, loss_of, RATE, BATCH, {"fonts": fonts.record()})


if __name__ == "__main__":
    main()
