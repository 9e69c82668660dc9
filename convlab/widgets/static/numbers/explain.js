// What the error of a convolution layer means: the same as Python's `explain`. A message is
// searched for the words of PyTorch, Keras, TensorFlow and JAX, and never evaluated.

import { READERS as keras } from "./explain/keras.js";
import { READERS as others } from "./explain/others.js";
import { READERS as torchAxes } from "./explain/torch_axes.js";
import { read as readTorchChannels, WORDS } from "./explain/torch_channels.js";
import { READERS as torchRest } from "./explain/torch_rest.js";

/** @import { Found, Reader } from "./explain/found.js" */

const LONGEST = 20_000; // characters of a message that are read

/** What is known. */
export const KINDS = {
  channels: "x has other channels than the layer reads (PyTorch, Keras, TensorFlow, JAX)",
  axes: "x has too few or too many axes (PyTorch, Keras, JAX)",
  size: "the kernel is larger than x, or nothing is left of a transposed layer's maps",
  groups: "groups do not divide the channels or the kernels (PyTorch, Keras, TensorFlow, JAX)",
  dtype: "x and the layer have different dtypes or devices (PyTorch, TensorFlow, JAX)",
  type: "x is no tensor, but an array, a list or nothing (PyTorch)",
  bias: "bias has not one number for each kernel (PyTorch)",
  padding: 'reflected padding is too wide, or "same" meets a stride (PyTorch)',
};

/** @type {[words: RegExp, reader: Reader][]} */
const READERS = [[WORDS, readTorchChannels], ...torchAxes, ...torchRest, ...keras, ...others].map(
  ([words, reader]) => [new RegExp(/** @type {string} */ (words)), /** @type {Reader} */ (reader)],
);

/**
 * What a message means, alone or in a whole traceback; undefined where it is not known.
 * @param {string} message
 * @returns {Found | undefined}
 */
export function explain(message) {
  // Also where it was wrapped
  const words = message.slice(0, LONGEST).trim().split(/\s+/).join(" ");
  for (const [pattern, reader] of READERS) {
    const match = pattern.exec(words);
    const found = match && reader(match);
    if (found) return found;
  }
  return undefined;
}

/**
 * What stands between x and the layer, axis by axis: ≠ where they clash, or why two numbers may
 * stand there.
 * @param {Found} found
 */
export function notesOf({ kind, rows }) {
  const [, x, marks, layer] = rows.map(([, cells]) => cells);
  if (kind !== "channels" || rows.length !== 5 || rows[3][0] !== "weight") return marks ?? [];
  return marks.map((mark, at) => {
    if (mark || at === 1) return mark;
    if (at === 0) return "may differ";
    return Number(layer[at]) <= Number(x[at]) ? `${layer[at]} fits into ${x[at]}` : "";
  });
}
