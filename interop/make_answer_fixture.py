#!/usr/bin/env python3
"""Makes core's test resource answer-recall.jsonl: what Python finds of answers in the first words of rankings.

  interop/make_answer_fixture.py OUT     needs the package nltk, but none of its data

The rules are written here from their description (XOR-Retrieve's R@2kt and R@5kt), apart from the Java code. Passages are given as
sentences with a number of repetitions, so that five thousand words take one line. Sentences are cut from each other here, as NLTK's model
of sentences is no part of the package; each is a passage of its own.
"""

import json
import random
import re
import sys

from nltk.tokenize import NLTKWordTokenizer

SENTENCES = [
    "Lake Sorrow lies 1,280 metres above the sea, doesn't it?",
    '"We cannot go on," said Aino (then 17); nobody answered.',
    "The bridge at Vaalimaa was finished in 1917: two years late -- and $3.50 over.",
    "Сколько стоит «Буря»? Она стоит 40 рублей.",
    "北の町は海から遠い。人口は三千人である。",
    "They're gonna call the poet's house 'Kestrel', aren't they...",
    "পাখি'র বাসা নদীর ধারে।",
    "Wanna see it? I'll show you, d'ye hear; 'tis late & cold*",
    "plain words without any mark",
]
ANSWERS = ["1,280", "1917", "Aino", "cannot", "can not", "the poet's", "«Буря»", "« Буря »", "三千人", "$3.50", "no", "yes", "nowhere", "any mark"]


def words(sentence: str) -> list[str]:
    """NLTK's words, by Python's own regular expressions: the package's newest ones take combining marks for letters."""
    own = NLTKWordTokenizer()
    for name in ("STARTING_QUOTES", "ENDING_QUOTES", "PUNCTUATION"):
        rules = [(re.compile(rule.pattern.replace("]*+", "]*")), by) for rule, by in getattr(NLTKWordTokenizer, name)]
        setattr(own, name, rules)
    return own.tokenize(sentence)


def found(passages: list[tuple[str, int]], answers: list[str], thousands: int) -> int:
    beginning = []
    for sentence, times in passages:
        beginning += words(sentence) * times
    text = " ".join(beginning[: thousands * 1000])
    return int(any(answer in text for answer in answers if answer not in ("yes", "no")))


def main(out: str) -> None:
    chance = random.Random(20260101)
    with open(out, "w", encoding="utf-8") as file:
        for sentence in SENTENCES:
            file.write(json.dumps({"sentence": sentence, "words": words(sentence)}, ensure_ascii=False) + "\n")
        for _ in range(60):
            answers = chance.sample(ANSWERS, chance.randint(1, 2))
            if set(answers) <= {"yes", "no"}:
                continue
            filler = [(SENTENCES[-1][:-5], chance.randint(150, 1300)), (SENTENCES[4], chance.randint(1, 900))]
            passages = [(sentence, 1) for sentence in chance.sample(SENTENCES, chance.randint(1, 4))]
            at = chance.randint(0, len(passages))
            passages[at:at] = filler[: chance.randint(1, 2)]
            row = {"answers": answers, "passages": passages}
            row.update({str(m): found(passages, answers, m) for m in (1, 2, 5)})
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
