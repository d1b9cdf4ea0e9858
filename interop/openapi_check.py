"""A running ``isogloss serve`` against its own OpenAPI document: schemathesis makes thousands of requests of it, right ones and wrong ones.

None may end in a fault of the server, and every answer must be one that the document has: status, type, headers and fields.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from common import HOME, Check, json_lines, require, running_server

CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance"]
EXAMPLES = 60
MOST_SECONDS = 420


def settings(check: Check, index: str) -> Path:
    """Values that exist, else nearly every request would ask for an index that does not."""
    passage = json_lines(HOME / "experiments" / "sample" / "corpus.jsonl")[0]
    file = check.work / "schemathesis.toml"
    file.write_text(f"""
[parameters]
"path.index" = "{index}"
"path.id" = "{passage['lang']}:{passage['_id']}"
""")
    return file


def conforms(check: Check, address: str, index: str) -> str:
    program = Path(sys.executable).parent / "schemathesis"
    command = [str(program), "--config-file", str(settings(check, index)), "run", f"{address}/openapi.json", "--checks", ",".join(CHECKS),
               "--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--max-time", str(MOST_SECONDS), "--seed", "11",
               "--continue-on-failure", "--suppress-health-check", "all", "--workers", "2",
               # It cannot write JSON lines; FuzzTest sends them.
               "--exclude-path", "/v1/{index}/filter"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=check.work)
    log = check.work / "schemathesis.log"
    log.write_text(done.stdout + done.stderr)
    made = re.search(r"(\d+) generated", done.stdout)
    require(made is not None and int(made.group(1)) > 1000, f"too few requests were made; see {log}")
    failures = re.findall(r"(?:❌|🚫) ([A-Z].*)", done.stdout)
    require(done.returncode == 0, f"exit code {done.returncode}, {'; '.join(failures)}; see {log}")
    return f"{made.group(1)} requests, every answer as the document has it"


def main() -> None:
    check = Check(__doc__)
    # What is asked for may be carried out: topics are stored, documents written.
    folder = check.work / "openapi" / "run"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(check.work / "run", folder, symlinks=True)

    def asked() -> str:
        with running_server(check, "openapi", ["serve", str(folder), "--port", "0", "--json", "-", "--rerank", str(folder / "reranker")]) as address:
            check.verdict("answers of the server in schemathesis", lambda: conforms(check, address, folder.name))
        return "started on a free port, ended on SIGTERM"

    check.verdict("server that schemathesis asked", asked)
    check.finish()


if __name__ == "__main__":
    main()
