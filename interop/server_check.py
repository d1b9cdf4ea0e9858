"""A running ``isogloss serve``, asked from Python through the clients that people have: openai, huggingface_hub, LangChain, LlamaIndex, requests.

Vectors must be those of ``isogloss encode``, hits those of ``isogloss search``. Every server wants a key, and every client brings it its
own way.
"""

import asyncio
import json
import math
import urllib.parse
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import numpy
import requests
from common import HOME, Check, json_lines, require, reranked, running_server

LEAST_COSINE = 0.99999
BATCH = 50


class Served:
    """One server and what it must answer."""

    def __init__(self, check: Check, name: str, address: str, key: str):
        self.address = address
        self.key = key
        self.texts = [row["text"] for row in json_lines(check.work / "texts.jsonl")]
        self.expected = {}
        for role in ("query", "document"):
            rows = json_lines(check.work / "vectors" / f"{name}-{role}" / "vectors.jsonl")
            self.expected[role] = numpy.array([row["vector"] for row in rows])

    def least(self, role: str, vectors, dimensions: int | None = None) -> float:
        """The least cosine of vectors, in the order of the texts, with ours; refuses one below the bound."""
        theirs = numpy.array(vectors, dtype=numpy.float64)
        ours = self.expected[role][:, :dimensions]
        require(theirs.shape == ours.shape, f"{theirs.shape} numbers came as {role}, expected {ours.shape}")
        norms = numpy.linalg.norm(theirs, axis=1)
        require(abs(norms - 1).max() < 1e-5, f"vectors of length {norms.min()} .. {norms.max()} as {role}")
        cosines = (theirs * ours).sum(axis=1) / norms / numpy.linalg.norm(ours, axis=1)
        worst = int(cosines.argmin())
        require(cosines.min() >= LEAST_COSINE, f"cosine {cosines.min():.6f} as {role} of: {self.texts[worst][:80]}")
        return float(cosines.min())

    def get(self, path: str, **parameters: object):
        answer = requests.get(self.address + path, params=parameters, headers={"Authorization": f"Bearer {self.key}"}, timeout=60)
        require(answer.status_code == 200, f"{answer.status_code} {answer.text[:300]}")
        return answer.json()


def batches(texts: list[str]) -> list[list[str]]:
    return [texts[start:start + BATCH] for start in range(0, len(texts), BATCH)]


@contextmanager
def server(check: Check, name: str, folder: Path):
    """A server of a folder that knows one key, until the block ends; it must end then as one that a signal ended."""
    made = json.loads(check.isogloss("serve", "--new-key", "read", "--key-name", "interop", "--json", "-"))
    keys = check.work / "keys.txt"
    keys.write_text(made["line"] + "\n")
    arguments = ["serve", str(folder), "--port", "0", "--precision", "fp32", "--keys", str(keys), "--json", "-"]
    if (folder / "reranker").is_dir():
        arguments += ["--rerank", str(folder / "reranker")]
    with running_server(check, name, arguments) as address:
        yield Served(check, name, address, made["key"])


def in_openai(served: Served) -> str:
    import openai

    with openai.OpenAI(base_url=served.address + "/v1", api_key=served.key) as client:
        models = [model.id for model in client.models.list()]
        require(len(models) == 1, f"models {models}")

        def ask(role: str, **more) -> list:
            answers = [client.embeddings.create(model=models[0], input=batch, extra_body={"input_type": role}, **more)
                       for batch in batches(served.texts)]
            require(all(answer.usage.total_tokens > 0 and answer.model == models[0] for answer in answers), "no usage or another model")
            return [row.embedding for answer in answers for row in sorted(answer.data, key=lambda row: row.index)]

        cosines = [served.least("query", ask("query")),  # the client itself asks for base64 here, and decodes it
                   served.least("document", ask("document", encoding_format="float"))]
        base64 = client.embeddings.create(model=models[0], input=served.texts[:3], encoding_format="base64")
        require(all(isinstance(row.embedding, str) for row in base64.data), "base64 was asked for")
        half = served.expected["query"].shape[1] // 2
        cosines.append(served.least("query", ask("query", dimensions=half), half))
        one = client.embeddings.create(model=models[0], input=served.texts[0])
        require(len(one.data) == 1, f"{len(one.data)} vectors of one text")
        cosines.append(served.least("document", asyncio.run(at_once(served, models[0]))))
    return f"openai {version('openai')}, 300 texts four ways, least cosine {min(cosines):.8f}"


async def at_once(served: Served, model: str) -> list:
    """Every text in a request of its own, all at the same time."""
    import openai

    async with openai.AsyncOpenAI(base_url=served.address + "/v1", api_key=served.key) as client:
        answers = await asyncio.gather(*[client.embeddings.create(model=model, input=text) for text in served.texts])
    return [answer.data[0].embedding for answer in answers]


def refused_in_openai(served: Served) -> str:
    """The client tells its user what was wrong, in the classes that its documentation names."""
    import openai

    with openai.OpenAI(base_url=served.address + "/v1", api_key=served.key, max_retries=0) as client:
        model = client.models.list().data[0].id
        wrong = [
            (openai.NotFoundError, model, client, {"model": "another", "input": "a"}),
            (openai.BadRequestError, "texts", client, {"model": model, "input": []}),
            (openai.BadRequestError, "dimensions", client, {"model": model, "input": "a", "dimensions": 1_000_000}),
            (openai.AuthenticationError, "key", client.with_options(api_key="isg_wrong"), {"model": model, "input": "a"}),
        ]
        for kind, word, asked, arguments in wrong:
            try:
                asked.embeddings.create(**arguments)
            except openai.APIStatusError as error:
                require(isinstance(error, kind) and word in str(error), f"{type(error).__name__} {error}, expected {kind.__name__}")
            else:
                raise AssertionError(f"nothing was wrong with {arguments}")
    return f"openai {version('openai')}, {len(wrong)} refusals in its own classes, with what would work"


def in_huggingface_hub(served: Served) -> str:
    from huggingface_hub import InferenceClient

    cosines = []
    for path in ("/embed", ""):  # its documentation has both
        client = InferenceClient(base_url=served.address + path, token=served.key)
        for role in ("query", "document"):
            vectors = [row for batch in batches(served.texts)
                       for row in client.feature_extraction(batch, prompt_name=role, normalize=True, truncate=True)]
            cosines.append(served.least(role, vectors))
    return f"huggingface_hub {version('huggingface_hub')}, 300 texts in both roles, least cosine {min(cosines):.8f}"


def refused_in_huggingface_hub(served: Served) -> str:
    from huggingface_hub import InferenceClient
    from huggingface_hub.errors import HfHubHTTPError

    client = InferenceClient(base_url=served.address, token=served.key)
    try:
        client.feature_extraction("tides " * 20_000)
    except HfHubHTTPError as error:
        require(error.response.status_code == 413 and "truncate: true" in str(error), f"{error}")
    else:
        raise AssertionError("a text of 20,000 words was read")
    return f"huggingface_hub {version('huggingface_hub')}, a text that is too long, with what would work"


def similar_in_huggingface_hub(served: Served) -> str:
    from huggingface_hub import InferenceClient

    client = InferenceClient(base_url=served.address + "/similarity", token=served.key)
    asked, *others = served.texts
    theirs = client.sentence_similarity(asked, other_sentences=others)
    ours = served.expected["document"]
    cosines = ours[1:] @ ours[0] / numpy.linalg.norm(ours[1:], axis=1) / numpy.linalg.norm(ours[0])
    worst = float(abs(cosines - theirs).max())
    require(worst < 1e-5, f"a similarity differs by {worst}")
    return f"huggingface_hub {version('huggingface_hub')}, 299 similarities, greatest difference {worst:.1e}"


def in_langchain(served: Served) -> str:
    from langchain_openai import OpenAIEmbeddings

    (model,) = [row["id"] for row in served.get("/v1/models")["data"]]
    cosines = []
    for role in ("query", "document"):
        # Without this it sends numbers of OpenAI's own tokens, which no other model can read.
        client = OpenAIEmbeddings(model=model, base_url=served.address + "/v1", api_key=served.key, check_embedding_ctx_length=False,
                                  model_kwargs={"extra_body": {"input_type": role}})
        cosines.append(served.least(role, client.embed_documents(served.texts)))
    return f"langchain-openai {version('langchain-openai')}, 300 texts in both roles, least cosine {min(cosines):.8f}"


def in_llama_index(served: Served) -> str:
    from llama_index.embeddings.text_embeddings_inference import TextEmbeddingsInference

    client = TextEmbeddingsInference(
        model_name="served", base_url=served.address, auth_token=served.key, embed_batch_size=BATCH,
        truncate_text=True)
    least = served.least("document", client.get_text_embedding_batch(served.texts))
    package = "llama-index-embeddings-text-embeddings-inference"
    return f"{package} {version(package)}, 300 texts as documents, least cosine {least:.8f}"


def reranked_in_llama_index(check: Check, served: Served) -> str:
    """Passages come in the order of ``isogloss search --rerank``; the client asks for probabilities and sorts by them."""
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
    from llama_index.postprocessor.tei_rerank import TextEmbeddingInference

    pairs = 0
    client = TextEmbeddingInference(base_url=served.address, auth_token=f"Bearer {served.key}", top_n=10)
    for query, hits in list(reranked(check.work).values())[::4]:
        nodes = [NodeWithScore(node=TextNode(id_=passage["_id"], text=" ".join(filter(None, [passage.get("title"), passage["text"]]))))
                 for passage, _ in reversed(hits)]
        ordered = client.postprocess_nodes(nodes, query_bundle=QueryBundle(query["text"]))
        expected = {passage["_id"]: 1 / (1 + math.exp(-score)) for passage, score in hits}
        require(len(ordered) == len(hits), f"{len(ordered)} of {len(hits)} came back")
        for node in ordered:
            apart = abs(node.score - expected[node.node.id_])
            require(apart < 1e-6, f"{query['_id']} {node.node.id_}: {node.score} and {expected[node.node.id_]}")
        scores = [expected[node.node.id_] for node in ordered]
        require(all(a >= b - 1e-6 for a, b in zip(scores, scores[1:])), f"{query['_id']}: not the best first")
        pairs += len(hits)
    package = "llama-index-postprocessor-tei-rerank"
    return f"{package} {version(package)}, {pairs} pairs, probabilities and order of isogloss search --rerank"


def described(served: Served) -> str:
    """What /info says, in the fields that text-embeddings-inference has."""
    info = served.get("/info")
    wanted = {"model_id": str, "model_type": dict, "max_input_length": int, "max_client_batch_size": int, "version": str}
    for field, kind in wanted.items():
        require(isinstance(info.get(field), kind), f"{field} is {info.get(field)}")
    require(isinstance(info["model_type"].get("embedding"), dict), f"model_type is {info['model_type']}")
    return f"model {info['model_id']}, {len(wanted)} fields as text-embeddings-inference has them"


def searched(check: Check, served: Served) -> str:
    """Search over GET and POST finds what ``isogloss search`` finds, and every hit's passage is there by its id."""
    # Over HTTP nobody says which language a query is in: it is detected, as isogloss search does where a file does not say. Of a short
    # query that could be several languages the server names none and looks with the words of all, so such hits are not compared.
    queries = [{"_id": row["_id"], "text": row["text"]} for row in json_lines(HOME / "experiments" / "sample" / "queries-dev.jsonl")]
    bare = check.work / "bare-queries.jsonl"
    bare.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in queries), encoding="utf-8")
    (index,) = served.get("/v1/indexes")["indexes"]
    hits = unsure = 0
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {served.key}"
        for mode in index["modes"]:
            run = check.work / f"served-{mode}.trec"
            check.isogloss("search", "--index", check.work / "run" / "index", "--queries", bare, "--k", 10, "--mode", mode,
                           "--precision", "fp32", "--out", run)
            expected: dict[str, list[str]] = {}
            for line in run.read_text().splitlines():
                expected.setdefault(line.split()[0], []).append(line.split()[2])
            for number, query in enumerate(queries):
                fields = {"k": 10, "mode": mode}
                if number % 2:
                    answer = session.post(f"{served.address}/v1/{index['name']}/search", json={"query": query["text"], **fields}, timeout=60)
                else:
                    answer = session.get(f"{served.address}/v1/{index['name']}/search", params={"q": query["text"], **fields}, timeout=60)
                require(answer.status_code == 200, f"{answer.status_code} {answer.text[:300]}")
                found = [hit["id"] for hit in answer.json()["hits"]]
                if "language" not in answer.json():
                    require(len(found) > 0, f"{mode} {query['_id']}: nothing found")
                    unsure += 1
                    continue
                wanted = expected.get(f"{answer.json()['language']}:{query['_id']}", [])
                require(found == wanted, f"{mode} {query['_id']}: {found[:3]} and {wanted[:3]}")
                hits += len(found)
        first = answer.json()["hits"][0]
        passage = session.get(f"{served.address}/v1/{index['name']}/documents/{urllib.parse.quote(first['id'], safe='')}", timeout=60)
        require(passage.json()["text"] == first["text"], f"{passage.status_code} {passage.text[:300]}")
    return f"requests {version('requests')}, {len(queries)} queries as {', '.join(index['modes'])}: {hits} hits, those of isogloss search; {unsure} answers without a language"


def main() -> None:
    check = Check(__doc__)
    if not check.has_command("serve"):
        print("skipped the server: this build has no command serve")
        return
    for name, folder in check.models().items():
        what = check.work / "run" if name == "sample" else folder

        def clients() -> str:
            with server(check, name, what) as served:
                check.verdict(f"vectors of {name} in openai", lambda: in_openai(served))
                check.verdict(f"refusals of {name} in openai", lambda: refused_in_openai(served))
                check.verdict(f"vectors of {name} in huggingface_hub", lambda: in_huggingface_hub(served))
                check.verdict(f"refusals of {name} in huggingface_hub", lambda: refused_in_huggingface_hub(served))
                check.verdict(f"similarities of {name} in huggingface_hub", lambda: similar_in_huggingface_hub(served))
                check.verdict(f"vectors of {name} in langchain", lambda: in_langchain(served))
                check.verdict(f"vectors of {name} in llama-index", lambda: in_llama_index(served))
                check.verdict(f"description of {name}", lambda: described(served))
                if name == "sample":
                    check.verdict("reranking in llama-index", lambda: reranked_in_llama_index(check, served))
                    check.verdict("search over HTTP", lambda: searched(check, served))
            return "started on a free port, ended on SIGTERM"

        check.verdict(f"server of {name}", clients)
    check.finish()


if __name__ == "__main__":
    main()
