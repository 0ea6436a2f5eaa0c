"""The real sender with DKIM keys, and the signer alone.

python -m tests.benchmarks.sending.signing rsa|ed25519 WORKSPACE     sends, signing every message
python -m tests.benchmarks.sending.signing rsa|ed25519 alone COUNT   prints its signatures per second
"""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mailer_gui.compose.dkim import DkimKey, Signer
from mailer_gui.compose.render import Renderer
from mailer_gui.sender import campaigns, main


def key(kind: str) -> DkimKey:
    """Make a key."""
    private = rsa.generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
    return DkimKey("sender.example", "s1", private)


def alone(kind: str, count: int) -> float:
    """Canonicalise, hash and sign so many messages, and nothing else."""
    from tests.benchmarks.sending.ours import rendered

    signer, messages = Signer([key(kind)]), rendered(500)
    began = time.perf_counter()
    for number in range(count):
        signer.sign(messages[number % 500], 1_700_000_000)
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    if sys.argv[2] == "alone":
        print(alone(sys.argv[1], int(sys.argv[3])))
    else:
        # Where keys are kept is not decided yet: the sender's own renderer is given one here.
        vars(campaigns)["Renderer"] = partial(Renderer, dkim_keys=[key(sys.argv[1])])
        sys.exit(main.run(Path(sys.argv[2])))
