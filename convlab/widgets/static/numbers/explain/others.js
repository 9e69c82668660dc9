// JAX and TensorFlow, whose messages have few numbers.

import { counted } from "../show.js";
import { axesWord, channels, cure, N, rowsOf } from "./found.js";
import { dtypeOf } from "./torch_rest.js";

/** @import { Reader } from "./found.js" */

const JAX = "import jax.numpy as jnp\n";
const TF = "import tensorflow as tf\n";
const ORDER =
  "lax.conv takes (batch, channels, …) and (kernels, slices, …) unless dimension_numbers say";
const TF_ORDER = "TensorFlow takes x as (batch, …, channels) and weight as (…, slices, kernels)";

/** @type {Reader} */
function readJaxChannels(match) {
  const [count, groups, slices] = match.slice(1).map(Number);
  if (!groups || !slices || Math.floor(count / groups) === slices) return undefined;
  const cures = groups === 1 ? jaxOrders(count, slices) : [jaxShare()];
  if (count > slices * groups) {
    const code = `x = x[:, :${slices * groups}]`;
    cures.push(cure("Leave out channels", code, `x.shape[1] == ${count}`));
  }
  const each = Math.floor(count / groups);
  return {
    kind: "channels",
    cause:
      `x (lhs) has ${channels(count)} and feature_group_count=${groups}, which makes ${each} for ` +
      `each kernel, but weight (rhs) has ${counted(slices, "slice")}.\n${ORDER} otherwise.`,
    cures,
    rows: [],
  };
}

/** @param {number} count @param {number} slices */
function jaxOrders(count, slices) {
  return [
    cure(
      "Put channels that stand last where lax.conv looks for them",
      `${JAX}x = jnp.moveaxis(x, -1, 1)`,
      `x.shape[1] == ${count} and x.shape[-1] == ${slices}`,
    ),
    cure(
      "Put a weight of Flax or Keras, (height, width, in, out), into that order",
      `${JAX}weight = jnp.transpose(weight, (3, 2, 0, 1))`,
      `weight.ndim == 4 and weight.shape[1:3] == (${slices}, ${count})`,
    ),
  ];
}

function jaxShare() {
  const share = "x.shape[1] // weight.shape[1]";
  const needs = `x.shape[1] % weight.shape[1] == 0 and weight.shape[0] % (${share}) == 0`;
  const title = "As many groups as the slices of a kernel fit into the channels";
  return cure(title, `feature_group_count = ${share}`, needs);
}

/** @type {Reader} */
function readJaxAxes(match) {
  const [x, weight] = [Number(match[1]), Number(match[2])];
  return {
    kind: "axes",
    cause:
      `x (lhs) has ${axesWord(x)}, weight (rhs) ${weight}: ` +
      "JAX wants a batch and channels in x.",
    cures: x === weight - 1 ? [cure("Make it a batch of one", "x = x[None]")] : [],
    rows: [],
  };
}

/** @type {Reader} */
function readJaxDtype([, x, weight]) {
  return {
    kind: "dtype",
    cause: `x is ${x}, weight is ${weight}; JAX does not convert one to the other here.`,
    cures: [
      cure("Make x like weight", "x = x.astype(weight.dtype)"),
      cure("Make weight like x", "weight = weight.astype(x.dtype)"),
    ],
    rows: rowsOf(["dtype"], [x], [0], "weight", [weight]),
  };
}

/** @type {Reader} */
function readJaxGroups(match) {
  const divides = `feature_group_count has to divide channels and kernels: ${match[1]}.`;
  const cause = `${divides}\n${ORDER} otherwise.`;
  return { kind: "groups", cause, cures: [jaxShare()], rows: [] };
}

/** @type {Reader} */
function readTfChannels(match) {
  const [count, slices] = [Number(match[1]), Number(match[2])];
  if (!count || !slices || count === slices) return undefined;
  const cures = [
    tfLast(`x.shape[1] == ${slices}`),
    cure(
      "Put a weight of PyTorch, (out, in, height, width), into that order",
      `${TF}weight = tf.transpose(weight, (2, 3, 1, 0))`,
      `len(weight.shape) == 4 and weight.shape[1] == ${count}`,
    ),
  ];
  if (count === 1 && slices === 3) {
    const code = `${TF}x = tf.repeat(x, 3, axis=-1)`;
    cures.push(cure("Give the grey picture three equal channels", code));
  } else if (count > slices) cures.push(cure("Leave out channels", `x = x[..., :${slices}]`));
  const has = counted(slices, "slice");
  const cause = `x has ${channels(count)}, but weight (filters) has ${has}.\n${TF_ORDER}.`;
  return { kind: "channels", cause, cures, rows: [] };
}

/** @param {string} needs */
const tfLast = (needs) =>
  cure(
    "Put channels that stand after the batch last",
    `${TF}x = tf.experimental.numpy.moveaxis(x, 1, -1)`,
    needs,
  );

/** @type {Reader} */
function readTfGroups(match) {
  const [kernels, groups] = [Number(match[1]), Number(match[2])];
  if (!groups || kernels % groups === 0) return undefined;
  return {
    kind: "groups",
    cause:
      "TensorFlow takes as many groups as the slices of weight go into the channels of x: here " +
      `${groups}, and ${counted(kernels, "kernel")} cannot be shared evenly by them.\n${TF_ORDER}.`,
    cures: [
      tfLast("x.shape[1] == weight.shape[-2]"),
      cure("Leave out channels", "x = x[..., : weight.shape[-2]]"),
    ],
    rows: [],
  };
}

/** @type {Reader} */
function readTfDtype(match) {
  const [x, weight] = [dtypeOf(match[1]), dtypeOf(match[2])];
  return {
    kind: "dtype",
    cause: `x is ${x}, weight is ${weight}; TensorFlow does not convert one to the other here.`,
    cures: [
      cure("Make weight like x", `${TF}weight = tf.cast(weight, x.dtype)`),
      cure("Make x like weight", `${TF}x = tf.cast(x, weight.dtype)`),
    ],
    rows: rowsOf(["dtype"], [x], [0], "weight", [weight]),
  };
}

/** @type {[words: string, reader: Reader][]} */
export const READERS = [
  [
    "lhs feature dimension size divided by feature_group_count must equal the rhs input " +
      `feature dimension size, but ${N} // ${N} != ${N}`,
    readJaxChannels,
  ],
  ["convolution requires lhs and rhs ndim to be equal, got (\\d) and (\\d)", readJaxAxes],
  [
    "conv_general_dilated requires arguments to have the same dtypes, got (\\w{1,20}), " +
      "(\\w{1,20})",
    readJaxDtype,
  ],
  [
    "conv_general_dilated (?:feature_group_count must divide lhs feature dimension size|rhs " +
      "output feature dimension size must be a multiple of feature_group_count), but " +
      "(\\d{1,9} (?:does not divide|is not a multiple of) \\d{1,9})",
    readJaxGroups,
  ],
  [
    "(?:input depth must be evenly divisible by filter depth|input and filter must have the " +
      `same depth): ${N} vs ${N}`,
    readTfChannels,
  ],
  [`output depth must be evenly divisible by number of groups: ${N} vs ${N}`, readTfGroups],
  [
    "Conv[123]D as input #1\\(zero-based\\) was expected to be a (\\w{1,20}) tensor but is a " +
      "(\\w{1,20}) tensor",
    readTfDtype,
  ],
];
