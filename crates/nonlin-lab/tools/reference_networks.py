"""Writes tests/data/reference_networks.json: what PyTorch's networks make of made-up
weights and inputs, for the test that the networks of this crate are the same.

    pip install torch torchvision
    python tools/reference_networks.py

Weights and inputs come from an integer hash of their place, which the test computes
too, so that the file holds outputs alone. Every activation function is SiLU, so that
one that is forgotten shows.
"""

import hashlib
import json
from pathlib import Path

import numpy
import torch
import torchvision
from torch import nn
from torch.nn import functional

SHOWN = 16


def mix(place, count):
    """Numbers in [-1, 1), in steps of 2^-23, by place and index."""
    h = numpy.arange(count, dtype=numpy.uint32)
    h = (h ^ numpy.uint32((place * 0x9E3779B9) & 0xFFFFFFFF)) * numpy.uint32(0x85EBCA6B)
    h ^= h >> numpy.uint32(13)
    h *= numpy.uint32(0xC2B2AE35)
    h ^= h >> numpy.uint32(16)
    return (h >> numpy.uint32(8)).astype(numpy.float64) / 2**23 - 1.0


def fill(model):
    """Made-up weights; the names and shapes as one digest."""
    lines = []
    place = 0
    state = model.state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked") or name.endswith("lm_head.weight"):
            continue
        shape = list(tensor.shape)
        numbers = mix(place, tensor.numel())
        if name.endswith("running_var"):
            numbers = 1.0 + 0.5 * numbers
        elif len(shape) > 1:
            numbers = numbers * numpy.sqrt(6.0 / numpy.prod(shape[1:]))
        elif name.endswith("weight"):
            numbers = 1.0 + 0.25 * numbers
        else:
            numbers = 0.1 * numbers
        tensor.copy_(torch.from_numpy(numbers.astype(numpy.float32)).reshape(shape))
        lines.append(f"{name} {shape}\n")
        place += 1
    model.load_state_dict(state)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def all_silu(module):
    for name, child in module.named_children():
        if isinstance(child, (nn.ReLU, nn.ReLU6)):
            setattr(module, name, nn.SiLU())
        else:
            all_silu(child)
    return module


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = functional.avg_pool2d(functional.silu(self.conv1(x)), 2)
        x = functional.avg_pool2d(functional.silu(self.conv2(x)), 2).flatten(1)
        x = functional.silu(self.fc1(x))
        return self.fc3(functional.silu(self.fc2(x)))


class PreActBlock(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.shortcut = None
        if stride != 1 or inputs != width:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, width, 1, stride, bias=False))

    def forward(self, x):
        out = functional.silu(self.bn1(x))
        short = x if self.shortcut is None else self.shortcut(out)
        return self.conv2(functional.silu(self.bn2(self.conv1(out)))) + short


class PreActResNet(nn.Module):
    def __init__(self, blocks, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
        inputs = 64
        for stage, (width, count) in enumerate(zip([64, 128, 256, 512], blocks)):
            layers = []
            for block in range(count):
                stride = 2 if stage > 0 and block == 0 else 1
                layers.append(PreActBlock(inputs, width, stride))
                inputs = width
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
        self.bn = nn.BatchNorm2d(512)
        self.linear = nn.Linear(512, classes)

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.conv1(x)))))
        return self.linear(functional.silu(self.bn(x)).mean((2, 3)))


class Recurrent(nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.encoder = nn.Embedding(11, 6)
        self.rnn = (nn.LSTM if cell == "lstm" else nn.RNN)(6, 8, 2, batch_first=True)
        self.decoder = nn.Linear(8, 11)

    def forward(self, x):
        return self.decoder(self.rnn(self.encoder(x))[0]).flatten(0, 1)


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (p.view(b, t, 2, c // 2).transpose(1, 2) for p in self.c_attn(x).split(c, 2))
        y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(b, t, c))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.c_proj(functional.silu(self.c_fc(x)))


class Block(nn.Module):
    def __init__(self, width, normalise):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width) if normalise else nn.Identity()
        self.attn = Attention(width)
        self.ln_2 = nn.LayerNorm(width) if normalise else nn.Identity()
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    def __init__(self, normalise):
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(11, 12),
                "wpe": nn.Embedding(9, 12),
                "h": nn.ModuleList(Block(12, normalise) for _ in range(2)),
                "ln_f": nn.LayerNorm(12) if normalise else nn.Identity(),
            }
        )

    def forward(self, x):
        t = self.transformer
        x = t["wte"](x) + t["wpe"](torch.arange(x.shape[1]))
        for block in t["h"]:
            x = block(x)
        return (t["ln_f"](x) @ t["wte"].weight.T).flatten(0, 1)


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        silu = nn.SiLU()
        self.encoder = nn.Sequential(nn.Linear(20, 9), silu, nn.Linear(9, 7), silu)
        self.mean = nn.Linear(7, 3)
        self.log_variance = nn.Linear(7, 3)
        self.decoder = nn.Sequential(
            nn.Linear(3, 7), silu, nn.Linear(7, 9), silu, nn.Linear(9, 20)
        )

    def forward(self, x):
        """Logits, and the loss as the usual implementations compute it."""
        hidden = self.encoder(x)
        mean, log_variance = self.mean(hidden), self.log_variance(hidden)
        noise = numbers(999, [x.shape[0], 3])
        logits = self.decoder(mean + torch.exp(0.5 * log_variance) * noise)
        bce = functional.binary_cross_entropy(torch.sigmoid(logits), x, reduction="sum")
        kld = -0.5 * torch.sum(1 + log_variance - mean**2 - log_variance.exp())
        return torch.cat([logits, ((bce + kld) / x.shape[0]).expand(x.shape[0], 1)], 1)


def numbers(place, shape):
    values = mix(place, int(numpy.prod(shape))).astype(numpy.float32)
    return torch.from_numpy(values).reshape(shape)


def cifar_resnet():
    model = torchvision.models.resnet18(num_classes=10)
    model.conv1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
    model.maxpool = nn.Identity()
    return model


def cifar_vgg():
    model = torchvision.models.vgg16_bn(num_classes=10)
    model.avgpool = nn.Identity()
    model.classifier = nn.Sequential(nn.Linear(512, 10))
    return model


def published(name):
    return lambda: getattr(torchvision.models, name)()


LARGE, SMALL = [2, 3, 64, 64], [2, 3, 32, 32]
CASES = {
    "resnet-18": (published("resnet18"), LARGE),
    "resnet-34": (published("resnet34"), LARGE),
    "resnet-50": (published("resnet50"), LARGE),
    "squeezenet-1.1": (published("squeezenet1_1"), LARGE),
    "mobilenet-v2": (published("mobilenet_v2"), LARGE),
    "efficientnet-b0": (published("efficientnet_b0"), LARGE),
    "densenet-121": (published("densenet121"), LARGE),
    "resnet-18 cifar": (cifar_resnet, SMALL),
    "vgg-16-bn cifar": (cifar_vgg, SMALL),
    "preact-resnet-18 cifar": (lambda: PreActResNet([2, 2, 2, 2], 10), SMALL),
    "preact-resnet-34 cifar": (lambda: PreActResNet([3, 4, 6, 3], 10), SMALL),
    "lenet-5": (LeNet, [2, 1, 28, 28]),
    "elman": (lambda: Recurrent("elman"), "words"),
    "lstm": (lambda: Recurrent("lstm"), "words"),
    "transformer": (lambda: Gpt(True), "words"),
    "transformer without normalisation": (lambda: Gpt(False), "words"),
    "vae": (Vae, "unit"),
}


def main():
    torchvision.models.densenet.F.relu = lambda x, inplace=False: functional.silu(x)
    cases = []
    for name, (make, shape) in CASES.items():
        model = all_silu(make()).eval()
        with torch.no_grad():
            names = fill(model)
            if shape == "words":
                x = torch.tensor([[(3 * i + 5 * j) % 11 for j in range(7)] for i in range(2)])
            elif shape == "unit":
                x = (numbers(1000, [2, 20]) + 1) / 2
            else:
                x = numbers(1000, shape)
            y = model(x)
        weights = sum(p.numel() for p in model.parameters())
        cases.append(
            {
                "network": name,
                "parameters": weights,
                "names": names,
                "outputs": [row[: len(row) if name == "vae" else SHOWN].tolist() for row in y],
            }
        )
        spread = (y[0] - y[1]).abs().max()
        print(f"{name}: {weights:,} parameters, outputs to {y.abs().max():.3g}, apart {spread:.3g}")
    path = Path(__file__).parent.parent / "tests" / "data" / "reference_networks.json"
    about = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f'{{"versions": {json.dumps(about)},\n"cases": [\n{lines}\n]}}\n')


main()
