"""What an archive holds beside the binary: models, licences.txt and sbom.cdx.json (CycloneDX 1.6), from Cargo's own account of the packages,
the pages' account of theirs, and the manifest of models.

Usage: python3 packaging/contents.py BINARY FOLDER    writes them into FOLDER; standard library alone
"""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
import uuid
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What a licence file of a package may be called.
LICENCE_FILES = ("license", "licence", "copying", "copyright", "notice", "unlicense")


def told(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def packages(target):
    """The packages that are built into the binary or build it, and which needs which."""
    told_by_cargo = told("cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target)
    metadata = json.loads(told_by_cargo)
    by_id = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = next(package["id"] for package in metadata["packages"] if package["name"] == "candor")
    needs, waiting = {}, [root]
    while waiting:
        one = waiting.pop()
        if one in needs:
            continue
        kept = [dep["pkg"] for dep in nodes[one]["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
        needs[one] = sorted(kept)
        waiting.extend(kept)
    return root, {one: by_id[one] for one in sorted(needs)}, needs


def checksums():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(entry["name"], entry["version"]): entry.get("checksum") for entry in lock["package"]}


def models():
    manifest = tomllib.loads((ROOT / "models/manifest.toml").read_text())
    return [file for file in manifest["file"] if file["kind"] == "model"]


def copy_models(folder):
    """What reads photos; fonts and portraits only draw specimens."""
    folder.mkdir()
    for model in models():
        places = [ROOT / "models/cache" / model["file"], ROOT / "models" / model["file"]]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            sys.exit(f"{model['file']} is missing; fetch it with `candor models pull`")
        content = found.read_bytes()
        if hashlib.sha256(content).hexdigest() != model["sha256"]:
            sys.exit(f"{found.relative_to(ROOT)} is not the file of the manifest; fetch it again with `candor models pull`")
        (folder / model["file"]).write_bytes(content)


def scripts():
    """The packages that went into the pages, as their build wrote them down; none where the pages were not built."""
    found = {}
    for pages in ("apply", "console"):
        written = ROOT / "web" / pages / "dist/packages.json"
        for package in json.loads(written.read_text()) if written.is_file() else []:
            found[package["name"], package["version"]] = package
    return [found[key] for key in sorted(found)]


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def licences(package):
    """The SPDX expression of a package; a slash is how it was once written."""
    return (package["license"] or "NOASSERTION").replace("/", " OR ")


def component(package, sums):
    found = {
        "type": "library",
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "licenses": [{"expression": licences(package)}],
        "purl": reference(package),
    }
    checksum = sums.get((package["name"], package["version"]))
    if checksum:
        found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["repository"]:
        found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return found


def bill(binary, target, moment):
    root, all_packages, needs = packages(target)
    sums = checksums()
    own = component(all_packages[root], sums) | {"type": "application"}
    own["hashes"] = [{"alg": "SHA-256", "content": hashlib.sha256(binary.read_bytes()).hexdigest()}]
    components = [component(package, sums) for one, package in all_packages.items() if one != root]
    for model in models():
        components.append(
            {
                "type": "machine-learning-model",
                "bom-ref": f"model/{model['name']}",
                "name": model["name"],
                "description": model["purpose"],
                "hashes": [{"alg": "SHA-256", "content": model["sha256"]}],
                "licenses": [{"license": {"id": model["licence"]}}],
            }
        )
    for script in scripts():
        purl = f"pkg:npm/{script['name'].replace('@', '%40')}@{script['version']}"
        components.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": script["name"],
                "version": script["version"],
                "licenses": [{"expression": script["license"]}],
                "purl": purl,
            }
        )
    dependencies = [
        {"ref": reference(all_packages[one]), "dependsOn": sorted(reference(all_packages[need]) for need in needs[one])}
        for one in all_packages
    ]
    next(entry for entry in dependencies if entry["ref"] == own["bom-ref"])["dependsOn"] += [
        f"model/{model['name']}" for model in models()
    ] + [one["bom-ref"] for one in components if one["bom-ref"].startswith("pkg:npm/")]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": moment, "component": own},
        "components": sorted(components, key=lambda one: one["bom-ref"]),
        "dependencies": sorted(dependencies, key=lambda one: one["ref"]),
    }
    # The same contents have the same number.
    number = uuid.UUID(bytes=hashlib.sha256(json.dumps(document, sort_keys=True).encode()).digest()[:16], version=4)
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{number}"} | document


def texts(package):
    """The licence files that a package carries."""
    folder = Path(package["manifest_path"]).parent
    names = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().startswith(LICENCE_FILES))
    return ["\n".join(line.rstrip() for line in path.read_text(errors="replace").strip().splitlines()) for path in names]


def licence_texts(target):
    """Every licence text once, with the packages that carry it."""
    root, all_packages, _ = packages(target)
    carried = {}
    lines = ["Candor is licensed under Apache-2.0; see LICENSE. The binary is built from these packages, the models are those of models/manifest.toml.", ""]
    for one, package in all_packages.items():
        if package["source"] is None:
            continue
        name = f"{package['name']} {package['version']}"
        found = texts(package)
        lines.append(f"{name}  {licences(package)}" + ("" if found else "  (its package carries no licence file)"))
        for text in found:
            carried.setdefault(text, []).append(name)
    for model in models():
        lines.append(f"model {model['name']}  {model['licence']}")
    for script in scripts():
        lines.append(f"{script['name']} {script['version']}  {script['license']}")
        if script["text"]:
            carried.setdefault(script["text"].strip(), []).append(script["name"])
    for text, names in sorted(carried.items(), key=lambda entry: entry[1]):
        lines += ["", "=" * 80, ", ".join(sorted(set(names))), "=" * 80, text]
    return "\n".join(lines) + "\n"


def main():
    binary, folder = Path(sys.argv[1]), Path(sys.argv[2])
    target = next(line.split()[1] for line in told("rustc", "-vV").splitlines() if line.startswith("host:"))
    moment = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    copy_models(folder / "models")
    (folder / "licences.txt").write_text(licence_texts(target))
    (folder / "sbom.cdx.json").write_text(json.dumps(bill(binary, target, moment), indent=1) + "\n")


if __name__ == "__main__":
    main()
