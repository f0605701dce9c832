"""Averaged weights of a checkpoint as ONNX, normalisation folded into the convolutions, and the training record.

Run as `python -m mrz.export recogniser build/recogniser.pt ../models`, at any time during training too.
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

from .lines import HEIGHT, WIDTH
from .locator import Locator
from .recogniser import Recogniser

OPSET = 17
DATA = (
    "Every sample was drawn by this program: invented people and numbers, fonts of Debian packages, backgrounds from "
    "noise and shapes. No photograph and no third-party image was used."
)


def _fold(module: nn.Module) -> None:
    """Replaces each convolution followed by a normalisation with one convolution."""
    for child in module.children():
        _fold(child)
    if isinstance(module, nn.Sequential):
        names = list(module._modules)
        for first, second in zip(names, names[1:]):
            if isinstance(module._modules[first], nn.Conv2d) and isinstance(module._modules[second], nn.BatchNorm2d):
                module._modules[first] = fuse_conv_bn_eval(module._modules[first], module._modules[second])
                module._modules[second] = nn.Identity()


def _export(model: nn.Module, example: torch.Tensor, path: Path, outputs: list[str], dynamic: dict) -> None:
    torch.onnx.export(
        model, (example,), str(path), input_names=["x"], output_names=outputs, dynamic_axes=dynamic, opset_version=OPSET,
        dynamo=False,
    )
    exported = onnx.load(str(path))
    onnx.checker.check_model(exported)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(None, {"x": example.numpy()})
    wanted = model(example)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    for one, other in zip(found, wanted):
        if not np.allclose(one, other.detach().numpy(), atol=1e-3, rtol=1e-3):
            raise RuntimeError("the exported model differs from the trained one")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", choices=("recogniser", "locator"))
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    torch.manual_seed(0)
    saved = torch.load(options.checkpoint, weights_only=False)
    model = Recogniser() if options.model == "recogniser" else Locator()
    model.load_state_dict(saved["average"])
    model.eval()
    _fold(model)
    path = options.folder / f"mrz_{options.model}.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        if options.model == "recogniser":
            _export(model, torch.randn(2, 1, HEIGHT, WIDTH), path, ["y"], {"x": {0: "n", 3: "w"}, "y": {0: "n", 1: "t"}})
        else:
            half, eighth = {2: "h2", 3: "w2"}, {2: "h8", 3: "w8"}
            _export(model, torch.randn(1, 1, 352, 480), path, ["p", "d"], {"x": {2: "h", 3: "w"}, "p": half, "d": eighth})
    history = saved["history"]
    record = {
        "model": options.model,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "operators": sorted({node.op_type for node in onnx.load(str(path)).graph.node}),
        "date": datetime.date.today().isoformat(),
        "torch": torch.__version__,
        "data": DATA,
        "steps": history["steps"],
        "samples": history["samples"],
        "minutes": round(history["minutes"], 1),
        "runs": history["runs"],
        "skipped_batches": history.get("skipped", 0),
        "training_figures": history["figures"],
        "fonts": history["fonts"],
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    record_path = path.with_suffix(".json")
    record_path.write_text(json.dumps(record, indent=1) + "\n")
    print(path, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
