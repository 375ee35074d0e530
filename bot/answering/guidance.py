"""Guidance is the index that is being served, with the answerer over it; a new build is taken up while running."""

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.confidence import Confidence
from indexer.embedder import Embedder
from indexer.errors import BrokenSnapshot, UnusableModel
from indexer.model_folder import serving_embedder
from indexer.search import Index, LoadModel, open_index, open_version
from indexer.snapshot import SnapshotStore

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Guidance:
    """One version of the guidance, ready to answer."""

    index: Index
    answerer: Answerer

    def answering(self, reviewed_only: bool) -> Answerer:
        """From all of it, or from what counsel has reviewed."""
        return self._reviewed if reviewed_only else self.answerer

    @cached_property
    def _reviewed(self) -> Answerer:
        return self.answerer.reviewed()


class LiveGuidance:
    """The newest good version; `refresh` swaps it in one assignment, so a question sees one version from start to end."""

    def __init__(self, store: SnapshotStore, confidence: Confidence, load: LoadModel = serving_embedder) -> None:
        self._store = store
        self._confidence = confidence
        self._load = load
        self._serving: Guidance | None = None
        self._refused: str | None = None
        self._lock = threading.Lock()

    def current(self) -> Guidance:
        """What is served now; loads it at the first call. Raises BrokenSnapshot when there is no good index."""
        if self._serving is None:
            with self._lock:
                if self._serving is None:
                    self._serving = self._ready(lambda: open_index(self._store, self._embedder))
        return self._serving

    def refresh(self) -> bool:
        """Takes up a newer build if there is one; a bad one is refused once, and the old one serves on."""
        newest = self._store.current()
        if self._serving is None or newest is None or newest in (self._serving.index.version, self._refused):
            return False
        try:
            fresh = self._ready(lambda: open_version(self._store, newest, self._embedder))
            fresh.index.warm_up()
        except (BrokenSnapshot, UnusableModel) as error:
            self._refused = newest
            log.error("new index refused: %s", error, extra={"action": "snapshot_refused", "version": newest})
            return False
        self._serving, self._refused = fresh, None
        gc.collect()  # an index refers to itself: the old one, of 80 MB, would stay for as long as nobody looks
        log.info("now serving index %s", newest, extra={"action": "snapshot_taken_up", "version": newest})
        return True

    def version(self, version: str) -> Guidance:
        """A version by name, to replay an old answer; raises BrokenSnapshot or UnusableModel."""
        if self._serving is not None and self._serving.index.version == version:
            return self._serving
        return self._ready(lambda: open_version(self._store, version, self._embedder))

    def _embedder(self, models: Path, fingerprint: str) -> Embedder:
        """The one that serves if the model is the same: a second copy of it would take 200 MB and a third of a second."""
        serving = self._serving
        if serving is not None and serving.index.embedder.fingerprint == fingerprint:
            return serving.index.embedder
        return self._load(models, fingerprint)

    def _ready(self, load: Callable[[], Index]) -> Guidance:
        index = load()
        return Guidance(index, Answerer(index, self._confidence))
