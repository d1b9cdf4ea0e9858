"""Writes the tiny models of engine/src/test/resources/families and what sentence-transformers makes of some texts with each.

Every family has random weights and a tokenizer of its own kind, trained on our own sentences (experiments/sample). Beside each model
lies expected.json: token ids and vectors for each way of pooling, for queries and documents with their prompts; long texts are cut.
For every family the names and shapes of a masked (or causal) language model's checkpoint are kept too, which has the encoder under a
prefix. engine/src/test/resources/language-models has such checkpoints whole, and how likely each finds some queries after passages.

Made with torch 2.15.0, transformers 5.24.0, sentence-transformers 6.2.0. Run anywhere: python interop/make_fixtures.py
"""

import json
import pathlib
import shutil
import sys
import tempfile

import sentence_transformers
import tokenizers
import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HOME = pathlib.Path(__file__).resolve().parent.parent
TARGET = HOME / "engine/src/test/resources/families"
POOLINGS = ["cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]
PINNED = {torch: "2.15.0", transformers: "5.24.0", sentence_transformers: "6.2.0"}


def sentences():
    lines = (HOME / "experiments/sample/corpus.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def texts():
    """One passage of each of nine languages, a long one, an empty one and odd ones."""
    passages = sentences()
    chosen = [passages[i]["text"] for i in range(0, len(passages), 44)]
    return chosen + [" ".join(p["text"] for p in passages[88:110]), "", "e\u0301 \ufb01 \u200b[SEP] </s> \U0001f469\u200d\U0001f52c",
                     "a"]


def special_names(kind):
    return {
        "bert": dict(pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]"),
        "roberta": dict(bos_token="<s>", pad_token="<pad>", eos_token="</s>", unk_token="<unk>", mask_token="<mask>",
                        cls_token="<s>", sep_token="</s>"),
        "qwen": dict(pad_token="<|endoftext|>", eos_token="<|im_end|>"),
    }[kind]


def word_piece(kind, size):
    """WordPiece as BERT has it, or as MPNet has it: the same with RoBERTa's special tokens."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] if kind == "bert" else ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=size, limit_alphabet=220, special_tokens=special, show_progress=False)
    made.train_from_iterator((p["text"] for p in sentences()), trainer)
    made.decoder = decoders.WordPiece()
    first, last = ("[CLS]", "[SEP]") if kind == "bert" else ("<s>", "</s>")
    made.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} $B:1 {last}:1" if kind == "bert" else f"{first} $A {last} {last} $B {last}",
        special_tokens=[(first, made.token_to_id(first)), (last, made.token_to_id(last))])
    names = special_names("bert" if kind == "bert" else "roberta")
    names["unk_token"] = "[UNK]"
    return made, names


def unigram(size):
    """As XLM-R has it, after SentencePiece."""
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(tokenizers.Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False)
    frequent = {}
    for passage in sentences():
        for character in passage["text"]:
            frequent[character] = frequent.get(character, 0) + 1
    kept = set(sorted(frequent, key=lambda c: (-frequent[c], c))[:200])
    made.train_from_iterator(("".join(c if c in kept else " " for c in p["text"]) for p in sentences()), trainer)
    made.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", made.token_to_id("<s>")), ("</s>", made.token_to_id("</s>"))])
    return made, special_names("roberta")


def byte_pairs(kind, size):
    """Byte-level BPE: RoBERTa's, ModernBERT's ([CLS], [SEP]) and Qwen's (an end-of-text token after every text)."""
    special = {"roberta": ["<s>", "<pad>", "</s>", "<unk>", "<mask>"], "bert": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
               "qwen": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]}[kind]
    made = Tokenizer(models.BPE())
    if kind != "roberta":
        made.normalizer = normalizers.NFC()
    pattern = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(tokenizers.Regex(pattern), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]) if kind == "qwen" else pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  show_progress=False)
    made.train_from_iterator((p["text"] for p in sentences()), trainer)
    made.decoder = decoders.ByteLevel()
    if kind == "qwen":
        end = "<|endoftext|>"
        made.post_processor = processors.Sequence([
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(single=f"$A {end}", pair=f"$A {end} $B {end}", special_tokens=[(end, made.token_to_id(end))])])
    else:
        first, last = ("<s>", "</s>") if kind == "roberta" else ("[CLS]", "[SEP]")
        made.post_processor = processors.TemplateProcessing(
            single=f"{first} $A {last}", pair=f"{first} $A {last} {last} $B {last}" if kind == "roberta" else f"{first} $A {last} $B {last}",
            special_tokens=[(first, made.token_to_id(first)), (last, made.token_to_id(last))])
    return made, special_names(kind)


def families():
    """Name, tokenizer, class, configuration, longest text, class of a language model, how weights are stored."""
    t = transformers
    small = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, initializer_range=0.2)
    roberta = dict(small, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1, layer_norm_eps=1e-5)
    yield ("bert", word_piece("bert", 300), t.BertModel,
           lambda v: t.BertConfig(vocab_size=v, max_position_embeddings=64, hidden_act="gelu", **small), 60, t.BertForMaskedLM, {})
    yield ("xlm-roberta", unigram(340), t.XLMRobertaModel,
           lambda v: t.XLMRobertaConfig(vocab_size=v + 3, max_position_embeddings=66, **roberta), 64, t.XLMRobertaForMaskedLM, {})
    yield ("roberta", byte_pairs("roberta", 300), t.RobertaModel,
           lambda v: t.RobertaConfig(vocab_size=v, max_position_embeddings=66, **roberta), 64, t.RobertaForMaskedLM,
           {"max_shard_size": "40KB"})
    yield ("distilbert", word_piece("bert", 300), t.DistilBertModel,
           lambda v: t.DistilBertConfig(vocab_size=v, max_position_embeddings=64, dim=32, n_layers=2, n_heads=4, hidden_dim=64,
                                        initializer_range=0.2), 64, t.DistilBertForMaskedLM, {"dtype": torch.bfloat16})
    yield ("mpnet", word_piece("mpnet", 300), t.MPNetModel,
           lambda v: t.MPNetConfig(vocab_size=v, max_position_embeddings=302, pad_token_id=1, bos_token_id=0, eos_token_id=2,
                                   layer_norm_eps=1e-5, **small), 300, t.MPNetForMaskedLM, {"dtype": torch.float16})
    yield ("modernbert", byte_pairs("bert", 300), t.ModernBertModel,
           lambda v: t.ModernBertConfig(vocab_size=v, max_position_embeddings=1024, local_attention=16, pad_token_id=0, cls_token_id=2,
                                        sep_token_id=3, bos_token_id=2, eos_token_id=3, hidden_size=32, num_attention_heads=2,
                                        num_hidden_layers=3, intermediate_size=48, global_attn_every_n_layers=2, initializer_range=0.2),
           700, t.ModernBertForMaskedLM, {})
    yield ("qwen3", byte_pairs("qwen", 300), t.Qwen3Model,
           lambda v: t.Qwen3Config(vocab_size=v, max_position_embeddings=2048, head_dim=16, num_key_value_heads=2, rope_theta=1_000_000,
                                   tie_word_embeddings=True, **small), 400, t.Qwen3ForCausalLM, {"dtype": torch.bfloat16})


PROMPTS = {
    "qwen3": {"query": "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:", "document": ""},
}


def model_of(kind, config, dtype):
    model = kind(config).eval()
    with torch.no_grad():  # biases and norms of a fresh model are 0 and 1, which would hide mistakes
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
            parameter.copy_(parameter.to(dtype).float())
    return model


def rounded(matrix):
    return [[round(value, 6) for value in row] for row in matrix.tolist()]


def vectors(folder, asked, prompt_name):
    """Batched, as the other tool does it; a batch of one must agree, or the tolerance of the tests would mean nothing."""
    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    batched = model.encode(asked, prompt_name=prompt_name, convert_to_tensor=True, batch_size=4)
    alone = model.encode(asked, prompt_name=prompt_name, convert_to_tensor=True, batch_size=1)
    worst = (batched - alone).abs().max().item()
    if worst > 1e-4:
        print(f"  {folder.name}: batches move vectors by {worst}", file=sys.stderr)
    prompt = model.prompts[prompt_name]
    ids = [model.tokenizer(prompt + text, truncation=True, max_length=model.max_seq_length)["input_ids"] for text in asked]
    return rounded(alone), ids


def expectations(folder, transformer, pooled, prompts, tail):
    asked = texts()
    cases = []
    ids = {}
    for role, modes, include in [("document", POOLINGS, True), ("query", ["mean"], True), ("query", pooled, False)]:
        for mode in modes:
            with tempfile.TemporaryDirectory() as place:
                saved = SentenceTransformer(
                    modules=[transformer, Pooling(transformer.get_embedding_dimension(), mode, include), *tail(), Normalize()],
                    prompts=prompts, device="cpu")
                saved.save(place, create_model_card=False)
                values, ids[role] = vectors(pathlib.Path(place), asked, role)
            cases.append(dict(role=role, pooling=mode, include_prompt=include, vectors=values))
    return dict(texts=asked, ids=ids, cases=cases)


def write(name, tokenizer, kind, config, longest, language_model, stored, tail=lambda: []):
    torch.manual_seed(0)
    made, names = tokenizer
    folder = TARGET / name
    shutil.rmtree(folder, ignore_errors=True)
    dtype = stored.get("dtype", torch.float32)
    config = config(made.get_vocab_size())
    model = model_of(kind, config, dtype)
    prompts = PROMPTS.get(name, {"query": "query: ", "document": "passage: "})
    with tempfile.TemporaryDirectory() as place:
        model.save_pretrained(place)
        transformers.PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=longest,
                                             padding_side="left" if name == "qwen3" else "right", **names).save_pretrained(place)
        transformer = Transformer(place, max_seq_length=longest, model_kwargs={"dtype": torch.float32})
    modules = tail()
    expected = expectations(folder, transformer, ["mean", "weightedmean", "max"], prompts, lambda: modules)
    pooling = "lasttoken" if name == "qwen3" else "mean"
    whole = SentenceTransformer(modules=[transformer, Pooling(transformer.get_embedding_dimension(), pooling), *modules, Normalize()],
                                prompts=prompts, device="cpu")
    whole.save(str(folder), create_model_card=False)
    for file in folder.glob("*.safetensors*"):
        file.unlink()
    model.to(dtype).save_pretrained(folder, **{k: v for k, v in stored.items() if k == "max_shard_size"})
    with torch.device("meta"):
        language = language_model(config)
    expected["language_model"] = {key: list(value.shape) for key, value in language.state_dict().items()}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    print(name, sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) // 1024, "KB")


def dense():
    """Two Dense modules: one with bias and tanh, one without either."""
    torch.manual_seed(1)
    t = transformers
    made = word_piece("bert", 300)
    small = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, initializer_range=0.2)
    write("bert-dense", made, t.BertModel, lambda v: t.BertConfig(vocab_size=v, max_position_embeddings=64, **small), 60,
          t.BertForMaskedLM, {},
          lambda: [Dense(16, 12, activation_function=torch.nn.Tanh()),
                   Dense(12, 8, bias=False, activation_function=torch.nn.Identity())])


TEMPLATE = ("Text: ", "\n\nAsked: ")
LONGEST = 96


def ask(tokenizer, passage, query):
    """Ids of what is read and of the query, each part cut into tokens by itself; a long passage is cut at its end."""
    def pieces(text):
        return tokenizer(text, add_special_tokens=False)["input_ids"]

    after = TEMPLATE[1].rstrip()
    first, second, asked = pieces(TEMPLATE[0] + passage), pieces(after), pieces(TEMPLATE[1][len(after):] + query)
    whole = tokenizer("")["input_ids"] if tokenizer.mask_token else []
    opening, closing = whole[:len(whole) // 2], whole[len(whole) // 2:]
    room = LONGEST - len(opening) - len(closing) - len(second) - len(asked)
    return opening + first[:room] + second, asked, closing


def causal(model, read, asked, closing):
    """The query in one pass: every token is predicted from all before it."""
    logits = model(torch.tensor([read + asked])).logits[0].log_softmax(-1)
    return sum(logits[len(read) + i - 1, token].item() for i, token in enumerate(asked))


def masked(model, read, asked, closing, mask):
    """Pseudo-log-likelihood (Salazar et al. 2020): one token of the query hidden at a time."""
    total = 0.0
    for i, token in enumerate(asked):
        ids = read + asked[:i] + [mask] + asked[i + 1:] + closing
        total += model(torch.tensor([ids])).logits[0, len(read) + i].log_softmax(-1)[token].item()
    return total


def language_models():
    """Checkpoints with the head that predicts tokens: tied to the word embedding, and (causal) with weights of its own."""
    t = transformers
    small = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, initializer_range=0.3)
    qwen = dict(small, max_position_embeddings=256, head_dim=8, num_key_value_heads=1, rope_theta=1_000_000)
    roberta = dict(small, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1, layer_norm_eps=1e-5,
                   max_position_embeddings=130)
    yield "qwen3-tied", byte_pairs("qwen", 300), t.Qwen3ForCausalLM, lambda v: t.Qwen3Config(vocab_size=v, tie_word_embeddings=True, **qwen)
    yield "qwen3-own", byte_pairs("qwen", 300), t.Qwen3ForCausalLM, lambda v: t.Qwen3Config(vocab_size=v, tie_word_embeddings=False, **qwen)
    yield "bert", word_piece("bert", 300), t.BertForMaskedLM, lambda v: t.BertConfig(vocab_size=v, max_position_embeddings=128, **small)
    yield "xlm-roberta", unigram(340), t.XLMRobertaForMaskedLM, lambda v: t.XLMRobertaConfig(vocab_size=v + 3, **roberta)


def write_language_model(name, tokenizer, kind, config):
    torch.manual_seed(2)
    made, names = tokenizer
    folder = TARGET.parent / "language-models" / name
    shutil.rmtree(folder, ignore_errors=True)
    model = model_of(kind, config(made.get_vocab_size()), torch.float32)
    model.save_pretrained(folder)
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=made, **names)
    fast.save_pretrained(folder)
    passages = sentences()
    pairs = [(passages[i]["text"], passages[i + 1]["text"][:14].strip()) for i in range(0, 396, 44)]
    pairs += [(pairs[0][0], pairs[1][1]), (" ".join(p["text"] for p in passages[88:110]), "a long passage?"), ("", "nothing to read")]
    cases = []
    with torch.no_grad():
        for passage, query in pairs:
            parts = ask(fast, passage, query)
            value = causal(model, *parts) if fast.mask_token is None else masked(model, *parts, fast.mask_token_id)
            cases.append(dict(passage=passage, query=query, logarithm=round(value, 6), tokens=len(parts[1])))
    expected = dict(template="{passage}".join(TEMPLATE), longest=LONGEST, cases=cases)
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    print(name, sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) // 1024, "KB")


def main():
    for module, version in PINNED.items():
        if module.__version__.split("+")[0] != version:
            sys.exit(f"{module.__name__} must be {version} (got: {module.__version__}): pip install {module.__name__}=={version}")
    TARGET.mkdir(parents=True, exist_ok=True)
    chosen = sys.argv[1:]
    for family in families():
        if not chosen or family[0] in chosen:
            write(*family)
    if not chosen or "bert-dense" in chosen:
        dense()
    if not chosen or "language-models" in chosen:
        for model in language_models():
            write_language_model(*model)


main()
