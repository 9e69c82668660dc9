"""Networks such as people have: a ResNet, a MobileNet, a U-Net and one for signals."""

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn


def normed(conv, *then):
    return nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels), *then)


class Residual(nn.Module):
    """ResNet's basic block."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU(inplace=True)
        short = normed(nn.Conv2d(c_in, c_out, 1, stride, bias=False))
        self.downsample = short if stride > 1 or c_in != c_out else nn.Identity()

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.downsample(x))


class ResNetLike(nn.Module):
    """A ResNet of two blocks a stage."""

    def __init__(self, widths=(8, 16, 24, 32)):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 7, 2, 3, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(widths[0]), nn.ReLU(inplace=True)
        self.maxpool, c_in = nn.MaxPool2d(3, 2, 1), widths[0]
        for n, c_out in enumerate(widths, 1):
            blocks = Residual(c_in, c_out, 1 + (n > 1)), Residual(c_out, c_out, 1)
            setattr(self, f"layer{n}", nn.Sequential(*blocks))
            c_in = c_out
        self.fc = nn.Linear(c_in, 10)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def mobile_block(c_in, c_out, stride, wide=4):
    mid = c_in * wide
    return nn.Sequential(
        *normed(nn.Conv2d(c_in, mid, 1, bias=False), nn.ReLU6(inplace=True)),
        *normed(nn.Conv2d(mid, mid, 3, stride, 1, groups=mid, bias=False), nn.ReLU6(inplace=True)),
        *normed(nn.Conv2d(mid, c_out, 1, bias=False)),
    )


def mobilenet_like():
    return nn.Sequential(
        normed(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.ReLU6()),
        mobile_block(8, 12, 2),
        mobile_block(12, 16, 1),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 5),
    )


class UNetLike(nn.Module):
    """Down, up by a transposed layer, and what was there before beside it."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(1, 8, 3, padding=1, padding_mode="reflect")
        self.deep = nn.Conv2d(8, 16, 3, padding="same", dilation=2)
        self.up = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.out = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        a = self.down(x).relu()
        b = self.up(self.deep(nn.functional.max_pool2d(a, 2)).relu())
        return self.out(torch.cat([a, b], 1))


def signal_network():
    return nn.Sequential(
        nn.Conv1d(2, 8, 7, stride=2, padding=3),
        nn.BatchNorm1d(8),
        nn.ReLU(),
        nn.Conv1d(8, 8, 3, padding=1, groups=8, padding_mode="circular"),
        nn.Conv1d(8, 12, 1),
        nn.ConvTranspose1d(12, 4, 4, stride=2, padding=1),
    )


NETWORKS = {
    "ResNet-18-like": (ResNetLike, (3, 64, 64), 20),
    "MobileNet-like": (mobilenet_like, (3, 48, 48), 7),
    "U-Net-like": (UNetLike, (1, 32, 28), 4),
    "1-D": (signal_network, (2, 100), 4),
}


def trained(network):
    """With batch norms that have seen something, and gradients."""
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.normal_(module.bias)
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return network
