"""As much of other libraries' layers as convlab reads, so that no test needs those libraries."""

from types import SimpleNamespace

import numpy as np

import convlab


class Tensor:
    """As much of a tensor as is asked for."""

    dtype, device = "float32", SimpleNamespace(type="cpu")

    def __init__(self, array):
        self.array = array

    def detach(self):
        return self

    cpu = detach

    def numpy(self):
        return self.array

    @property
    def shape(self):
        return self.array.shape

    @property
    def ndim(self):
        return self.array.ndim

    def __len__(self):
        return len(self.array)

    def __getitem__(self, at):
        return Tensor(self.array[at])

    def is_floating_point(self):
        return True

    def to(self, device, dtype):
        return self

    def new_tensor(self, array):
        return Tensor(np.asarray(array, np.float32))


def torch_module(weight, bias, *, groups=1, **options):
    """What convlab reads of a convolution layer of PyTorch with these weights."""
    first, second, *kernel_size = weight.shape
    ndim = len(kernel_size)
    channels = (first, second * groups) if options.get("transposed") else (second * groups, first)
    usual = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}
    settings = {name: (n,) * ndim for name, n in usual.items()} | {"padding_mode": "zeros"}
    return SimpleNamespace(
        in_channels=channels[0],
        out_channels=channels[1],
        kernel_size=tuple(kernel_size),
        groups=groups,
        weight=Tensor(weight),
        bias=None if bias is None else Tensor(bias),
        **settings | options,
    )


torch_conv2d = torch_module


def keras_layer(kind, weights, **options):
    """What convlab reads of a layer of Keras of this kind, with Keras' order of axes."""
    ndim = next((int(letter) for letter in kind if letter.isdigit()), 0)

    class Layer:
        def __init__(self, weights, **options):
            ones = (1,) * ndim
            defaults = {"strides": ones, "padding": "valid", "dilation_rate": ones, "groups": 1}
            if weights:
                defaults["kernel_size"] = weights[0].shape[:-2]
            last = -1 if "Transpose" not in kind else -2
            bias = len(weights) > 1 and weights[-1].shape == weights[-2].shape[last:][:1]
            vars(self).update(defaults | {"use_bias": bias} | options, weights=weights)

        def get_weights(self):
            return self.weights

    Layer.__name__ = kind
    return Layer(weights, **options)


# A model of PyTorch: its modules, and the hooks that tell what they get and give


class Module:
    """As much of ``torch.nn.Module`` as is watched, with modules inside as attributes."""

    training = True

    def __init__(self, **inner):
        self.inner, self.hooks, self.before = inner, {}, {}
        vars(self).update(inner)

    def named_modules(self, path=""):
        yield path, self
        for name, module in self.inner.items():
            yield from module.named_modules(f"{path}.{name}" if path else name)

    def modules(self):
        return [module for _, module in self.named_modules()]

    def parameters(self):
        for module in self.modules():
            yield from (p for p in vars(module).values() if isinstance(p, Tensor))

    def register_forward_hook(self, hook, *, with_kwargs):
        assert with_kwargs
        return _handle(self.hooks, hook)

    def register_forward_pre_hook(self, hook, *, prepend):
        assert prepend
        return _handle(self.before, hook)

    def __call__(self, *x, **named):
        for hook in self.before.values():
            hook(self, x)
        y = self.forward(*x, **named)
        for hook in self.hooks.values():
            hook(self, x, named, y)
        return y


def _handle(hooks, hook):
    key = object()
    hooks[key] = hook
    return SimpleNamespace(remove=lambda: hooks.pop(key))


class Sequential(Module):
    """One module after the other, named by their numbers."""

    def __init__(self, *modules):
        super().__init__(**{str(n): module for n, module in enumerate(modules)})

    def forward(self, x):
        for module in self.inner.values():
            x = module(x)
        return x


class _Conv(Module):
    def __init__(self, weight, bias=None, **options):
        super().__init__()
        vars(self).update(vars(torch_module(weight, bias, **options)))

    def forward(self, x):
        bias = None if self.bias is None else self.bias.array
        options = {n: getattr(self, n) for n in ("stride", "padding", "dilation", "groups")}
        return Tensor(self.sums(x.array, self.weight.array, bias, **options).astype(np.float32))


class Conv2d(_Conv):
    """A layer that computes with plain loops."""

    sums = staticmethod(convlab.conv2d_loops)


class Conv1d(_Conv):
    """The same along a signal."""

    sums = staticmethod(convlab.conv1d_loops)


class ConvTranspose2d(_Conv):
    """The same, transposed."""

    transposed, output_padding = True, (0, 0)

    def __init__(self, weight, bias=None, **options):
        super().__init__(weight, bias, transposed=True, output_padding=(0, 0), **options)

    sums = staticmethod(convlab.conv_transpose2d_loops)


class _BatchNorm(Module):
    pass


class BatchNorm2d(_BatchNorm):
    """With the numbers that it has learned."""

    eps = 1e-5

    def __init__(self, mean, var, weight, bias):
        super().__init__()
        numbers = dict(running_mean=mean, running_var=var, weight=weight, bias=bias)
        vars(self).update({name: Tensor(np.float32(a)) for name, a in numbers.items()})

    def forward(self, x):
        assert not self.training, "it would learn from this picture"
        mean, var, weight, bias = (
            getattr(self, name).array[:, None, None]
            for name in ("running_mean", "running_var", "weight", "bias")
        )
        return Tensor((x.array - mean) / np.sqrt(var + self.eps) * weight + bias)


class ReLU(Module):
    """In place, as networks have it: what went in is written over."""

    def forward(self, x):
        x.array.clip(0, out=x.array)
        return x
