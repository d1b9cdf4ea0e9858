"""Our cross-encoder's folder, read by sentence-transformers: the scores of ``isogloss search --rerank``."""

import json

import sentence_transformers
import torch
from common import Check, require, reranked
from sentence_transformers import CrossEncoder

# The sample teaches a cross-encoder next to nothing: its scores differ little, and so they may from ours.
MOST_APART_OF_SPREAD = 1e-3


def compare(check: Check) -> str:
    folder = check.work / "run" / "reranker"
    contract = json.loads((folder / "isogloss_pair_contract.json").read_text())
    model = CrossEncoder(str(folder), device="cpu", max_length=contract["maxTokens"])
    pairs, ours = [], []
    for query, hits in reranked(check.work).values():
        for passage, score in hits:
            title = passage.get("title") or ""
            pairs.append((query["text"], title + contract["titleJoin"] + passage["text"] if title else passage["text"]))
            ours.append(score)
    activation = "activation_fct" if sentence_transformers.__version__.startswith("2.") else "activation_fn"
    theirs = model.predict(pairs, batch_size=16, show_progress_bar=False, **{activation: torch.nn.Identity()})
    apart = [abs(float(their) - our) for their, our in zip(theirs, ours)]
    worst = apart.index(max(apart))
    require(len(pairs) > 1000, f"only {len(pairs)} pairs")
    spread = max(ours) - min(ours)
    require(spread > 0, f"all scores are {ours[0]}")
    require(apart[worst] <= MOST_APART_OF_SPREAD * spread, f"{theirs[worst]} and {ours[worst]} for {pairs[worst]}")
    return f"sentence-transformers {sentence_transformers.__version__}, {len(pairs)} pairs, scores over {spread:.1e}, greatest difference {apart[worst]:.1e}"


def main() -> None:
    check = Check(__doc__)
    check.verdict("scores of the cross-encoder", lambda: compare(check))
    check.finish()


if __name__ == "__main__":
    main()
