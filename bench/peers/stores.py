"""Reads vectors: our stores, and numpy's files."""

import json
import os

import numpy


def vectors(path: str) -> numpy.ndarray:
    """All rows of a store (its shards are plain little-endian floats) or of a ``.npy`` file."""
    if path.endswith(".npy"):
        return numpy.load(path)
    with open(os.path.join(path, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    rows = numpy.empty((manifest["rows"], manifest["dimension"]), dtype=numpy.float32)
    at = 0
    for shard in sorted(name for name in os.listdir(path) if name.endswith(".f32")):
        part = numpy.fromfile(os.path.join(path, shard), dtype="<f4").reshape(-1, manifest["dimension"])
        rows[at:at + len(part)] = part
        at += len(part)
    if at != len(rows):
        raise SystemExit(f"{path} holds {at} vectors, its manifest says {len(rows)}")
    return rows


def ids(path: str) -> list[str]:
    """The keys of a store's rows."""
    names = []
    for shard in sorted(name for name in os.listdir(path) if name.endswith(".ids")):
        with open(os.path.join(path, shard), encoding="utf-8") as lines:
            names += lines.read().splitlines()
    return names
