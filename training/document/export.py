"""Averaged weights of a checkpoint as ONNX, normalisation folded into the convolutions, and the training record.

python -m document.export document_locator.pt ../models
"""

import argparse
import datetime
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .model import Locator
from .train import check, check_scenes

OPSET = 17
HELD_OUT = {"seed": 990001, "count": 240}  # of scenes that no training draws
DATA = "Every picture was drawn by this program from shapes and noise. No photograph and no third-party image was used."


def _fold(module: nn.Module) -> None:
    for child in module.children():
        _fold(child)
    if isinstance(module, nn.Sequential):
        names = list(module._modules)
        for first, second in zip(names, names[1:]):
            if isinstance(module._modules[first], nn.Conv2d) and isinstance(module._modules[second], nn.BatchNorm2d):
                module._modules[first] = fuse_conv_bn_eval(module._modules[first], module._modules[second])
                module._modules[second] = nn.Identity()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    torch.manual_seed(0)
    kept = torch.load(options.checkpoint)
    model = Locator()
    model.load_state_dict(kept["averaged"])
    model.eval()
    torch.set_num_threads(1)
    held_out = check(model, check_scenes(**HELD_OUT))
    _fold(model)
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / "document_locator.onnx"
    example = torch.randn(1, 3, 192, 256)
    sides = {"image": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}}
    with torch.no_grad():
        torch.onnx.export(
            model, (example,), str(path), input_names=["image"], output_names=["maps"], dynamic_axes=sides,
            opset_version=OPSET, dynamo=False,
        )
        exported = onnx.load(str(path))
        onnx.checker.check_model(exported)
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        for height, width in ((192, 256), (256, 160)):
            example = torch.randn(1, 3, height, width)
            if not np.allclose(session.run(None, {"image": example.numpy()})[0], model(example).numpy(), atol=1e-3):
                raise RuntimeError("the exported model differs from the trained one")
    runs = kept["history"]
    record = {
        "model": "document_locator",
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "operators": sorted({node.op_type for node in exported.graph.node}),
        "input": "1 x 3 x H x W, RGB, long side 256, both sides multiples of 16, all values together mean 0 and deviation 1",
        "output": "1 x 3 x H/4 x W/4 logits: inside the document, on its border, covered",
        "date": datetime.date.today().isoformat(),
        "torch": torch.__version__,
        "data": DATA,
        "steps": sum(run["steps"] for run in runs),
        "pictures": sum(run["steps"] * run["batch"] for run in runs),
        "runs": runs,
        "runs_note": "minutes: the length that the learning rate was laid out for; steps: those taken before the run ended or was cut short",
        "held_out": {
            "scenes": HELD_OUT,
            "overlap_of_cells": held_out,
            "command": "python -m document.export CHECKPOINT FOLDER, from training/",
        },
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    path.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
