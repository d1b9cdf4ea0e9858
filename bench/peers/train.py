"""Training steps of sentence-transformers with the cached contrastive loss.

train.py MODEL BATCHES PRECISION MINI-BATCH STEPS THREADS QUERY-TOKENS PASSAGE-TOKENS TEMPERATURE; 0 steps: one with one negative a query.
"""

import contextlib
import json
import sys
import time

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.losses import CachedMultipleNegativesRankingLoss

model_folder, batch_file, precision, mini, steps, threads, query_tokens, passage_tokens, temperature = sys.argv[1:]
torch.set_num_threads(int(threads))
with open(batch_file, encoding="utf-8") as lines:
    batches = [json.loads(line)["examples"] for line in lines]
if int(steps) == 0:
    # All queries, so that mini-batches differ, but a quarter of the passages.
    batches = [[example | {"negatives": example["negatives"][:1]} for example in batches[0]]]
model = SentenceTransformer(model_folder, device="cpu")
model.train()
loss = CachedMultipleNegativesRankingLoss(model, scale=1 / float(temperature), mini_batch_size=int(mini))
optimiser = torch.optim.AdamW(model.parameters(), lr=2e-5, weight_decay=0.01, fused=True)
query_prompt, passage_prompt = model.prompts.get("query", ""), model.prompts.get("document") or model.prompts.get("passage", "")


def tokens(texts: list[str], longest: str) -> dict[str, torch.Tensor]:
    return dict(model.tokenizer(texts, padding=True, truncation=True, max_length=int(longest), return_tensors="pt"))


def columns(examples: list[dict]) -> list[dict[str, torch.Tensor]]:
    passages = [[example["positive"] for example in examples]]
    passages += [[example["negatives"][i] for example in examples] for i in range(len(examples[0]["negatives"]))]
    return [tokens([query_prompt + example["query"] for example in examples], query_tokens)] \
        + [tokens([passage_prompt + text for text in column], passage_tokens) for column in passages]


def autocast():
    return torch.autocast("cpu", dtype=torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()


seconds, losses = [], []
for step in range(max(1, int(steps))):
    examples = batches[step % len(batches)]
    start = time.perf_counter()
    optimiser.zero_grad()
    with autocast():
        value = loss(columns(examples), None)
    value.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    seconds.append(time.perf_counter() - start)
    losses.append(float(value.detach()))
print(json.dumps({"seconds": seconds, "losses": losses, "examples": len(batches[0])}))
