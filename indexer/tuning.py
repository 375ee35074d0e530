"""A tuning fits a model to the questions of this guidance: its vectors go through one more linear map.

`python -m tests.golden.tune` makes the file; its metadata tell from what.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import UnusableModel

SHIPPED = Path(__file__).with_name("tuning.safetensors")


def read_map(path: Path, dimension: int) -> NDArray[np.float32]:
    """The matrix by which a pooled vector is multiplied: the identity and the change that was learnt; raises UnusableModel."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        change = load_file(path)["change"].astype(np.float32)
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise UnusableModel(f"{path.name} is no tuning: {error!r}") from None
    if change.shape != (dimension, dimension):
        raise UnusableModel(f"{path.name} is for vectors of another length")
    found: NDArray[np.float32] = np.eye(dimension, dtype=np.float32) + change
    return found
