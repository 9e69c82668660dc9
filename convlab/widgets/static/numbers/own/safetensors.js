// A .safetensors file: the length of a header, the header as JSON, then the numbers.

import { isKnown, stored, Unreadable } from "./tensors.js";

/** @import { Stored } from "./tensors.js" */

const LONGEST = 100_000_000; // bytes of a header, as in the format's own rules

/**
 * @param {Uint8Array} bytes
 * @returns {Map<string, Stored>} by name; those of unknown kinds are left out
 */
export function readSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= Math.min(LONGEST, bytes.length - 8))) {
    throw new Unreadable("This is no .safetensors file, or it is cut short.");
  }
  const header = headerIn(bytes.subarray(8, 8 + length));
  const body = bytes.subarray(8 + length);
  const found = new Map();
  for (const [name, one] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets: at } = /** @type {Entry} */ (one);
    if (!isSizes(shape) || !isSizes(at) || at.length !== 2 || at[1] > body.length) {
      throw new Unreadable(`This file is damaged: its header says nothing useful of ${name}.`);
    }
    if (isKnown(dtype)) found.set(name, stored(dtype, shape, body.subarray(at[0], at[1])));
  }
  return found;
}

/** @typedef {{dtype: string, shape: number[], data_offsets: number[]}} Entry */

/** @param {Uint8Array} bytes @returns {Record<string, unknown>} */
function headerIn(bytes) {
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (header && typeof header === "object") return header;
  } catch {} // as any other text
  throw new Unreadable("This is no .safetensors file: its header is no JSON.");
}

/** @param {unknown} value @returns {value is number[]} */
const isSizes = (value) =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
