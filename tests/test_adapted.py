"""The stored answers of ``kernels.adapt``, to which the browser is held, are up to date."""

import json

import numpy as np

from tests.adapted import STORED, cases


def test_what_is_stored_is_what_is_made():
    stored = json.loads(STORED.read_text("utf-8"))
    for case, now in zip(stored, cases(), strict=True):
        made = case.pop("made", None), now.pop("made", None)
        assert case == json.loads(json.dumps(now)), "write it afresh: python -m tests.adapted"
        assert (made[0] is None) == (made[1] is None)
        if made[0]:
            np.testing.assert_allclose(*made, atol=1e-6)
