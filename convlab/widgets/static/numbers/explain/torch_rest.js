// PyTorch: dtypes and devices, what is no tensor, groups, bias and padding.

import { counted } from "../show.js";
import { cure, haveNoZero, N, numbersIn, rowsOf, SHAPE, SIDES, tuple } from "./found.js";

/** @import { Reader } from "./found.js" */

/** @type {Record<string, string>} */
const DTYPES = {
  double: "float64",
  float: "float32",
  half: "float16",
  bfloat16: "bfloat16",
  "unsigned char": "uint8",
  byte: "uint8",
  "signed char": "int8",
  char: "int8",
  short: "int16",
  int: "int32",
  "long int": "int64",
  long: "int64",
  bool: "bool",
  "complex<float>": "complex64",
  complexfloat: "complex64",
};

/** @param {string} words */
export function dtypeOf(words) {
  const own = words.replace(/^c10::/, "");
  const known = own.toLowerCase();
  return Object.hasOwn(DTYPES, known) ? DTYPES[known] : own;
}

/** Input type (double) and bias type (float) should be the same, and its like. @type {Reader} */
function readDtype(match) {
  const [x, layer] = [dtypeOf(match[1]), dtypeOf(match[2])];
  if (x === layer) return undefined;
  const what = match[0].includes("torch.") ? "a dtype or a device" : "dtypes";
  const differ = `x is ${x}, but the layer's weights are ${layer}.`;
  const usual = x === "float64" ? " NumPy makes float64 where nothing else is asked for." : "";
  const cures = [cure("Make x like the weights, dtype and device", "x = x.to(layer.weight)")];
  if (x === "uint8") {
    const title = "Make pictures of whole numbers, 0 to 255, numbers from 0 to 1";
    cures.unshift(cure(title, "x = (x / 255).to(layer.weight)"));
  } else if (x.startsWith("float") || x.startsWith("bfloat")) {
    cures.push(cure("Make the layer like x", "layer = layer.to(x.dtype)"));
  } else if (x.startsWith("torch.")) {
    cures.push(cure("Make the layer like x", "layer = layer.to(x)"));
  }
  const rows = rowsOf(["dtype"], [x], [0], "layer", [layer]);
  return {
    kind: "dtype",
    cause: `${differ} PyTorch does not convert ${what} here.${usual}`,
    cures,
    rows,
  };
}

/** @type {Reader} */
function readType(match) {
  const name = (match[1] || match[2]).split(".").at(-1) ?? "";
  const rows = rowsOf(["type"], [name], [0], "layer", ["Tensor"]);
  if (name === "NoneType") {
    const cause = "x is None: the function that should have made it returns nothing.";
    return { kind: "type", cause, cures: [], rows };
  }
  const array = "torch.as_tensor(x, dtype=torch.float32)";
  const first = "x.reshape(*x.shape[:2], -1).movedim(-1, 0)";
  const picture = `import numpy as np\nx = torch.as_tensor(np.array(x)) / 255\nx = ${first}`;
  const cures = name.includes("Image")
    ? [cure("Make a tensor of it, channels first", picture)]
    : [cure("Make a tensor of it", `x = ${array}.to(layer.weight)`)];
  const cause = `x is of type ${name}, but PyTorch's layers take tensors.`;
  return { kind: "type", cause, cures, rows };
}

/** @type {Reader} */
function readGroupsNew(match) {
  const shared = "import math\ngroups = math.gcd(groups, in_channels, out_channels)";
  return {
    kind: "groups",
    cause: `${match[1]} is no multiple of groups: each group needs as many channels as the next.`,
    cures: [
      cure("Take a number of groups that divides both", shared),
      cure("Or none: each kernel then reads all channels", "groups = 1"),
    ],
    rows: [],
  };
}

/** @type {Reader} */
function readGroups(match) {
  const [groups, weight] = [Number(match[1]), numbersIn(match[2])];
  const sides = SIDES[weight.length - 2];
  if (!sides || !haveNoZero([...weight, groups])) return undefined;
  const [out, slices] = weight;
  const cures = [];
  if (out > groups) {
    const fewer = out - (out % groups);
    const needs = `x.shape[${1 - weight.length}] == ${groups * slices}`;
    cures.push(cure(`Keep ${fewer} kernels`, `weight = weight[:${fewer}]`, needs));
  }
  const needs = `x.shape[${1 - weight.length}] == ${slices}`;
  cures.push(cure("Use no groups: each kernel reads all channels", "groups = 1", needs));
  const none = Array(weight.length - 1).fill("");
  return {
    kind: "groups",
    cause:
      `weight has ${counted(out, "kernel")}, which ${groups} groups cannot share evenly: each ` +
      "group needs as many kernels as the next.",
    weight,
    cures,
    rows: [
      ["", ["kernels", "slices", ...sides]],
      ["weight", weight.map(String)],
      ["", ["≠", ...none]],
      ["groups", [String(groups), ...none]],
    ],
  };
}

/** @type {Reader} */
function readBias(match) {
  const [weight, needed, bias] = [numbersIn(match[1]), Number(match[2]), numbersIn(match[3])];
  const each = counted(needed, "kernel");
  return {
    kind: "bias",
    cause: `bias has shape ${tuple(bias)}, but needs one number for each of ${each}.`,
    weight,
    cures: [
      cure("Begin with biases of 0", `bias = torch.zeros(${needed})`),
      cure("Or leave it out", "bias = None"),
    ],
    rows: [],
  };
}

/** @type {Reader} */
function readReflect(match) {
  const [x, axis] = [numbersIn(match[3]), Number(match[2])];
  const sides = SIDES[x.length - 2];
  if (axis >= x.length || !sides) return undefined;
  const pad = Math.max(...numbersIn(match[1]));
  const names = ["batch", "channels", ...sides];
  const below = x.map((_, n) => (n === axis ? String(pad) : ""));
  return {
    kind: "padding",
    cause:
      `x is ${x[axis]} along ${names[axis]}, and padding ${pad} would mirror more of it than ` +
      `there is: reflected padding has to be less than ${x[axis]}.`,
    x,
    axis,
    cures: [
      cure("Pad with zeros", 'layer.padding_mode = "zeros"'),
      cure("Or with the numbers at the edge", 'layer.padding_mode = "replicate"'),
    ],
    rows: rowsOf(names, x, [axis], "padding", below),
  };
}

/** @type {Reader} */
function readSame() {
  const half = "Pad by half the kernel: the size is then divided by the stride, rounded up";
  return {
    kind: "padding",
    cause: '"same" keeps the size of x, which a stride does not: PyTorch has no rule for both.',
    cures: [
      cure(half, "padding = kernel_size // 2"),
      cure("Or leave out the stride", "stride = 1"),
    ],
    rows: [],
  };
}

/** @type {[words: string, reader: Reader][]} */
export const READERS = [
  [
    "Input type \\(([\\w:.<> ]{1,40})\\) and (?:bias|weight) type \\(([\\w:.<> ]{1,40})\\) " +
      "should be the same",
    readDtype,
  ],
  ["expected scalar type (\\w{1,30}) but found (\\w{1,30})", readDtype],
  [
    "conv(?:_transpose)?[123]d\\(\\)(?: received an invalid combination of arguments - got " +
      "\\(([\\w.]{1,80}),|: argument 'input' \\(position 1\\) must be Tensor, not ([\\w.]{1,80}))",
    readType,
  ],
  ["((?:in|out)_channels) must be divisible by groups", readGroupsNew],
  [
    `Given groups=${N}, expected weight to be (?:at least|divisible by) \\d{1,9} at ` +
      `dimension 0, but got weight of size \\[?${SHAPE}`,
    readGroups,
  ],
  [
    `Given (?:transposed=1, )?weight of size ${SHAPE}, expected bias to be 1-dimensional with ` +
      `${N} elements, but got bias of size ${SHAPE}`,
    readBias,
  ],
  [
    "Padding size should be less than the corresponding input dimension, but got: padding " +
      `\\((\\d{1,9}, \\d{1,9})\\) at dimension (\\d) of input ${SHAPE}`,
    readReflect,
  ],
  ["padding='same' is not supported for strided convolutions", readSame],
];
