"""
Fits the digit classifier: one hidden layer, learnt with dropout so that it does not lean on any one stroke.

Dropout: N. Srivastava and others, JMLR 15 (2014). Steps: D. Kingma and J. Ba, "Adam", ICLR 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
Weights = dict[str, Numbers]
"""`w1` (features, hidden), `b1` (hidden), `w2` (hidden, 10), `b2` (10)."""

HIDDEN, ROUNDS, BATCH, RATE = 640, 14, 256, 2e-3
LOST_INPUTS, LOST_HIDDEN = 0.1, 0.5
DOUBT = 0.02  # share of each example's certainty that is given to all digits alike
SHRINKING = 1e-4


@dataclass(slots=True)
class _Steps:
    """Adam's memory of one array of weights: the mean slope and the mean square."""

    mean: Numbers
    square: Numbers

    def taken(self, weights: Numbers, slope: Numbers, rate: float, number: int) -> Numbers:
        """The weights after one step down the slope."""
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.001 * (slope**2 - self.square)
        size = np.sqrt(self.square / (1 - 0.999**number)) + 1e-7
        return np.asarray(weights - np.float32(rate) * (self.mean / (1 - 0.9**number)) / size, np.float32)


def fitted(rows: Numbers, digits: Numbers, *, seed: int) -> Weights:
    """Weights learnt from features (n, 456) and digits (n,); the same seed and machine give the same weights."""
    random = np.random.default_rng(seed)
    inputs = rows.shape[1]
    weights = {
        "w1": random.normal(0, np.sqrt(2 / inputs), (inputs, HIDDEN)).astype(np.float32),
        "b1": np.zeros(HIDDEN, np.float32),
        "w2": random.normal(0, np.sqrt(1 / HIDDEN), (HIDDEN, 10)).astype(np.float32),
        "b2": np.zeros(10, np.float32),
    }
    steps = {name: _Steps(np.zeros_like(w), np.zeros_like(w)) for name, w in weights.items()}
    wanted = np.full((len(rows), 10), DOUBT / 10, np.float32)
    wanted[np.arange(len(rows)), digits] += 1 - DOUBT
    batches, number = len(rows) // BATCH, 0
    for _ in range(ROUNDS):
        order = random.permutation(len(rows))
        for chosen in np.split(order[: batches * BATCH], batches):
            number += 1
            rate = RATE * (1 + np.cos(np.pi * number / (ROUNDS * batches))) / 2
            slopes = _slopes(weights, rows[chosen], wanted[chosen], random)
            weights = {name: steps[name].taken(w, slopes[name], rate, number) for name, w in weights.items()}
    return weights


def scores(weights: Weights, rows: Numbers) -> Numbers:
    """Scores (n, 10), as `scanpipe.imaging.digits` computes them."""
    return np.asarray(np.maximum(0, rows @ weights["w1"] + weights["b1"]) @ weights["w2"] + weights["b2"])


def odds(values: Numbers) -> Numbers:
    """Scores as probabilities."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def packed(weights: Weights) -> Weights:
    """The weights as they are stored: `w1` in bytes with a `scale` for each hidden unit, the others in half floats."""
    scale = np.abs(weights["w1"]).max(axis=0) / 127
    small = np.round(weights["w1"] / scale).astype(np.int8)
    rest = {name: weights[name].astype(np.float16) for name in ("b1", "w2", "b2")}
    return {"w1": small, "scale": scale.astype(np.float32), **rest}


def unpacked(stored: Weights) -> Weights:
    """Stored weights as they are computed with."""
    rest = {name: stored[name].astype(np.float32) for name in ("b1", "w2", "b2")}
    return {"w1": stored["w1"].astype(np.float32) * stored["scale"], **rest}


def _slopes(weights: Weights, rows: Numbers, wanted: Numbers, random: np.random.Generator) -> Weights:
    """Which way every weight makes these examples likelier to be misread; some inputs and hidden units are lost."""
    rows = rows * _kept(rows.shape, LOST_INPUTS, random)
    before = rows @ weights["w1"] + weights["b1"]
    open_ = (before > 0) * _kept(before.shape, LOST_HIDDEN, random)
    hidden = before * open_
    wrong = (odds(hidden @ weights["w2"] + weights["b2"]) - wanted) / np.float32(len(rows))
    behind = (wrong @ weights["w2"].T) * open_
    return {
        "w1": rows.T @ behind + np.float32(SHRINKING) * weights["w1"],
        "b1": behind.sum(axis=0),
        "w2": hidden.T @ wrong + np.float32(SHRINKING) * weights["w2"],
        "b2": wrong.sum(axis=0),
    }


def _kept(shape: tuple[int, ...], lost: float, random: np.random.Generator) -> Numbers:
    """0 for what is lost; what stays is as much stronger."""
    return (random.random(shape, dtype=np.float32) >= lost) * np.float32(1 / (1 - lost))
