"""Trains the locator: python -m document.train --minutes 60, from the folder above. One process, one thread."""

import argparse
import copy
import json
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional

from .model import Locator, normalised
from .scenes import SHAPES, SMALL_SHAPES, SceneSampler

WARM_UP_STEPS = 100
FLOOR = 0.01  # of the highest learning rate, kept at the end
AVERAGING = 0.998
CHECK_SCENES = 80
CHECK_SECONDS = 300  # between two checks
SMALL_PART = 0.6  # of a run, on small pictures


def loss_of(logits: torch.Tensor, answer: torch.Tensor) -> torch.Tensor:
    inside, border, covered = logits.unbind(1)
    want_inside, want_border, want_covered = answer.unbind(1)
    near = 1 + 2 * want_border
    loss = (functional.binary_cross_entropy_with_logits(inside, want_inside, reduction="none") * near).mean()
    share = inside.sigmoid()
    both = (share * want_inside).sum((1, 2))
    dice = 1 - (2 * both + 4) / (share.sum((1, 2)) + want_inside.sum((1, 2)) + 4)
    loss = loss + 0.5 * dice.mean()
    heavy = 1 + 4 * want_border
    loss = loss + 0.5 * (functional.binary_cross_entropy_with_logits(border, want_border, reduction="none") * heavy).mean()
    return loss + 0.5 * (functional.binary_cross_entropy_with_logits(covered, want_covered, reduction="none") * near).mean()


def batch_of(draw, count: int, shape) -> tuple[torch.Tensor, torch.Tensor]:
    scenes = [draw(shape) for _ in range(count)]
    images = torch.from_numpy(np.stack([scene.image for scene in scenes]).transpose(0, 3, 1, 2).copy())
    return normalised(images), torch.from_numpy(np.stack([scene.answer for scene in scenes]))


def check_scenes(seed: int, count: int = CHECK_SCENES) -> list[tuple[torch.Tensor, torch.Tensor]]:
    sampler = SceneSampler(seed, kept=count // 2)
    return [batch_of(sampler.sample, 8, SHAPES[index % len(SHAPES)]) for index in range(count // 8)]


@torch.no_grad()
def check(model: Locator, scenes) -> dict[str, float]:
    """Overlap of the thresholded document with the truth on scenes of a seed of their own."""
    model.eval()
    overlaps = []
    for images, answer in scenes:
        found, want = model(images)[:, 0] > 0, answer[:, 0] > 0.5
        both, either = (found & want).sum((1, 2)), (found | want).sum((1, 2))
        overlaps += torch.where(either > 0, both / either.clamp(min=1), 1.0).tolist()
    overlaps = np.array(overlaps)
    return {"mean": round(float(overlaps.mean()), 4), "over_0.9": round(float((overlaps > 0.9).mean()), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, required=True, help="CPU minutes of this run; the learning rate falls over them")
    parser.add_argument("--seed", type=int, default=7810)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--checkpoint", type=Path, default=Path("document_locator.pt"))
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint with a new learning rate curve")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    model, averaged, history, steps_before = Locator().to(memory_format=torch.channels_last), None, [], 0
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-3)
    if options.resume:
        kept = torch.load(options.checkpoint)
        model.load_state_dict(kept["model"])
        averaged = copy.deepcopy(model)
        averaged.load_state_dict(kept["averaged"])
        history, steps_before = kept["history"], sum(run["steps"] for run in kept["history"])
        optimiser.load_state_dict(kept["optimiser"])
    averaged = averaged or copy.deepcopy(model)
    sampler = SceneSampler(options.seed + steps_before)
    run = {"seed": options.seed, "batch": options.batch, "rate": options.rate, "minutes": options.minutes, "steps": 0}
    history.append(run)
    held_out = check_scenes(1)
    started, saved = time.process_time(), time.monotonic()
    recent = []
    while True:
        now = time.monotonic()
        done = (time.process_time() - started) / (60 * options.minutes)
        if done >= 1:
            break
        rate = options.rate * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * done)))
        rate *= min(1.0, (run["steps"] + 1) / WARM_UP_STEPS)
        for group in optimiser.param_groups:
            group["lr"] = rate
        shapes = SMALL_SHAPES if done < SMALL_PART else SHAPES
        images, answer = batch_of(sampler.varied, options.batch, shapes[run["steps"] % len(shapes)])
        model.train()
        loss = loss_of(model(images.contiguous(memory_format=torch.channels_last)), answer)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        run["steps"] += 1
        run["cpu_minutes"] = round((time.process_time() - started) / 60, 2)
        recent.append(loss.item())
        with torch.no_grad():
            keep = min(AVERAGING, run["steps"] / (run["steps"] + 20))
            for kept, value in zip(averaged.state_dict().values(), model.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(value, 1 - keep)
                else:
                    kept.copy_(value)
        if now - saved > CHECK_SECONDS or run["steps"] in (50, 200):
            saved = now
            _save(options, model, averaged, optimiser, history)
            print(f"{done:.2f} step {run['steps']} loss {np.mean(recent):.4f} {json.dumps(check(averaged, held_out))}", flush=True)
            recent = []
    run["check"] = check(averaged, held_out)
    _save(options, model, averaged, optimiser, history)
    print(json.dumps(run), flush=True)


def _save(options, model, averaged, optimiser, history) -> None:
    state = {"model": model.state_dict(), "averaged": averaged.state_dict(), "optimiser": optimiser.state_dict(), "history": history}
    partial = options.checkpoint.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(options.checkpoint)


if __name__ == "__main__":
    main()
