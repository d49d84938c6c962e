"""The workloads' data: shapes, sizes and random batches, the same for every Python peer."""

import numpy as np

CLASSES = 10


def one_hot(n, rng):
    return np.eye(CLASSES, dtype="float32")[rng.integers(0, CLASSES, n)]


def images(n, *shape):
    def make(rng):
        return rng.random((n, *shape), dtype="float32"), one_hot(n, rng)

    return make


def reviews(n, length, words):
    def make(rng):
        x = rng.integers(0, words, (n, length)).astype("int32")
        return x, rng.integers(0, 2, (n, 1)).astype("float32")

    return make


def waves(n, length):
    def make(rng):
        xs = np.arange(n * length, dtype="float32").reshape(n, length, 1) / (10 * np.pi)
        return np.sin(xs), np.cos(xs)

    return make


# name: (batch size, data of one batch, modes)
WORKLOADS = {
    "rnn": (50, images(50, 28, 28), ("train", "fit", "predict")),
    "lstm": (100, images(100, 28, 28), ("train", "fit", "predict")),
    "gru": (100, images(100, 28, 28), ("train",)),
    "bilstm": (100, images(100, 28, 28), ("train",)),
    "cnn": (32, images(32, 28, 28, 1), ("train", "fit", "predict")),
    "cnn-first": (32, images(32, 1, 28, 28), ("train",)),
    "imdb": (128, reviews(128, 500, 10000), ("train", "fit", "predict")),
    "reg": (50, waves(50, 20), ("train", "predict")),
    "mlp": (1, images(1, 784), ("predict",)),
}


def batch(name):
    """(batch size, x, y, modes) of a workload."""
    size, make, modes = WORKLOADS[name]
    x, y = make(np.random.default_rng(1))
    return size, x, y, modes


def repeat(a, times):
    return np.concatenate([a] * times)
