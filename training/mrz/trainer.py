"""The loop both models share: a drawing process, a schedule driven by time, averaged weights, checkpoints."""

import argparse
import copy
import json
import math
import multiprocessing
import os
import sys
import time
from pathlib import Path

import cv2
import torch

WARM_UP_STEPS = 200
FLOOR = 0.004  # of the highest learning rate, kept at the end


def arguments(description: str, default_checkpoint: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--minutes", type=float, required=True, help="length of this run; the learning rate falls over it")
    parser.add_argument("--seed", type=int, default=9303)
    parser.add_argument("--checkpoint", type=Path, default=Path(default_checkpoint), help="written every few minutes")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint, with a new learning rate curve")
    parser.add_argument("--rate", type=float, help="highest learning rate, instead of the model's own")
    parser.add_argument("--batch", type=int, help="samples a step, instead of the model's own")
    parser.add_argument("--save-minutes", type=float, default=3.0)
    return parser.parse_args()


def _draw_batches(make_sampler, seed: int, batch: int, collate, queue) -> None:
    """The drawing process: one stream of samples from one seed."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    sampler = make_sampler(seed)
    while True:
        queue.put(collate(sampler, batch))


class Feeder:
    """Batches drawn by one other process, a few ahead."""

    def __init__(self, make_sampler, seed: int, batch: int, collate):
        context = multiprocessing.get_context("spawn")
        self._queue = context.Queue(maxsize=6)
        self._process = context.Process(
            target=_draw_batches, args=(make_sampler, seed, batch, collate, self._queue), daemon=True
        )
        self._process.start()

    def next(self):
        return self._queue.get(timeout=600)

    def close(self) -> None:
        self._process.terminate()


class Average:
    """Exponential moving average of weights and of the statistics of normalisation: what is exported."""

    def __init__(self, model: torch.nn.Module, decay: float = 0.999):
        self.model = copy.deepcopy(model).eval()
        self._decay = decay

    @torch.no_grad()
    def update(self, model: torch.nn.Module, steps: int) -> None:
        decay = min(self._decay, (1 + steps) / (10 + steps))
        for kept, fresh in zip(self.model.state_dict().values(), model.state_dict().values()):
            if kept.dtype.is_floating_point:
                kept.lerp_(fresh, 1 - decay)
            else:
                kept.copy_(fresh)


def train(options: argparse.Namespace, make_model, make_sampler, collate, loss_of, rate: float, batch: int, state: dict) -> None:
    """Trains the model that `make_model()` gives for `options.minutes`.

    `collate(sampler, count)` gives a tuple of arrays; `loss_of(model, arrays)` the loss and a dictionary of figures to
    log. `state` is stored in the checkpoint beside weights, steps and samples.
    """
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    rate, batch = options.rate or rate, options.batch or batch
    model = make_model().to(memory_format=torch.channels_last)
    average = Average(model)
    optimiser = torch.optim.AdamW(model.parameters(), rate, betas=(0.9, 0.98), weight_decay=2e-3)
    history = {"steps": 0, "samples": 0, "minutes": 0.0, "runs": [], **state}
    if options.resume:
        saved = torch.load(options.checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        average.model.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        history = saved["history"]
    # A resumed run must not see the same samples again.
    feeder = Feeder(make_sampler, options.seed + history["steps"], batch, collate)
    earlier = history["minutes"]
    history["runs"].append({"seed": options.seed + history["steps"], "minutes": options.minutes, "rate": rate, "batch": batch})
    started = last_save = time.monotonic()
    smoothed: dict[str, float] = {}
    step_of_run = 0
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(json.dumps({"parameters": parameters, "torch": torch.__version__}), flush=True)

    def save() -> None:
        history["minutes"] = earlier + (time.monotonic() - started) / 60
        history["figures"] = {name: round(value, 5) for name, value in smoothed.items()}
        options.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        temporary = options.checkpoint.with_suffix(".part")
        torch.save(
            {
                "model": model.state_dict(),
                "average": average.model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "history": history,
            },
            temporary,
        )
        os.replace(temporary, options.checkpoint)

    try:
        while (time.monotonic() - started) / 60 < options.minutes:
            done = (time.monotonic() - started) / 60 / options.minutes
            warm = min(1.0, (step_of_run + 1) / WARM_UP_STEPS)
            for group in optimiser.param_groups:
                group["lr"] = rate * warm * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * done)))
            loss, figures = loss_of(model, feeder.next())
            optimiser.zero_grad()
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            if not torch.isfinite(norm):  # one bad batch must not spoil the weights
                print(json.dumps({"skipped": history["steps"], "loss": loss.item()}), flush=True)
                history["skipped"] = history.get("skipped", 0) + 1
                continue
            optimiser.step()
            step_of_run += 1
            history["steps"] += 1
            history["samples"] += batch
            average.update(model, history["steps"])
            for name, value in {"loss": loss.item(), **figures}.items():
                smoothed[name] = smoothed.get(name, value) * 0.98 + value * 0.02
            if step_of_run % 100 == 0:
                line = {"step": history["steps"], "minutes": round((time.monotonic() - started) / 60, 2)}
                print(json.dumps(line | {name: round(value, 4) for name, value in smoothed.items()}), flush=True)
            if time.monotonic() - last_save > options.save_minutes * 60:
                last_save = time.monotonic()
                save()
        save()
    finally:
        feeder.close()
        sys.stdout.flush()
