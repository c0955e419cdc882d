"""Pictures as files in memory, and as text that fits inside a page."""

from __future__ import annotations

from base64 import b64encode

from gaitkit.errors import UsageError
from gaitkit.model import RgbImage

#: How the formats that browsers and the typesetter know begin.
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def jpeg(rgb: RgbImage, *, quality: int = 95) -> bytes:
    """A picture (height, width, 3) as the bytes of a JPEG file."""
    import cv2

    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise RuntimeError("OpenCV could not write a JPEG")
    return data.tobytes()


def kind_of(picture: bytes) -> str:
    """The media type of a picture file. UsageError unless it is a PNG or JPEG."""
    for signature, kind in SIGNATURES.items():
        if picture.startswith(signature):
            return kind
    raise UsageError(f"picture: expected the bytes of a PNG or JPEG file, got {picture[:8]!r}.")


def data_uri(picture: bytes) -> str:
    """A picture file as the address of an image. UsageError unless it is a PNG or JPEG."""
    return f"data:{kind_of(picture)};base64,{base64_text(picture)}"


def base64_text(data: bytes) -> str:
    """Bytes as text that fits inside a page."""
    return b64encode(data).decode("ascii")
