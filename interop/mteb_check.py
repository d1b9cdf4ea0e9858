"""Our results, loaded by mteb with its own loader."""

import json

from common import Check, require


def load(check: Check) -> str:
    import mteb
    from mteb.models.model_meta import ModelMeta
    from mteb.results import TaskResult

    out = check.work / "mteb"
    check.isogloss("results", check.work / "run", "--to", "mteb", "--out", out)
    expected = {}
    for row in json.loads((check.work / "run" / "results.json").read_text()):
        if row["split"] == "dev" and row["metric"] == "ndcg@10" and row["language"] == "macro":
            expected[row["system"], row["task"]] = row["value"]
    loaded = mteb.ResultCache(cache_path=out).load_results(include_remote=False)
    seen = 0
    for model in loaded.model_results:
        system = model.model_name.rsplit("-", 1)[1]
        for result in model.task_results:
            task = result.task_name.rsplit("-", 1)[1]
            require(abs(result.get_score() - expected[system, task]) < 1e-9, f"{system} {task}: {result.get_score()}")
            require(all(len(language) == 3 for language in result.languages), f"languages {result.languages}")
            seen += 1
    require(seen == len(expected), f"{seen} results loaded of {len(expected)}")
    for meta in out.glob("results/*/*/model_meta.json"):
        ModelMeta(**json.loads(meta.read_text()))
    for file in out.glob("results/*/*/*.json"):
        if file.name != "model_meta.json":
            TaskResult.from_disk(file, load_historic_data=False)
    return f"mteb {mteb.__version__}, {seen} results with our figures"


def official(check: Check) -> str:
    """A result under a name that mteb knows passes mteb's own validation of subsets and splits."""
    from mteb.results import TaskResult

    out = check.work / "mteb-official"
    check.isogloss("results", check.work / "run", "--to", "mteb", "--out", out, "--system", "trained",
                   "--task-name", "MIRACLRetrieval", "--model-id", "interop/sample@v1")
    result = TaskResult.from_disk(out / "results" / "interop__sample" / "v1" / "MIRACLRetrieval.json")
    valid = result.validate_and_filter_scores()
    require(len(valid.scores["dev"]) == 18, f"{len(valid.scores['dev'])} of 18 subsets are left")
    return f"18 subsets, main score {valid.get_score():.4f}"


def main() -> None:
    check = Check(__doc__)
    check.verdict("results in mteb", lambda: load(check))
    check.verdict("a task of mteb by name", lambda: official(check))
    check.finish()


if __name__ == "__main__":
    main()
