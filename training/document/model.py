"""The locator's network: fully convolutional, RGB in, three maps at a quarter of the size out."""

import torch
from torch import nn


class _Conv(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1, dilation: int = 1, rectified: bool = True):
        super().__init__(
            nn.Conv2d(inputs, outputs, size, stride, dilation * (size // 2), dilation, groups, bias=False),
            nn.BatchNorm2d(outputs),
            *([nn.ReLU()] if rectified else []),
        )


class _Separable(nn.Sequential):
    def __init__(self, inputs: int, outputs: int, stride: int = 1, dilation: int = 1, rectified: bool = True):
        super().__init__(_Conv(inputs, inputs, 3, stride, inputs, dilation), _Conv(inputs, outputs, 1, rectified=rectified))


class _Residual(nn.Module):
    def __init__(self, channels: int, dilation: int):
        super().__init__()
        self.body = nn.Sequential(_Separable(channels, channels, 1, dilation), _Separable(channels, channels, rectified=False))

    def forward(self, x):
        return x + self.body(x)


class _Context(nn.Module):
    """Lets every cell know the whole picture."""

    def __init__(self, channels: int):
        super().__init__()
        self.look = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return x + self.look(x.mean((2, 3), keepdim=True))


class Locator(nn.Module):
    """Input N x 3 x H x W, brightness and contrast evened (see `normalised`), H and W multiples of 16. Output logits
    N x 3 x H/4 x W/4: inside the document, on its border, covered."""

    def __init__(self):
        super().__init__()
        self.stem = _Conv(3, 16, 3, 2)
        self.quarter = nn.Sequential(_Separable(16, 32, 2), _Separable(32, 32))
        self.eighth = nn.Sequential(_Separable(32, 48, 2), _Residual(48, 1))
        self.sixteenth = nn.Sequential(
            _Separable(48, 80, 2), _Residual(80, 1), _Residual(80, 2), _Context(80), _Residual(80, 4), _Residual(80, 2), _Context(80)
        )
        self.up_eighth = _Conv(80, 48, 1)
        self.join_eighth = _Residual(48, 1)
        self.up_quarter = _Conv(48, 32, 1)
        self.join_quarter = _Residual(32, 1)
        self.answer = nn.Conv2d(32, 3, 1)

    def forward(self, x):
        quarter = self.quarter(self.stem(x))
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        eighth = self.join_eighth(eighth + _doubled(self.up_eighth(sixteenth)))
        quarter = self.join_quarter(quarter + _doubled(self.up_quarter(eighth)))
        return self.answer(quarter)


def _doubled(x):
    return nn.functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def normalised(images: torch.Tensor) -> torch.Tensor:
    """uint8 N x 3 x H x W to float: the mean of all channels 0, their deviation 1 (at least 8 grey levels)."""
    images = images.float()
    mean = images.mean((1, 2, 3), keepdim=True)
    deviation = images.std((1, 2, 3), keepdim=True, correction=0)
    return (images - mean) / deviation.clamp(min=8)
