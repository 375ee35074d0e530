"""A model of a few hundred words in the format that the indexer exports, so that commands run in their own processes."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from indexer.embedder import OnnxEmbedder
from indexer.model_folder import folder_of
from indexer.text import fold, words

DIMENSION = 48
FINGERPRINT = "0123456789abcdef-tiny"


def tiny_embedder(knowledge: Path, models_folder: Path, fingerprint: str = FINGERPRINT) -> OnnxEmbedder:
    """Exports a model that knows the words of a knowledge folder, each a direction of its own, and opens it."""
    folder = folder_of(models_folder, fingerprint)
    folder.mkdir(parents=True)
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(knowledge.rglob("*.md")))
    known = ["[UNK]", *sorted({fold(word) for word in words(text)})]
    _save_tokenizer(known, folder / "tokenizer.json")
    _save_network(len(known), folder / "model.onnx")
    config = {"fingerprint": fingerprint, "dimension": DIMENSION, "max_length": 256, "pooling": "mean"}
    meaning = {"query_prompt": "", "passage_prompt": "", "cross_language": False, "background": 0.0}
    (folder / "config.json").write_text(json.dumps(config | meaning), encoding="utf-8")
    names = ("config.json", "tokenizer.json", "model.onnx")
    manifest = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return OnnxEmbedder(folder)


def _save_tokenizer(known: list[str], path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(known)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(path))


def _save_network(size: int, path: Path) -> None:
    directions = np.random.default_rng(7).standard_normal((size, DIMENSION)).astype(np.float32)
    directions[0] *= 0.1
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])
    hidden = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "length", DIMENSION])
    look_up = helper.make_node("Gather", ["directions", "input_ids"], ["hidden"])
    graph = helper.make_graph([look_up], "tiny", [ids], [hidden], [numpy_helper.from_array(directions, "directions")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
