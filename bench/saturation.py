#!/usr/bin/env python3
"""The server's own processor time beside judging, and what a second worker gains, against a second `candor check`.

Usage: bench/saturation.py CANDOR CASES [COUNT] [--strict]
CASES is a folder of `candor specimen --cases`; COUNT verifications are judged with one worker and with two. With --strict it fails where the
server takes more than 10 % of judging, or a second worker gains less than 0.9 of what a second `candor check` gains.
"""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

candor, cases = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
strict = "--strict" in sys.argv
count = int(sys.argv[3]) if len(sys.argv) > 3 and sys.argv[3].isdigit() else 20
case = sorted(path for path in cases.iterdir() if path.is_dir())[0]
port = 18767


def call(method, path, token, body=None, headers=None, kind="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", kind)
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    with urllib.request.urlopen(request) as answer:
        text = answer.read()
        return dict(answer.headers), json.loads(text) if text else None


def processor(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def judged(workers):
    """Wall seconds from the first submission to the last decision, the server's processor seconds, and those of judging."""
    with tempfile.TemporaryDirectory() as here:
        environment = dict(os.environ, CANDOR_WORKERS=str(workers), CANDOR_LISTEN=f"127.0.0.1:{port}", CANDOR_LOG="error")
        environment |= {"CANDOR_ADMIN_LISTEN": f"127.0.0.1:{port + 1}", "CANDOR_REQUESTS_PER_MINUTE": "1000000",
                        "CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS": "1000000"}
        command = [candor, "serve", "--data", f"{here}/data", "--keys", f"{here}/keys"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            server.stdout.readline()
            key = pathlib.Path(f"{here}/keys/first-api-key").read_text().strip()
            # Photos are judged, as `candor check` judges them; there is no clip of a face.
            call("PUT", "/v1/policy", key, {"toml": "[face]\nliveness_needed = false\n"})

            def session(name):
                _, made = call("POST", "/v1/sessions", key, {"external_id": name})
                token = made["client_token"]
                call("POST", "/v1/applicant/consent", token, {"processing": True, "face": True, "version": "1"})
                call("PUT", "/v1/applicant/claim", token, json.loads((case / "claim.json").read_text()))
                for kind in ("front", "back", "selfie"):
                    photo = case / f"{kind}.jpg"
                    if not photo.exists():
                        continue
                    tus = {"Tus-Resumable": "1.0.0"}
                    named = "kind " + base64.b64encode(kind.encode()).decode()
                    size = str(photo.stat().st_size)
                    headers, _ = call("POST", "/v1/applicant/evidence", token, b"", {**tus, "Upload-Length": size, "Upload-Metadata": named})
                    offset = "application/offset+octet-stream"
                    call("PATCH", headers["location"], token, photo.read_bytes(), {**tus, "Upload-Offset": "0"}, offset)
                return token

            def settled(tokens):
                for token in tokens:
                    while call("GET", "/v1/applicant/session", token)[1]["state"] in ("submitted", "checking"):
                        time.sleep(0.05)

            # The models are loaded by the first one.
            first = session("first")
            call("POST", "/v1/applicant/submit", first, b"")
            settled([first])

            def judging():
                text = urllib.request.urlopen(f"http://127.0.0.1:{port + 1}/metrics").read().decode()
                return float(re.search(r"candor_judging_seconds_sum (\S+)", text)[1])

            spent, judging_spent = processor(server.pid), judging()
            tokens = [session(f"user-{number}") for number in range(count)]
            started = time.monotonic()
            for token in tokens:
                call("POST", "/v1/applicant/submit", token, b"")
            settled(tokens)
            wall = time.monotonic() - started
            return wall, processor(server.pid) - spent, judging() - judging_spent
        finally:
            server.terminate()
            server.wait()


def checks(processes):
    """Wall seconds in which so many processes of `candor check` judge the same case half as often each, or all of it."""
    here = tempfile.mkdtemp()
    folders = []
    for number in range(processes):
        folder = pathlib.Path(here) / str(number)
        for index in range(count // processes):
            (folder / f"{index:03}").parent.mkdir(parents=True, exist_ok=True)
            os.symlink(case, folder / f"{index:03}")
        policy = cases / "policy.toml"
        (folder / "policy.toml").write_text(policy.read_text())
        folders.append(folder)
    started = time.monotonic()
    running = [
        subprocess.Popen([candor, "check", "--cases", str(folder), "--out", f"{folder}-out"], stdout=subprocess.DEVNULL)
        for folder in folders
    ]
    for process in running:
        process.wait()
    return time.monotonic() - started


one_wall, one_spent, one_judging = judged(1)
two_wall, _, _ = judged(2)
one_check, two_checks = checks(1), checks(2)
own = (one_spent - one_judging) / one_judging
gained, ratio = one_wall / two_wall, one_wall / two_wall / (one_check / two_checks)
print(f"one worker: {count} in {one_wall:.1f} s; processor {one_spent:.1f} s, of that judging {one_judging:.1f} s")
print(f"server's own processor time: {100 * own:.1f} % of judging")
print(f"two workers: {count} in {two_wall:.1f} s, {gained:.2f} times one")
print(f"two `candor check`: {one_check / two_checks:.2f} times one; ratio {ratio:.2f}")
if strict and (own > 0.1 or ratio < 0.9):
    sys.exit("a limit does not hold: at most 10 % of judging, at least 0.9 of what two commands gain")
