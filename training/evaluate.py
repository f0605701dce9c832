"""Scores both exported models on freshly drawn samples that training did not see.

Run as `python evaluate.py ../models --record`: the figures go into the training records with the command.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from mrz.documents import CORE, DocumentSampler
from mrz.lines import LineSampler
from mrz.photo import normalised
from mrz.recogniser import greedy

THRESHOLD = 0.4  # of a core pixel
FOUND = 0.7  # part of a line's core that must be covered


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]


def score_recogniser(path: Path, seed: int, count: int) -> dict[str, float]:
    session, sampler = _session(path), LineSampler(seed)
    right = errors = characters = 0
    spent = 0.0
    for _ in range(count):
        crop, text = sampler.sample()
        started = time.process_time()
        frames = session.run(None, {"x": normalised(crop)[None, None]})[0][0]
        spent += time.process_time() - started
        read = greedy(frames)
        right += read == text
        errors += _distance(read, text)
        characters += len(text)
    return {
        "lines": count,
        "lines_right": round(right / count, 4),
        "character_error": round(errors / characters, 4),
        "milliseconds": round(1e3 * spent / count, 2),
    }


def score_locator(path: Path, seed: int, count: int) -> dict[str, float]:
    session, sampler = _session(path), DocumentSampler(seed)
    lines = found = pictures = quiet = negatives = flips = turns = 0
    thickness: list[float] = []
    stray = 0
    spent = 0.0
    for _ in range(count):
        picture = sampler.sample()
        started = time.process_time()
        logits, reading = session.run(None, {"x": normalised(picture.image)[None, None]})
        spent += time.process_time() - started
        share = 1 / (1 + np.exp(-logits[0, 0]))
        on = share > THRESHOLD
        if not len(picture.lines):
            negatives += 1
            # Quiet: no component long enough to be taken for a line (24 px of the half-size map).
            quiet += _longest(on) < 24
            continue
        pictures += 1
        allowed = cv2.dilate(picture.letters, np.ones((5, 5), np.uint8)) > 0
        stray += _longest(on & ~allowed) >= 24
        flips += (reading[0, 2][picture.core[::4, ::4] > 0].mean() > 0 if picture.core[::4, ::4].any() else 0) == picture.mirrored
        for edges in picture.lines:
            lines += 1
            middle = edges.mean(0)
            own = np.zeros_like(picture.core)
            outline = np.concatenate([middle + (edges[0] - middle) * CORE, (middle + (edges[1] - middle) * CORE)[::-1]])
            cv2.fillPoly(own, [np.int32(np.round((outline / 2 - 0.25) * 16))], 1, shift=4)
            if own.sum() == 0:
                continue
            covered = on[own > 0].mean() >= FOUND
            found += covered
            if covered:
                own_letters = cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0
                length = np.linalg.norm(middle[-1] - middle[0]) / 2
                cap = np.linalg.norm(edges[1] - edges[0], axis=1).mean() / 2
                thickness.append(float(share[own_letters & on].sum() / length / cap))
                rows, columns = np.nonzero(own)
                seen = reading[0, :2, rows // 4, columns // 4].mean(0)
                turns += float(seen @ picture.direction) > 0.7 * float(np.linalg.norm(seen))
    return {
        "pictures": pictures,
        "lines": lines,
        "lines_found": round(found / lines, 4),
        "direction_right": round(turns / max(1, found), 4),
        "mirror_right": round(flips / pictures, 4),
        "pictures_with_stray_lines": round(stray / pictures, 4),
        "negatives": negatives,
        "negatives_quiet": round(quiet / max(1, negatives), 4),
        "thickness_to_cap_median": round(float(np.median(thickness)), 3),
        "milliseconds": round(1e3 * spent / count, 2),
    }


def _longest(on: np.ndarray) -> int:
    """Longest side of a component."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(on.astype(np.uint8), connectivity=8)
    return int(stats[1:, 2:4].max()) if count > 1 else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=77001, help="not one of the training seeds")
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--record", action="store_true", help="write the figures into the training records")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    scores = {}
    if options.lines:
        scores["recogniser"] = score_recogniser(options.folder / "mrz_recogniser.onnx", options.seed, options.lines)
    if options.pictures:
        scores["locator"] = score_locator(options.folder / "mrz_locator.onnx", options.seed, options.pictures)
    print(json.dumps(scores, indent=1))
    if options.record:
        command = f"python evaluate.py {' '.join(sys.argv[1:])}"
        for name, figures in scores.items():
            path = options.folder / f"mrz_{name}.json"
            record = json.loads(path.read_text())
            digest = hashlib.sha256((options.folder / f"mrz_{name}.onnx").read_bytes()).hexdigest()
            if record["sha256"] != digest:
                raise SystemExit(f"{path} describes another file")
            record["held_out"] = {"command": command, "seed": options.seed, **figures}
            path.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
