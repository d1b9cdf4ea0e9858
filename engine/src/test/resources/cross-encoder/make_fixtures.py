"""Makes the fixtures beside it: tiny random sequence classification models of transformers and the scores it gives to some pairs.

Needs torch, transformers and tokenizers. Run in this folder: python make_fixtures.py [name...]; named ones only are made anew.
"""
import json
import os
import random
import shutil
import sys

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    ModernBertConfig,
    ModernBertForSequenceClassification,
    MPNetConfig,
    MPNetForSequenceClassification,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
)

WORDS = ["w%d" % i for i in range(60)]
LONGEST = 40


def tokenizer(bert):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] if bert else ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary = {token: i for i, token in enumerate(special + WORDS)}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]" if bert else "<unk>"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.add_special_tokens(special)
    if bert:
        made.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    else:
        made.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    names = dict(pad_token=special[0 if bert else 1], unk_token=special[1 if bert else 3],
                 cls_token=special[2 if bert else 0], sep_token=special[3 if bert else 2])
    inputs = ["input_ids", "attention_mask"] + (["token_type_ids"] if bert else [])
    return PreTrainedTokenizerFast(tokenizer_object=made, model_input_names=inputs, model_max_length=LONGEST, **names)


def pairs():
    chance = random.Random(5)
    text = lambda longest: " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, longest)))
    made = [[text(8), text(20)] for _ in range(20)]
    return made + [[text(8), text(100)] for _ in range(6)] + [["w3 w4", ""], ["w3 unknown", "strange w9"]]


def main():
    torch.manual_seed(0)
    common = dict(vocab_size=64, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
                  initializer_range=0.4)
    kinds = {
        "bert-1": (True, BertForSequenceClassification,
                   BertConfig(max_position_embeddings=LONGEST, num_labels=1, **common)),
        "bert-2": (True, BertForSequenceClassification,
                   BertConfig(max_position_embeddings=LONGEST, num_labels=2, **common)),
        "xlm-r-1": (False, XLMRobertaForSequenceClassification,
                    XLMRobertaConfig(max_position_embeddings=LONGEST + 2, num_labels=1, type_vocab_size=1,
                                     pad_token_id=1, bos_token_id=0, eos_token_id=2, **common)),
        "xlm-r-2": (False, XLMRobertaForSequenceClassification,
                    XLMRobertaConfig(max_position_embeddings=LONGEST + 2, num_labels=2, type_vocab_size=1,
                                     pad_token_id=1, bos_token_id=0, eos_token_id=2, **common)),
    }
    modern = dict(max_position_embeddings=LONGEST, pad_token_id=0, bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3,
                  local_attention=8, global_attn_every_n_layers=2, norm_eps=1e-5, **common)
    kinds |= {
        "distilbert-1": (True, DistilBertForSequenceClassification,
                         DistilBertConfig(vocab_size=64, dim=16, n_layers=2, n_heads=2, hidden_dim=32, initializer_range=0.4,
                                          max_position_embeddings=LONGEST, num_labels=1)),
        "mpnet-2": (False, MPNetForSequenceClassification,
                    MPNetConfig(max_position_embeddings=LONGEST + 2, num_labels=2, pad_token_id=1, bos_token_id=0, eos_token_id=2,
                                **common)),
        "modernbert-1": (True, ModernBertForSequenceClassification,
                         ModernBertConfig(num_labels=1, classifier_pooling="mean", **modern)),
        "modernbert-2": (True, ModernBertForSequenceClassification, ModernBertConfig(num_labels=2, **modern)),
    }
    asked = pairs()
    expected = {"pairs": asked, "logits": {}}
    if sys.argv[1:]:
        with open("expected.json") as there:
            expected = json.load(there)
        kinds = {name: kinds[name] for name in sys.argv[1:]}
    for name, (bert, kind, config) in kinds.items():
        model = kind(config).eval()
        with torch.no_grad():  # biases and norms of a fresh model are 0 and 1, which would hide mistakes
            for parameter in model.parameters():
                parameter.add_(0.1 * torch.randn_like(parameter))
        shutil.rmtree(name, ignore_errors=True)
        model.save_pretrained(name)
        pieces = tokenizer(bert)
        pieces.backend_tokenizer.save(os.path.join(name, "tokenizer.json"))
        logits = []
        for query, passage in asked:
            # as a batch of one: a single pair with an empty passage would be taken for a text without a pair
            encoded = pieces([query], [passage], truncation="only_second", max_length=LONGEST, return_tensors="pt")
            if not isinstance(config, BertConfig):
                encoded.pop("token_type_ids", None)
            with torch.no_grad():
                logits.append(model(**encoded).logits[0].tolist())
        expected["logits"][name] = logits
    with open("expected.json", "w") as out:
        json.dump(expected, out, indent=1)


main()
