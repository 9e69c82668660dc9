"""Store what PyTorch's autograd and SGD make of one small descent: tests/data/descent.npz.

Needs PyTorch: pip install torch==2.13.0, then python scripts/store_descent.py.
"""

from pathlib import Path

import numpy as np
import torch

RATE, STEPS = 0.1, 20
rng = np.random.default_rng(0)
case = {
    "x": rng.normal(size=(3, 7, 6)),
    "target": rng.normal(size=(2, 5, 5)),
    "weight": rng.normal(size=(2, 3, 3, 2)),
    "bias": rng.normal(size=2),
}
x, target, weight, bias = (torch.tensor(value) for value in case.values())
weight.requires_grad_(), bias.requires_grad_()
optimiser = torch.optim.SGD([weight, bias], lr=RATE)
losses = []
for _ in range(STEPS + 1):
    optimiser.zero_grad()
    loss = torch.nn.functional.mse_loss(torch.nn.functional.conv2d(x, weight, bias), target)
    loss.backward()
    if not losses:
        case |= {"weight_slope": weight.grad.numpy().copy(), "bias_slope": bias.grad.numpy().copy()}
    losses.append(loss.item())
    if len(losses) <= STEPS:
        optimiser.step()
case |= {"rate": RATE, "steps": STEPS, "losses": np.array(losses)}
case |= {"weight_after": weight.detach().numpy(), "bias_after": bias.detach().numpy()}
np.savez_compressed(Path(__file__).parents[1] / "tests/data/descent.npz", **case)
