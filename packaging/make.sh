#!/bin/sh
# One archive that runs without Python, Node or network: binary with its pages, models, documentation, licences, bill of materials, checksums.
# Usage: packaging/make.sh [OUT]    writes OUT/candor-VERSION-SYSTEM.tar.gz and its .sha256; OUT is out/dist when not given
# The same commit and binary give the same bytes.
set -eu
umask 022
cd "$(dirname "$0")/.."
out=${1:-out/dist}
candor=${CANDOR:-target/release/candor}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

name=candor-$("$candor" --version | cut -d' ' -f2)-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
rm -rf "${out:?}/$name"
mkdir -p "$out/$name/docs"
cp "$candor" "$out/$name/candor"
cp LICENSE packaging/README.md "$out/$name/"
cp docs/*.md docs/*.json docs/*.sh "$out/$name/docs/"
python3 packaging/contents.py "$candor" "$out/$name"
cp models/manifest.toml "$out/$name/models/"
(cd "$out/$name" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | sed 's|^\./||' | xargs sha256sum >SHA256SUMS)
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w -C "$out" -cf - "$name" | gzip -n >"$out/$name.tar.gz"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
rm -rf "${out:?}/$name"
echo "$out/$name.tar.gz  $(($(wc -c <"$out/$name.tar.gz") / 1000000)) MB"
