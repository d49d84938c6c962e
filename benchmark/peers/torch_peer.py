"""Times the workloads in PyTorch's own modules, eager, as its tutorials write them."""

import os

import torch
from torch import nn

from measure import busy_core, measure, requested
from workloads import WORKLOADS, batch, repeat

PEER = "PyTorch"
FIT_STEPS = 20
torch.set_num_threads(os.cpu_count() or 1)


class LastStep(nn.Module):
    """A recurrent module's output at the last time step."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)[0][:, -1]


class Stateful(nn.Module):
    """A recurrent module over all time steps that keeps its state between calls."""

    def __init__(self, module):
        super().__init__()
        self.module, self.state = module, None

    def forward(self, x):
        out, state = self.module(x, self.state)
        self.state = state.detach()
        return out


def recurrent(module, width=128):
    return nn.Sequential(nn.Linear(28, 128), LastStep(module), nn.Linear(width, 10))


def cnn():
    def block(channels, filters):
        return [nn.Conv2d(channels, filters, 5, padding="same"), nn.ReLU(), nn.MaxPool2d(2)]

    dense = [nn.Linear(64 * 7 * 7, 1024), nn.ReLU(), nn.Linear(1024, 10)]
    return nn.Sequential(*block(1, 32), *block(32, 64), nn.Flatten(), *dense)


def lstm(**options):
    return nn.LSTM(128, 128, batch_first=True, **options)


MODELS = {
    "rnn": lambda: nn.Sequential(
        LastStep(nn.RNN(28, 50, batch_first=True)), nn.Linear(50, 30), nn.Sigmoid(), nn.Linear(30, 10)
    ),
    "lstm": lambda: recurrent(lstm()),
    "gru": lambda: recurrent(nn.GRU(128, 128, batch_first=True)),
    "bilstm": lambda: recurrent(lstm(bidirectional=True), 256),
    "cnn-first": cnn,
    "imdb": lambda: nn.Sequential(
        nn.Embedding(10000, 32), LastStep(nn.RNN(32, 32, batch_first=True)), nn.Linear(32, 1)
    ),
    "reg": lambda: nn.Sequential(Stateful(nn.RNN(1, 20, batch_first=True)), nn.Linear(20, 1)),
    "mlp": lambda: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
}
LOSSES = {"imdb": nn.BCEWithLogitsLoss(), "reg": nn.MSELoss()}
# PyTorch's convolution is channels first: its row stands for both layouts.
SAME_AS = {"cnn": "cnn-first"}


def run(name):
    same = SAME_AS.get(name, name)
    modes = batch(name)[3]
    size, x, y, _ = batch(same)
    torch.manual_seed(1)
    model = MODELS[same]()
    loss_of = LOSSES.get(same, nn.CrossEntropyLoss())
    make = torch.optim.RMSprop if same == "imdb" else torch.optim.Adam
    optimizer = make(model.parameters(), lr=0.001)
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def step(x=x, y=y):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    def fit():
        for rows in torch.randperm(len(xs)).split(size):
            step(xs[rows], ys[rows])

    def predict():
        with torch.inference_mode():
            model(x)

    if "train" in modes:
        measure(PEER, name, "train", step)
        if name == "rnn":
            with busy_core():
                measure(PEER, name, "train beside a busy core", step)
    if "fit" in modes:
        xs = torch.from_numpy(repeat(x.numpy(), FIT_STEPS))
        ys = torch.from_numpy(repeat(y.numpy(), FIT_STEPS))
        measure(PEER, name, "fit", fit, FIT_STEPS)
    if "predict" in modes:
        measure(PEER, name, "predict", predict)


for workload in requested(WORKLOADS):
    run(workload)
