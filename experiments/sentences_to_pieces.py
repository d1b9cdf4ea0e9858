#!/usr/bin/env python3
"""Makes a training set across languages of translated stories: every sentence is a query, the piece of the story that holds it is
relevant, in every language (inverse cloze task, Lee et al. 2019, with the sentence left in: the piece that is learned from is in
another language).

    python3 experiments/sentences_to_pieces.py SETS/ntrex SETS/ntrex-pieces de el en ...

Reads a folder with sentences.jsonl ({_id, lang, text}), corpus.jsonl (pieces, whose _id is NAME-LANG-STORY-PIECE) and queries.jsonl
(headlines, which are left out). Writes corpus.jsonl (with "group": pieces that are translations of each other), queries.jsonl,
qrels.tsv and topics.tsv (the story of each piece), for `train-sets: [{path: SETS/ntrex-pieces, languages: cross, topics:
SETS/ntrex-pieces/topics.tsv}]`. Needs nothing but Python 3.9.
"""
import collections
import json
import os
import sys


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)


def main():
    if len(sys.argv) < 4 or not os.path.isfile(os.path.join(sys.argv[1], "sentences.jsonl")):
        sys.exit(__doc__)
    source, target, languages = sys.argv[1], sys.argv[2], set(sys.argv[3:])
    pieces = collections.defaultdict(list)
    for row in rows(os.path.join(source, "corpus.jsonl")):
        if row["lang"] in languages:
            pieces[row["lang"]].append(row)
    missing = languages - set(pieces)
    if missing:
        sys.exit(f"{source} has no pieces in: {' '.join(sorted(missing))}")
    headlines = {(row["lang"], row["text"]) for row in rows(os.path.join(source, "queries.jsonl"))}
    os.makedirs(target, exist_ok=True)
    corpus, topics = [], []
    for language in sorted(pieces):
        for row in pieces[language]:
            story, piece = row["_id"].split("-")[-2:]
            corpus.append(json.dumps({**row, "group": f"{story}-{piece}"}, ensure_ascii=False))
            topics.append(f"{language}:{row['_id']}\t{story}")
    queries, judgments = [], []
    for row in rows(os.path.join(source, "sentences.jsonl")):
        language, text = row["lang"], row["text"]
        if language not in languages or (language, text) in headlines or len(text) < 12:
            continue
        holders = [piece for piece in pieces[language] if text in piece["text"]]
        if len(holders) == 1:
            key = "s-" + row["_id"]
            queries.append(json.dumps({"_id": key, "lang": language, "text": text}, ensure_ascii=False))
            judgments.append(f"{key}\t0\t{holders[0]['_id']}\t1")
    write(os.path.join(target, "corpus.jsonl"), corpus)
    write(os.path.join(target, "topics.tsv"), topics)
    write(os.path.join(target, "queries.jsonl"), queries)
    write(os.path.join(target, "qrels.tsv"), judgments)
    print(f"{len(queries)} sentences, {len(corpus)} pieces, {len(languages)} languages in {target}")


if __name__ == "__main__":
    main()
