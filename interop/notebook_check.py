"""The notebook, executed from its first cell to its last; its outputs are those that are stored, apart from numbers that vary."""

import json
import os
import re
import shutil

from common import HOME, Check, require

NOTEBOOK = "train_here_load_there.ipynb"


def execute(check: Check) -> str:
    import nbclient
    import nbformat

    stored = nbformat.read(HOME / "interop" / NOTEBOOK, as_version=4)
    text = json.dumps(stored)
    require(not re.search(r"/(home|root|work|Users)/", text), "the stored notebook names a folder of some machine")
    os.environ["ISOGLOSS"] = str(check.launcher)
    run = check.work / "notebook"
    shutil.rmtree(run, ignore_errors=True)  # it trains, here and now
    os.environ["ISOGLOSS_NOTEBOOK_RUN"] = str(run)
    fresh = nbclient.NotebookClient(
        nbformat.read(HOME / "interop" / NOTEBOOK, as_version=4), timeout=3000, kernel_name="python3",
        resources={"metadata": {"path": str(HOME)}}).execute()
    cells = 0
    for before, after in zip(stored.cells, fresh.cells):
        if before.cell_type == "code":
            require(shown(before) == shown(after), f"a cell says {shown(after)!r} and {shown(before)!r} is stored")
            cells += 1
    require((run / "model" / "model.safetensors").is_file(), "no model was trained")
    return f"{cells} cells, trained there, outputs as stored"


def shown(cell) -> str:
    """What a cell prints to standard output, without digits behind the third decimal."""
    said = "".join(output.get("text", "") for output in cell.outputs if output.get("name") == "stdout")
    return re.sub(r"(\d\.\d{3})\d+", r"\1", said)


def main() -> None:
    check = Check(__doc__)
    check.verdict(f"notebook {NOTEBOOK}", lambda: execute(check))
    check.finish()


if __name__ == "__main__":
    main()
