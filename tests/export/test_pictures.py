"""Pictures as bytes and as text inside a page."""

from __future__ import annotations

from base64 import b64decode

import cv2
import numpy as np
import pytest

from gaitkit.errors import UsageError
from gaitkit.export.pictures import data_uri, jpeg


def test_a_picture_comes_back_from_its_address_with_its_colours():
    red = np.zeros((8, 8, 3), np.uint8)
    red[..., 0] = 200
    kind, _, text = data_uri(jpeg(red)).partition(";base64,")
    shown = cv2.imdecode(np.frombuffer(b64decode(text), np.uint8), cv2.IMREAD_COLOR)
    assert kind == "data:image/jpeg"
    assert np.allclose(shown[..., ::-1], red, atol=4)


def test_a_coarser_picture_is_smaller():
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    assert len(jpeg(noise, quality=30)) < len(jpeg(noise)) / 2


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(UsageError, match="PNG or JPEG"):
        data_uri(b"GIF89a")
