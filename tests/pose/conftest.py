from __future__ import annotations

from pathlib import Path

import flatbuffers
import numpy as np
import pytest
from mediapipe.tasks.metadata import schema_py_generated as schema

from gaitkit.errors import InstallationError
from gaitkit.pose import download, models
from gaitkit.pose.base import Frame
from gaitkit.pose.bundle import Bundle

SAMPLE_VIDEOS = Path(__file__).parents[2] / "sample_videos"


class NetworkBuilder:
    """A small TFLite network: add tensors and operators, then take the file."""

    def __init__(self) -> None:
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model = schema.ModelT()
        self.model.version, self.model.subgraphs = 3, [self.graph]
        self.model.operatorCodes = [schema.OperatorCodeT()]
        self.model.buffers = [schema.BufferT()]

    def tensor(self, shape: tuple[int, ...], *, weights: bytes | None = None) -> int:
        buffer, tensor = schema.BufferT(), schema.TensorT()
        buffer.data = None if weights is None else np.frombuffer(weights, dtype=np.uint8)
        self.model.buffers.append(buffer)
        tensor.shape, tensor.buffer = list(shape), len(self.model.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def operator(self, inputs: list[int], output: int) -> None:
        operator = schema.OperatorT()
        operator.inputs, operator.outputs = inputs, [output]
        self.graph.operators.append(operator)

    def file(self, *, inputs: list[int], outputs: list[int]) -> bytes:
        self.graph.inputs, self.graph.outputs = inputs, outputs
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def tiny_detector() -> bytes:
    net = NetworkBuilder()
    picture = net.tensor((1, 224, 224, 3))
    outputs = [net.tensor((1, 2254, 12)), net.tensor((1, 2254, 1))]
    for output in outputs:
        net.operator([picture], output)
    return net.file(inputs=[picture], outputs=outputs)


def tiny_landmarks(seed: int) -> bytes:
    """Outputs of MediaPipe's shapes; only the mask (third) needs the weights "mask only"."""
    net = NetworkBuilder()
    picture, middle = net.tensor((1, 256, 256, 3)), net.tensor((1, 8))
    shared = net.tensor((3,), weights=f"shared {seed}".encode())
    mask_only = net.tensor((9,), weights=b"mask only")
    net.operator([picture, shared], middle)
    shapes = [(1, 195), (1, 1), (1, 256, 256, 1), (1, 64, 64, 39), (1, 117)]
    outputs = [net.tensor(shape) for shape in shapes]
    for number, output in enumerate(outputs):
        net.operator([middle, mask_only] if number == 2 else [middle], output)
    return net.file(inputs=[picture], outputs=outputs)


@pytest.fixture(scope="session")
def tiny_bundles() -> dict[str, Bundle]:
    """Bundles of the right structure for lite, full and heavy, a kilobyte each."""
    return {
        name: Bundle(detector=tiny_detector(), landmarks=tiny_landmarks(seed))
        for seed, name in enumerate(models.MODELS)
    }


@pytest.fixture(scope="session")
def fetched():
    """`fetched(get, name)`: skips where no source is reached, fails where one gave wrong bytes."""

    def call(get, name: str):
        try:
            return get(name)
        except InstallationError as error:
            if "expected" in str(error):
                raise
            pytest.skip(f"no network here: {error}")

    return call


@pytest.fixture(scope="session")
def real_model(fetched) -> str:
    """Name of a model whose weights are here; fetched once if need be."""
    fetched(models.model_path, "full")
    return "full"


@pytest.fixture(scope="session")
def walk_frames() -> list[Frame]:
    """Twenty-four consecutive frames of somebody walking past, rendered."""
    import av

    clip = SAMPLE_VIDEOS / "walk_side.mp4"
    if not clip.is_file():
        pytest.skip(f"no sample clip at {clip.relative_to(SAMPLE_VIDEOS.parent)} yet")
    with av.open(str(clip)) as container:
        pictures = zip(range(60), container.decode(video=0), strict=False)
        return [
            Frame(
                index=index,
                time_s=picture.time,
                rgb=np.ascontiguousarray(picture.to_ndarray(format="rgb24")),
            )
            for index, picture in pictures
            if index >= 36
        ]


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """An empty cache for weights, and no folder of the user's."""
    folder = tmp_path / "cache" / "models"
    monkeypatch.setattr(models, "cache_folder", lambda: folder)
    monkeypatch.delenv(models.FOLDER_VARIABLE, raising=False)
    return folder


@pytest.fixture
def tiny_networks(tiny_bundles, monkeypatch) -> dict[str, Bundle]:
    """Makes the tiny bundles pass for the published weights."""
    from gaitkit.pose.bundle import prepare

    ids = {name: bundle.network_id() for name, bundle in tiny_bundles.items()}
    prepared = {name: prepare(bundle).network_id() for name, bundle in tiny_bundles.items()}
    monkeypatch.setattr(models, "NETWORKS", ids)
    names = {i: n for table in (ids, prepared) for n, i in table.items()}
    monkeypatch.setattr(models, "MODEL_OF_NETWORK", names)
    return tiny_bundles


@pytest.fixture
def sources(monkeypatch):
    """Replaces the sources: `sources(("label", get), ...)`."""

    def replace(*pairs) -> None:
        made = [download.Source(label=n, models=models.MODELS, get=get) for n, get in pairs]
        monkeypatch.setattr(download, "SOURCES", tuple(made))

    replace()
    return replace
