"""Do the folders that Isogloss writes mean the same in sentence-transformers? For each fixture of engine/src/test/resources/families:
`isogloss model cut` with all its layers writes the folder anew, sentence-transformers encodes the fixture's texts with it, and the
vectors must be those that it gave for the original. Needs what make_fixtures.py needs.

python interop/check_families.py [path of the isogloss launcher]
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from sentence_transformers import SentenceTransformer

HOME = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = HOME / "engine/src/test/resources/families"
TOLERANCE = 1e-5


def check(fixture, launcher, place):
    expected = json.loads((fixture / "expected.json").read_text(encoding="utf-8"))
    config = json.loads((fixture / "config.json").read_text(encoding="utf-8"))
    layers = config.get("num_hidden_layers", config.get("n_layers"))
    written = place / fixture.name
    subprocess.run([launcher, "model", "cut", "--model", fixture, "--layers", str(layers), "--out", written], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    model = SentenceTransformer(str(written), device="cpu", model_kwargs={"dtype": torch.float32})
    own = json.loads((written / "1_Pooling/config.json").read_text(encoding="utf-8"))
    pooling = "lasttoken" if own["pooling_mode_lasttoken"] else "mean"
    worst = 0
    compared = 0
    for case in expected["cases"]:
        if case["pooling"] == pooling and case["include_prompt"]:
            found = model.encode(expected["texts"], prompt_name=case["role"], convert_to_tensor=True, batch_size=1)
            worst = max(worst, (found - torch.tensor(case["vectors"])).abs().max().item())
            compared += len(case["vectors"])
    for role, ids in expected["ids"].items():
        for text, wanted in zip(expected["texts"], ids):
            found = model.tokenizer(model.prompts[role] + text, truncation=True, max_length=model.max_seq_length)["input_ids"]
            assert found == wanted, (fixture.name, role, text)
    good = compared > 0 and worst <= TOLERANCE
    print(f"{fixture.name:12} {compared} vectors, worst difference {worst:.1e}{'' if good else '  NOT THE SAME'}")
    return good


def main():
    launcher = sys.argv[1] if len(sys.argv) > 1 else HOME / "isogloss"
    with tempfile.TemporaryDirectory() as place:
        good = [check(fixture, launcher, pathlib.Path(place)) for fixture in sorted(FIXTURES.iterdir()) if fixture.is_dir()]
    sys.exit(0 if all(good) and good else 1)


main()
