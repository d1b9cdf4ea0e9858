"""How alike two sets of vectors are, row by row: cosine.py FIRST SECOND."""

import json
import sys

import numpy

from stores import vectors

left, right = vectors(sys.argv[1]), vectors(sys.argv[2])
if left.shape != right.shape:
    raise SystemExit(f"{left.shape} vectors cannot be compared with {right.shape}")
lengths = numpy.linalg.norm(left, axis=1) * numpy.linalg.norm(right, axis=1)
cosines = (left * right).sum(axis=1) / lengths
print(json.dumps({"mean": float(cosines.mean()), "least": float(cosines.min())}))
