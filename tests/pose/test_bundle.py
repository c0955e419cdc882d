from __future__ import annotations

import io
import zipfile

import pytest

from gaitkit.pose import bundle as b


def outputs_and_operators(tflite: bytes) -> tuple[list[int], int]:
    graph = b._parse(tflite).subgraphs[0]
    return [int(i) for i in graph.outputs], len(graph.operators)


def test_prepared_bundle_lacks_what_only_the_mask_needs(tiny_bundles):
    original = tiny_bundles["heavy"]
    prepared = b.prepare(original)
    before, operators_before = outputs_and_operators(original.landmarks)
    after, operators_after = outputs_and_operators(prepared.landmarks)
    assert operators_after == operators_before - 1
    assert after == [*before[:2], before[3], *before[3:]]
    assert b"mask only" in original.landmarks and b"mask only" not in prepared.landmarks
    assert b"shared" in prepared.landmarks


def test_weights_start_at_multiples_of_sixteen_bytes(tiny_bundles):
    data = b.write_bundle(b.prepare(tiny_bundles["lite"]))
    assert data.index(b"shared") % 16 == 0
    first = data.index(b"TFL3")
    assert (first - 4) % 16 == 0
    assert (data.index(b"TFL3", first + 4) - 4) % 16 == 0


def test_both_networks_get_metadata_once(tiny_bundles):
    once = b.prepare(tiny_bundles["full"])
    twice = b.prepare(once)
    for tflite in (once.detector, once.landmarks, twice.detector, twice.landmarks):
        names = [entry.name for entry in b._parse(tflite).metadata]
        assert names.count(b.METADATA) == 1


def test_preparing_again_changes_nothing(tiny_bundles):
    once = b.prepare(tiny_bundles["full"])
    assert b.prepare(once).network_id() == once.network_id()


def test_identity_is_blind_to_metadata_but_not_to_weights(tiny_bundles):
    original = tiny_bundles["lite"]
    described = b.prepare(original, keep_segmentation=True)
    assert described.landmarks != original.landmarks
    assert described.network_id() == original.network_id()
    other = b.Bundle(
        detector=original.detector,
        landmarks=original.landmarks.replace(b"shared 0", b"shared 9"),
    )
    assert other.network_id() != original.network_id()


def test_writing_and_reading_gives_the_same_networks(tiny_bundles):
    data = b.write_bundle(tiny_bundles["lite"])
    assert b.read_bundle(data) == tiny_bundles["lite"]
    assert data == b.write_bundle(tiny_bundles["lite"])


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_what_is_no_bundle_is_refused(tiny_bundles):
    tiny = tiny_bundles["lite"]
    whole = {b.DETECTOR: tiny.detector, b.LANDMARKS: tiny.landmarks}
    for data in (
        b"",
        b"this is a text file",
        b.write_bundle(tiny)[:-30],
        zipped({"holiday.jpg": b"123"}),
        zipped({b.DETECTOR: tiny.detector}),
        zipped({**whole, b.LANDMARKS: b"TFLite? no"}),
        zipped({**whole, b.LANDMARKS: tiny.landmarks[:60]}),
        zipped(whole, zipfile.ZIP_DEFLATED),
        zipped({b.DETECTOR: tiny.landmarks, b.LANDMARKS: tiny.detector}),
    ):
        with pytest.raises(b.BundleError):
            b.read_bundle(data)
    assert b.read_bundle(zipped(whole)) == tiny


def test_flipped_bit_in_the_weights_is_noticed(tiny_bundles):
    data = bytearray(b.write_bundle(tiny_bundles["lite"]))
    data[data.index(b"shared")] ^= 1
    with pytest.raises(b.BundleError):
        b.read_bundle(bytes(data))
