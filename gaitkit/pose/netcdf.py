"""Labelled arrays in netCDF-4 files, not by way of xarray: that takes a second to import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import h5netcdf

Attribute = str | int | float
_PACKED = {"compression": "gzip", "compression_opts": 4, "shuffle": True}


class Labelled(NamedTuple):
    """An array and what its dimensions are called; xarray takes it as it is."""

    dims: tuple[str, ...]
    values: np.ndarray
    attrs: Mapping[str, Attribute] = {}

    def along(self, *dims: str) -> np.ndarray:
        """The array with its dimensions in that order; of any other, the first place."""
        others = [dim for dim in self.dims if dim not in dims]
        ordered = self.values.transpose([self.dims.index(dim) for dim in (*others, *dims)])
        return ordered[(0,) * len(others)]


def write_arrays(
    path: Path, arrays: Mapping[str, Labelled], *, attrs: Mapping[str, Attribute]
) -> None:
    """Write numbers and words; an array named as its only dimension labels that dimension."""
    import h5netcdf

    with h5netcdf.File(path, "w") as file:
        file.attrs.update(attrs)
        for array in arrays.values():
            for dim, size in zip(array.dims, array.values.shape, strict=True):
                if dim not in file.dimensions:
                    file.dimensions[dim] = size
        for name, array in arrays.items():
            _put(file, name, array)


def _put(file: h5netcdf.File, name: str, array: Labelled) -> None:
    import h5py

    how: dict[str, Any] = {}
    if array.values.dtype.kind == "U":
        how = {"dtype": h5py.string_dtype()}
    elif array.values.dtype.kind == "f":
        how = {"fillvalue": array.values.dtype.type(np.nan)}
    if array.dims != (name,):
        how |= _PACKED
    values = array.values.astype(how.get("dtype", array.values.dtype))
    file.create_variable(name, array.dims, data=values, **how).attrs.update(array.attrs)


def read_arrays(path: Path) -> tuple[dict[str, Labelled], dict[str, Any]]:
    """Every array of a file, and the file's attributes. Raises whatever the layers below raise."""
    import h5netcdf

    with h5netcdf.File(path, "r", decode_vlen_strings=True) as file:
        arrays = {
            name: Labelled(dims=tuple(found.dimensions), values=found[...])
            for name, found in file.variables.items()
        }
        return arrays, dict(file.attrs)
