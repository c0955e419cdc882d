"""The networks of the second look, and how they learn. Needs litert-torch, as nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from gaitkit.pose.second_look import FOOT, SHANK, Sight

from ..render import Pixels
from ..rotation import Array
from .examples import example, shows
from .scenery import scenery
from .shots import is_aside

_SCENES, _PASSERS_BY = 250, 0.08
_BATCH, _RATE, _DECAY = 32, 3e-3, 2e-2
_HELD_BACK_FILES, _TOLD_EVERY = 2, 1000
_OF_LINE, _OF_MIDDLE = 40, 10  # how much an error counts
_OF_A_MIDDLE_BELIEVED = 40  # by gaitkit, which leaves those of feet to the pose model


def _layer(wide_in: int, wide_out: int, step: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(wide_in, wide_out, 3, step, 1, bias=False),
        nn.BatchNorm2d(wide_out),
        nn.ReLU(inplace=True),
    )


class Network(nn.Module):
    """An hourglass: a map (1/4 of the side) for each end of a line, of how likely it is there."""

    def __init__(self, wide: int = 16) -> None:
        super().__init__()
        w = wide
        self.to_half = _layer(3, w, 2)
        self.to_quarter = nn.Sequential(_layer(w, 2 * w, 2), _layer(2 * w, 2 * w))
        self.to_eighth = nn.Sequential(
            _layer(2 * w, 4 * w, 2), _layer(4 * w, 4 * w), _layer(4 * w, 4 * w)
        )
        self.at_sixteenth = nn.Sequential(_layer(4 * w, 6 * w, 2), _layer(6 * w, 4 * w))
        self.at_eighth = _layer(4 * w, 2 * w)
        self.at_quarter = nn.Sequential(_layer(4 * w, 2 * w), nn.Conv2d(2 * w, 2, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        """Maps (n, 2, side / 4, side / 4), logarithms."""
        quarter = self.to_quarter(self.to_half(pictures))
        eighth = self.to_eighth(quarter)
        eighth = eighth + _doubled(self.at_sixteenth(eighth))
        return self.at_quarter(torch.cat([_doubled(self.at_eighth(eighth)), quarter], 1))


def _doubled(maps: Tensor) -> Tensor:
    return functional.interpolate(maps, scale_factor=2.0, mode="nearest")


def places(maps: Tensor) -> Tensor:
    """As `gaitkit.pose.second_look.places`, for learning."""
    n, ends, high, wide = maps.shape
    likely = torch.softmax(maps.flatten(2), -1).view(n, ends, high, wide)
    x, y = (torch.arange(wide) + 0.5) / wide, (torch.arange(high) + 0.5) / high
    return torch.stack([(likely.sum(2) * x).sum(-1), (likely.sum(3) * y).sum(-1)], -1)


class Examples(Dataset):
    """Every shot before new scenery each time it is asked for."""

    def __init__(self, folder: Path, sight: Sight, *, held_back: bool, count: int) -> None:
        self._folder, self._sight, self._held_back, self._count = folder, sight, held_back, count
        self._shots: list[tuple[Pixels, Array]] = []
        self._scenes: list[Pixels] = []

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> tuple[Array, Array]:
        if not self._shots:
            self._read()
        dice = np.random.default_rng([7, number] if self._held_back else None)
        pictures, points = self._shots[dice.integers(len(self._shots))]
        shot = dice.integers(len(pictures))
        other = pictures[dice.integers(len(pictures))] if dice.random() < _PASSERS_BY else None
        behind = self._scenes[dice.integers(len(self._scenes))]
        seen, ends = example(dice, self._sight, pictures[shot], points[shot], behind, other)
        return seen.transpose(2, 0, 1), ends.astype(np.float32)

    def _read(self) -> None:
        files = sorted(self._folder.glob("shots_[0-9]*[0-9].npz"))
        files = [path for path in files if self._sight.aside or not is_aside(path)]
        for path in files[:_HELD_BACK_FILES] if self._held_back else files[_HELD_BACK_FILES:]:
            with np.load(path) as stored:
                shown = shows(self._sight, stored["points"])
                self._shots.append((stored["pictures"][shown], stored["points"][shown]))
        self._scenes = [scenery(np.random.default_rng(k)) for k in range(_SCENES)]


def _told(pictures: Tensor) -> Tensor:
    return (pictures.float() / 127.5 - 1).to(memory_format=torch.channels_last)


def loss(found: Tensor, true: Tensor, sight: Sight) -> Tensor:
    """Error of the line and of its middle."""
    line = (found[:, 1] - found[:, 0]) - (true[:, 1] - true[:, 0])
    middle = found.mean(1) - true.mean(1)
    of_middle = _OF_MIDDLE if sight is FOOT else _OF_A_MIDDLE_BELIEVED
    return _OF_LINE * line.abs().mean() + of_middle * middle.abs().mean()


def learn(
    folder: Path,
    out: Path,
    *,
    sight: Sight,
    examples: int,
    start: Path | None = None,
    tell: Callable[[str], None] = print,
) -> None:
    """Learn from the folder's shots and write the network, now and then and at the end."""
    torch.set_num_threads(1)
    network = Network().to(memory_format=torch.channels_last)
    if start:
        take_up(network, start)
    chosen = torch.optim.AdamW(network.parameters(), _RATE, weight_decay=_DECAY)
    data = Examples(folder, sight, held_back=False, count=examples)
    train = DataLoader(data, _BATCH, num_workers=1, prefetch_factor=10)
    began_s, steps = time.monotonic(), len(train)
    for step, (pictures, ends) in enumerate(train, start=1):
        for group in chosen.param_groups:
            falling = 0.5 * (1 + np.cos(np.pi * step / steps)) + 0.005
            group["lr"] = _RATE * min(1, step / 100) * falling
        network.train()
        now = loss(places(network(_told(pictures))), ends, sight)
        chosen.zero_grad()
        now.backward()
        chosen.step()
        if step % _TOLD_EVERY == 0 or step == steps:
            judgement = judged(network, folder, sight)
            tell(f"{step}/{steps} {time.monotonic() - began_s:.0f} s, {judgement}")
            write_network(network, sight, out)


def judged(network: Network, folder: Path, sight: Sight, count: int = 600) -> str:
    """Errors of the line's direction on people held back, in words."""
    network.eval()
    held = DataLoader(Examples(folder, sight, held_back=True, count=count), 150)
    with torch.no_grad():
        pairs = [(places(network(_told(shown))).numpy(), ends.numpy()) for shown, ends in held]
    found, real = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
    (x, y), (true_x, true_y) = ((ends[:, 1] - ends[:, 0]).T for ends in (found, real))
    tilt, true = (np.degrees(np.arctan2(b, np.abs(a))) for a, b in ((x, y), (true_x, true_y)))
    slope = np.polyfit(true, tilt, 1)[0]
    slope_x = np.polyfit(true_x, x, 1)[0]
    return (
        f"tilt: slope {slope:.2f}, median error {np.median(np.abs(tilt - true)):.1f} deg; "
        f"across: slope {slope_x:.2f}, mean error {np.abs(x - true_x).mean():.3f} of the side; "
        f"ends {np.linalg.norm(found - real, axis=-1).mean():.3f} off"
    )


def write_network(network: Network, sight: Sight, path: Path) -> None:
    """As LiteRT reads it, colours last."""
    import litert_torch

    at_once = 2 if sight in (SHANK, FOOT) else 1
    given = torch.zeros(at_once, sight.side_px, sight.side_px, 3)
    turned = litert_torch.to_channel_last_io(network, args=[0], outputs=[0]).eval()
    litert_torch.convert(turned, (given,)).export(str(path))


def take_up(network: Network, path: Path) -> None:
    """The weights of a written network, to go on from."""
    of_layers = iter(_convolutions(path))
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            weights, shift = next(of_layers)
            layer.weight.data = torch.from_numpy(weights.transpose(0, 3, 1, 2).copy())
            if layer.bias is not None:
                layer.bias.data = torch.from_numpy(shift)
        elif isinstance(layer, nn.BatchNorm2d):
            # A written network's norms are part of its weights: what is left of one is `shift`.
            layer.bias.data = torch.from_numpy(shift)
            _keep_to_first(layer)


def _keep_to_first(layer: nn.BatchNorm2d) -> None:
    """Of the first pictures that a norm sees it takes mean and spread for what it keeps to."""

    def at_first(layer: nn.BatchNorm2d, given: tuple[Tensor]) -> None:
        hook.remove()
        spread, mean = torch.var_mean(given[0].detach(), (0, 2, 3), correction=0)
        layer.running_mean.copy_(mean), layer.running_var.copy_(spread)
        layer.weight.data = torch.sqrt(spread + layer.eps)
        layer.bias.data += mean

    hook = layer.register_forward_pre_hook(at_first)


def _convolutions(path: Path) -> list[tuple[Array, Array]]:
    """Weights (out, high, wide, in) and shift (out,) of each layer of a written network."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    stored = Interpreter(str(path), experimental_op_resolver_type=plain)
    stored.allocate_tensors()
    return [
        (stored.get_tensor(layer["inputs"][1]), stored.get_tensor(layer["inputs"][2]))
        for layer in stored._get_ops_details()
        if layer["op_name"] == "CONV_2D"
    ]
