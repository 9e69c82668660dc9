// Tensors in files of networks: numbers of many kinds, read as float32.

/**
 * Numbers in a file, read when they are asked for.
 * @typedef {object} Stored
 * @property {number[]} shape
 * @property {() => Float32Array} read
 */

/** A file that cannot be taken; its message is one plain sentence. */
export class Unreadable extends Error {}

/** Half precision: a sign, five bits of exponent, ten of fraction. @param {number} bits */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}

/** @type {Record<string, [size: number, read: (view: DataView, at: number) => number]>} */
const KINDS = {
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F32: [4, (view, at) => view.getFloat32(at, true)],
  F16: [2, (view, at) => half(view.getUint16(at, true))],
  // The upper half of a float32
  BF16: [2, (view, at) => floatOf(view.getUint16(at, true) << 16)],
  I64: [8, (view, at) => Number(view.getBigInt64(at, true))],
  I32: [4, (view, at) => view.getInt32(at, true)],
  U8: [1, (view, at) => view.getUint8(at)],
  I8: [1, (view, at) => view.getInt8(at)],
};

const scratch = new DataView(new ArrayBuffer(4));

/** @param {number} bits  of a float32 */
function floatOf(bits) {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}

/** Is this a kind of number that can be read? @param {string} kind */
export const isKnown = (kind) => kind in KINDS;

/** How many numbers a shape holds. @param {readonly number[]} shape */
export const sizeOf = (shape) => shape.reduce((size, side) => size * side, 1);

/**
 * @param {string} kind  such as "F32"
 * @param {number[]} shape
 * @param {Uint8Array} bytes  little-endian
 * @returns {Stored}
 */
export function stored(kind, shape, bytes) {
  const [size, readOne] = KINDS[kind];
  const count = sizeOf(shape);
  if (bytes.length !== count * size) {
    const found = `${bytes.length} bytes for ${count} numbers of ${size} bytes`;
    throw new Unreadable(`This file is damaged: a tensor of shape (${shape}) has ${found}.`);
  }
  const read = () => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: count }, (_, i) => readOne(view, i * size));
  };
  return { shape, read };
}
