"""How long the robustness tests try: IPDESK_TEST_SCALE=10 makes ten times as many attempts (`make soak`)."""

import os

SCALE = max(1, int(os.environ.get("IPDESK_TEST_SCALE") or 1))
