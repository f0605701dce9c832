"""The recogniser: a 32 x 640 crop of one line to 160 frames of 38 scores, trained with CTC.

Run as `python -m mrz.recogniser --minutes 90`.
"""

import math

import numpy as np
import torch
from torch import nn

from . import fonts, trainer
from .lines import HEIGHT, WIDTH, LineSampler
from .photo import normalised
from .text import ALPHABET, INDEX

BLANK = 0
CHANNELS = 128
BLOCKS = 3
RATE = 3e-3
BATCH = 24
NEGATIVES = 0.125  # beside the lines
NEGATIVE_WEIGHT = 0.02


def convolution(inputs: int, outputs: int, kernel, stride=1, padding=None, groups: int = 1) -> nn.Sequential:
    """Convolution, normalisation (folded at export), ReLU."""
    if padding is None:
        padding = tuple(side // 2 for side in kernel) if isinstance(kernel, tuple) else kernel // 2
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


class _Along(nn.Module):
    """A residual block that looks along the line: two depthwise convolutions of 5 frames."""

    def __init__(self, channels: int):
        super().__init__()
        self.inner = nn.Sequential(
            convolution(channels, channels, (1, 5), groups=channels),
            convolution(channels, channels, 1),
            convolution(channels, channels, (1, 5), groups=channels),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return torch.relu(x + self.inner(x))


class Recogniser(nn.Module):
    """N x 1 x 32 x W to N x W/4 x 38 logits; class 0 is the blank, then ALPHABET."""

    def __init__(self):
        super().__init__()
        self.look = nn.Sequential(
            convolution(1, 16, 3, 2),
            convolution(16, 32, 3, 2),
            convolution(32, 32, 3),
            convolution(32, 64, 3, (2, 1)),
            convolution(64, 64, 3),
            convolution(64, CHANNELS, (4, 1), 1, (0, 0)),
        )
        self.along = nn.Sequential(*(_Along(CHANNELS) for _ in range(BLOCKS)))
        self.scores = nn.Conv2d(CHANNELS, len(ALPHABET) + 1, 1)

    def forward(self, x):
        return self.scores(self.along(self.look(x)))[:, :, 0].permute(0, 2, 1)


def greedy(frames: np.ndarray) -> str:
    """Text of one line's frames (T x 38): best class a frame, repeats and blanks dropped."""
    best = frames.argmax(-1)
    return "".join(ALPHABET[c - 1] for i, c in enumerate(best) if c != BLANK and (i == 0 or best[i - 1] != c))


def collate(sampler: LineSampler, count: int):
    """Images (`count` lines, then the negatives) x 1 x HEIGHT x WIDTH, labels end to end, lengths, texts."""
    negatives = round(count * NEGATIVES)
    images = np.zeros((count + negatives, 1, HEIGHT, WIDTH), np.float32)
    texts = []
    for i in range(count):
        crop, text = sampler.sample()
        images[i, 0] = normalised(crop)
        texts.append(text)
    for i in range(negatives):
        images[count + i, 0] = normalised(sampler.negative())
    labels = np.array([INDEX[character] + 1 for text in texts for character in text], np.int64)
    return images, labels, np.array([len(text) for text in texts], np.int64), texts


def loss_of(model: Recogniser, arrays):
    """CTC on lines; on negatives the divergence from even scores, so that a reader sees by the confidence alone that
    a line is the wrong way round or no line."""
    images, labels, lengths, texts = arrays
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(torch.from_numpy(images).to(memory_format=torch.channels_last))
    scores = logits.float().log_softmax(-1)
    lines, others = scores[: len(texts)], scores[len(texts) :]
    reading = nn.functional.ctc_loss(
        lines.permute(1, 0, 2),
        torch.from_numpy(labels),
        torch.full((len(texts),), lines.shape[1], dtype=torch.int64),
        torch.from_numpy(lengths),
        BLANK,
        zero_infinity=True,
    )
    unsure = -others.mean() - math.log(others.shape[-1])
    frames = lines.detach().numpy()
    right = sum(greedy(frame) == text for frame, text in zip(frames, texts))
    return reading + NEGATIVE_WEIGHT * unsure, {
        "reading": reading.item(),
        "lines_right": right / len(texts),
        "negatives_confidence": others.detach().amax(-1).mean().item(),
    }


def main() -> None:
    options = trainer.arguments(__doc__, "build/recogniser.pt")
    trainer.train(options, Recogniser, LineSampler, collate, loss_of, RATE, BATCH, {"fonts": fonts.record()})


if __name__ == "__main__":
    main()
