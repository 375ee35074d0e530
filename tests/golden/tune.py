"""Tunes the vectors of the model to the questions of this guidance: `make tune` writes indexer/tuning.safetensors.

One linear map, learnt by contrast: two ways to ask of one section come to lie nearer to each other, and to a statement that
answers them, than to other sections' texts and to near misses. What equals a golden or practice question is left out.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch.nn import functional

from indexer.content import Content
from indexer.embedder import OnnxEmbedder, Vectors
from indexer.fingerprint import fingerprint
from indexer.knowledge import read_knowledge
from indexer.model import MULTILINGUAL, exported_model
from indexer.tuning import SHIPPED
from tests.golden.training_texts import Batch, TrainingTexts
from tests.golden.unseen import unseen

SIZE, BEYOND = 256, 600
STEPS = 600
RATE, DECAY = 5e-4, 0.1
SHARPNESS = 1 / 0.03
TOLD = 0.5
SEED = 0


def contrast(batch: Batch, vectors: torch.Tensor) -> torch.Tensor:
    """How badly each question finds its section's other question, and at half the weight its statement."""
    size = len(batch.asked)
    asked, again, told, beyond = vectors.split([size, size, size, len(batch.beyond)])
    return _missed(asked, again, beyond) + TOLD * _missed(asked, told, beyond)


def _missed(one: torch.Tensor, other: torch.Tensor, beyond: torch.Tensor) -> torch.Tensor:
    right = torch.arange(len(one))
    there = torch.cat([one @ other.T, one @ beyond.T], 1) * SHARPNESS
    back = torch.cat([other @ one.T, other @ beyond.T], 1) * SHARPNESS
    return (functional.cross_entropy(there, right) + functional.cross_entropy(back, right)) / 2


def learnt(texts: TrainingTexts, vectors: Vectors, steps: int = STEPS) -> NDArray[np.float32]:
    """The change to the identity that makes the map; the same for the same texts and vectors."""
    torch.manual_seed(SEED)
    chance, fixed = np.random.RandomState(SEED), torch.from_numpy(vectors)
    change = torch.zeros(vectors.shape[1], vectors.shape[1], requires_grad=True)
    optimizer = torch.optim.AdamW([change], lr=RATE, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.05, 1 - step / steps))
    for step in range(steps):
        batch = texts.batch(chance, SIZE, BEYOND)
        chosen = fixed[[*batch.asked, *batch.again, *batch.told, *batch.beyond]]
        loss = contrast(batch, functional.normalize(chosen + chosen @ change, dim=1))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        pace.step()
        if step % 50 == 0:
            print(step, round(float(loss.detach()), 3))
    found: NDArray[np.float32] = change.detach().numpy()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge"))
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    options = parser.parse_args()
    content = unseen(Content.of(read_knowledge(options.knowledge)))
    texts = TrainingTexts(content)
    embedder = OnnxEmbedder(exported_model(MULTILINGUAL, options.index / "models"))
    change = learnt(texts, texts.vectors(embedder))
    told = {"model": embedder.fingerprint, "content": fingerprint(content.as_json()), "seed": str(SEED), "steps": str(STEPS)}
    save_file({"change": change.astype(np.float16)}, SHIPPED, metadata=told)


if __name__ == "__main__":
    main()
