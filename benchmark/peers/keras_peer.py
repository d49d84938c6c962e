"""Times the workloads in Keras 3 on the backend that KERAS_BACKEND names."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers

from measure import busy_core, measure, requested
from workloads import WORKLOADS, batch, repeat

PEER = f"Keras {keras.backend.backend()}"
FIT_STEPS = 20


def recurrent(layer):
    return [layers.Input((28, 28)), layers.Dense(128), layer, layers.Dense(10, activation="softmax")]


def cnn(data_format, shape):
    def block(filters):
        return [
            layers.Conv2D(filters, 5, padding="same", activation="relu", data_format=data_format),
            layers.MaxPooling2D(padding="same", data_format=data_format),
        ]

    dense = [layers.Dense(1024, activation="relu"), layers.Dense(10, activation="softmax")]
    return [layers.Input(shape), *block(32), *block(64), layers.Flatten(), *dense]


def rnn():
    return [
        layers.Input((28, 28)),
        layers.SimpleRNN(50, unroll=True),
        layers.Dense(30, activation="sigmoid"),
        layers.Dense(10, activation="softmax"),
    ]


def imdb():
    return [
        layers.Input((500,)),
        layers.Embedding(10000, 32),
        layers.SimpleRNN(32),
        layers.Dense(1, activation="sigmoid"),
    ]


def reg():
    return [
        layers.Input(batch_shape=(50, 20, 1)),
        layers.SimpleRNN(20, return_sequences=True, stateful=True),
        layers.TimeDistributed(layers.Dense(1)),
    ]


def mlp():
    return [layers.Input((784,)), layers.Dense(128, activation="relu"), layers.Dense(10)]


# name: (layers, optimizer, loss, metrics)
MODELS = {
    "rnn": (rnn, "adam", "categorical_crossentropy", ["accuracy"]),
    "lstm": (lambda: recurrent(layers.LSTM(128)), "adam", "categorical_crossentropy", ["accuracy"]),
    "gru": (lambda: recurrent(layers.GRU(128)), "adam", "categorical_crossentropy", ["accuracy"]),
    "bilstm": (
        lambda: recurrent(layers.Bidirectional(layers.LSTM(128))),
        "adam",
        "categorical_crossentropy",
        ["accuracy"],
    ),
    "cnn": (
        lambda: cnn("channels_last", (28, 28, 1)),
        "adam",
        "categorical_crossentropy",
        ["accuracy"],
    ),
    "cnn-first": (
        lambda: cnn("channels_first", (1, 28, 28)),
        "adam",
        "categorical_crossentropy",
        ["accuracy"],
    ),
    "imdb": (imdb, "rmsprop", "binary_crossentropy", ["acc"]),
    "reg": (reg, "adam", "mse", None),
    "mlp": (mlp, "adam", "mse", None),
}


def run(name):
    size, x, y, modes = batch(name)
    build, optimizer, loss, metrics = MODELS[name]
    keras.utils.set_random_seed(1)
    model = keras.Sequential(build())
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics)
    if "train" in modes:
        measure(PEER, name, "train", lambda: model.train_on_batch(x, y))
        if name == "rnn":
            with busy_core():
                measure(PEER, name, "train beside a busy core", lambda: model.train_on_batch(x, y))
    if "fit" in modes:
        xs, ys = repeat(x, FIT_STEPS), repeat(y, FIT_STEPS)
        fit = lambda: model.fit(xs, ys, batch_size=size, epochs=1, verbose=0)
        measure(PEER, name, "fit", fit, FIT_STEPS)
    if "predict" in modes:
        measure(PEER, name, "predict", lambda: model.predict_on_batch(x))


for workload in requested(WORKLOADS):
    try:
        run(workload)
    except Exception as error:  # TensorFlow, for one, has no channels-first convolution on a CPU.
        print(f"{PEER}: {workload}: {type(error).__name__}", flush=True)
