"""The inside of a `.task` bundle: a stored zip of two TFLite networks, detector and landmarks.

Every publisher writes the same networks with other metadata and in another byte order, so what
they are is told by `network_id`, which looks at operators and weights only.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

DETECTOR, LANDMARKS = "pose_detector.tflite", "pose_landmarks_detector.tflite"
METADATA = b"TFLITE_METADATA"
SEGMENTATION, HEAT_MAP = 2, 3
#: TFLite asks for weights at multiples of 16 bytes; the networks in the zip start likewise.
ALIGNMENT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """How a network wants its picture, and what it gives, by name and shape."""

    name: str
    mean: float
    std: float
    outputs: tuple[tuple[str, tuple[int, ...]], ...]


_DETECTOR_FACTS = _Facts(
    name="Pose Detection",
    mean=127.5,
    std=127.5,
    outputs=(("raw boxes/keypoints", (1, 2254, 12)), ("scores", (1, 2254, 1))),
)
_LANDMARKS_FACTS = _Facts(
    name="Pose Landmark",
    mean=0.0,
    std=255.0,
    outputs=(
        ("landmarks", (1, 195)),
        ("presence", (1, 1)),
        ("segmentation_mask", (1, 256, 256, 1)),
        ("heat_map", (1, 64, 64, 39)),
        ("world_landmarks", (1, 117)),
    ),
)


class BundleError(ValueError):
    """These bytes are not a pose bundle, or not one that can be prepared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The two networks of a pose landmarker, as TFLite files."""

    detector: bytes
    landmarks: bytes

    def network_id(self) -> str:
        """SHA-256 over both networks, the same whoever published them."""
        both = f"{network_id(self.detector)} {network_id(self.landmarks)}"
        return hashlib.sha256(both.encode()).hexdigest()


def read_bundle(data: bytes) -> Bundle:
    """Networks of a `.task` file; `BundleError` says what is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            stored = all(i.compress_type == zipfile.ZIP_STORED for i in archive.infolist())
            bundle = Bundle(detector=archive.read(DETECTOR), landmarks=archive.read(LANDMARKS))
    except (zipfile.BadZipFile, KeyError, EOFError, ValueError, NotImplementedError) as error:
        raise BundleError(f"not a pose landmarker bundle ({error})") from error
    if not stored:
        raise BundleError("not a pose landmarker bundle (its files are compressed)")
    _check(bundle)
    return bundle


def write_bundle(bundle: Bundle) -> bytes:
    """The `.task` file of two networks; the same networks always give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((DETECTOR, bundle.detector), (LANDMARKS, bundle.landmarks)):
            entry = zipfile.ZipInfo(name)
            start = out.tell() + zipfile.sizeFileHeader + len(name) + 4
            padding = -start % ALIGNMENT
            entry.extra = b"\x35\xd9" + padding.to_bytes(2, "little") + bytes(padding)
            archive.writestr(entry, data)
    return out.getvalue()


def prepare(bundle: Bundle, *, keep_segmentation: bool = False) -> Bundle:
    """Bundle that MediaPipe takes, and that gives bit-identical landmarks in less time.

    Metadata are written anew; what only the segmentation mask needs is dropped, and with it the
    mask.
    """
    detector, landmarks = _parse(bundle.detector), _parse(bundle.landmarks)
    if not keep_segmentation:
        _drop_segmentation(landmarks)
    _set_metadata(detector, _DETECTOR_FACTS)
    _set_metadata(landmarks, _LANDMARKS_FACTS)
    return Bundle(detector=_serialise(detector), landmarks=_serialise(landmarks))


def network_id(tflite: bytes) -> str:
    """SHA-256 over operators, wiring and weights; blind to metadata, names and layout."""
    model = _parse(tflite)
    graph, digest = model.subgraphs[0], hashlib.sha256()

    def add(*values: Any) -> None:
        digest.update(json.dumps(_plain(values)).encode())

    codes = [
        (max(c.builtinCode, c.deprecatedBuiltinCode), c.version, c.customCode)
        for c in model.operatorCodes
    ]
    add(graph.inputs, graph.outputs)
    for o in graph.operators:
        add(codes[o.opcodeIndex], o.inputs, o.outputs, o.builtinOptionsType, o.builtinOptions)
    for tensor in graph.tensors:
        add(tensor.shape, tensor.type, tensor.quantization)
        weights = model.buffers[tensor.buffer].data
        digest.update(b"" if weights is None else bytes(bytearray(weights)))
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """`value` for JSON; fields at their default are left out, so new ones change nothing."""
    if isinstance(value, bytes):
        return value.decode("latin1")
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if hasattr(value, "__dict__"):
        fields = {k: _plain(v) for k, v in sorted(vars(value).items())}
        return {k: v for k, v in fields.items() if v not in (None, 0, [])}
    return value


def _parse(tflite: bytes) -> Any:
    from mediapipe.tasks.metadata import schema_py_generated as schema

    if tflite[4:8] != b"TFL3":
        raise BundleError("not a TFLite network")
    try:
        return schema.ModelT.InitFromObj(schema.Model.GetRootAs(tflite, 0))
    except Exception as error:  # flatbuffers trusts every offset: damage shows as anything
        raise BundleError(f"damaged TFLite network ({error})") from error


def _shapes(tflite: bytes) -> list[tuple[int, ...]]:
    graph = _parse(tflite).subgraphs[0]
    return [tuple(int(n) for n in graph.tensors[i].shape) for i in graph.outputs]


def _check(bundle: Bundle) -> None:
    original = [shape for _, shape in _LANDMARKS_FACTS.outputs]
    prepared = original.copy()
    prepared[SEGMENTATION] = prepared[HEAT_MAP]
    expected = {
        DETECTOR: (bundle.detector, [[shape for _, shape in _DETECTOR_FACTS.outputs]]),
        LANDMARKS: (bundle.landmarks, [original, prepared]),
    }
    for name, (tflite, allowed) in expected.items():
        if (got := _shapes(tflite)) not in allowed:
            raise BundleError(f"{name}: expected outputs {allowed[0]}, got {got}")


def _drop_segmentation(model: Any) -> None:
    """Remove what feeds the mask alone. MediaPipe counts five outputs, so its slot stays."""
    graph = model.subgraphs[0]
    graph.outputs = [int(i) for i in graph.outputs]
    graph.outputs[SEGMENTATION] = graph.outputs[HEAT_MAP]
    needed, kept = set(graph.outputs), []
    for operator in reversed(graph.operators):
        if needed.isdisjoint(int(i) for i in operator.outputs):
            continue
        needed.update(int(i) for i in operator.inputs)
        kept.append(operator)
    graph.operators = kept[::-1]
    used = {graph.tensors[i].buffer for i in needed if i >= 0}
    for tensor in graph.tensors:
        if tensor.buffer not in used:
            model.buffers[tensor.buffer].data = None


def _set_metadata(model: Any, facts: _Facts) -> None:
    """Say what the Tasks API must know, in place of what a publisher said: `network_id` is blind
    to metadata, so theirs was not checked."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    entry, buffer = schema.MetadataT(), schema.BufferT()
    buffer.data = np.frombuffer(_metadata(facts), dtype=np.uint8)
    entry.name, entry.buffer = METADATA, len(model.buffers)
    model.buffers.append(buffer)
    others = [other for other in model.metadata or [] if other.name != METADATA]
    model.metadata = [*others, entry]


def _metadata(facts: _Facts) -> bytes:
    import flatbuffers
    from mediapipe.tasks.metadata import metadata_schema_py_generated as meta

    graph, model = meta.SubGraphMetadataT(), meta.ModelMetadataT()
    graph.inputTensorMetadata = [_image_input(meta, facts)]
    graph.outputTensorMetadata = [_feature_output(meta, name) for name, _ in facts.outputs]
    model.name, model.subgraphMetadata = facts.name, [graph]
    model.minParserVersion = "1.0.0"
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"M001")
    return bytes(builder.Output())


def _image_input(meta: Any, facts: _Facts) -> Any:
    """An RGB image of 0..255, of which the network wants (value - mean) / std."""
    tensor, stats = meta.TensorMetadataT(), meta.StatsT()
    scaling, unit = meta.NormalizationOptionsT(), meta.ProcessUnitT()
    scaling.mean, scaling.std = [facts.mean], [facts.std]
    unit.optionsType, unit.options = meta.ProcessUnitOptions.NormalizationOptions, scaling
    image = meta.ImagePropertiesT()
    image.colorSpace = meta.ColorSpaceType.RGB
    stats.min, stats.max = [-facts.mean / facts.std], [(255 - facts.mean) / facts.std]
    tensor.name, tensor.processUnits, tensor.stats = "image", [unit], stats
    tensor.content = _content(meta, meta.ContentProperties.ImageProperties, image)
    return tensor


def _feature_output(meta: Any, name: str) -> Any:
    tensor = meta.TensorMetadataT()
    tensor.name = name
    features = meta.FeaturePropertiesT()
    tensor.content = _content(meta, meta.ContentProperties.FeatureProperties, features)
    return tensor


def _content(meta: Any, kind: int, properties: Any) -> Any:
    content = meta.ContentT()
    content.contentPropertiesType, content.contentProperties = kind, properties
    return content


class _AlignedBuffer:
    """Weights written at a multiple of 16 bytes, which the generated schema forgets to do."""

    def __init__(self, data: Any) -> None:
        self.data = b"" if data is None else bytes(bytearray(data))

    def Pack(self, builder: Any) -> int:  # noqa: N802 - called by the generated schema
        from mediapipe.tasks.metadata import schema_py_generated as schema

        vector = None
        if self.data:
            builder.StartVector(1, len(self.data), ALIGNMENT)
            builder.head -= len(self.data)
            builder.Bytes[builder.head : builder.head + len(self.data)] = self.data
            vector = builder.EndVector()
        schema.BufferStart(builder)
        if vector is not None:
            schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


def _serialise(model: Any) -> bytes:
    import flatbuffers

    model.buffers = [_AlignedBuffer(b.data) for b in model.buffers]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())
