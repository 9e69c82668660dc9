// Protocol buffers, as far as ONNX needs them: a message is a row of fields, each with a number.

import { Unreadable } from "./tensors.js";

/** @typedef {number | Uint8Array} Value  a whole number, or the bytes of anything else */

const CUT = "This file is damaged or cut short.";

/**
 * The fields of a message, in its order.
 * @param {Uint8Array} bytes
 * @returns {Generator<[field: number, value: Value]>}
 */
export function* fieldsOf(bytes) {
  const reader = { bytes, at: 0 };
  while (reader.at < bytes.length) {
    const tag = whole(reader);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) yield [field, whole(reader)];
    else if (wire === 1) yield [field, take(reader, 8)];
    else if (wire === 2) yield [field, take(reader, whole(reader))];
    else if (wire === 5) yield [field, take(reader, 4)];
    else throw new Unreadable(CUT);
  }
}

/** @typedef {{bytes: Uint8Array, at: number}} Reader */

/** A whole number, seven bits a byte, the lowest first. @param {Reader} reader */
function whole(reader) {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) break;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw new Unreadable(CUT);
}

/** @param {Reader} reader @param {number} length */
function take(reader, length) {
  const end = reader.at + length;
  if (!(length >= 0 && end <= reader.bytes.length)) throw new Unreadable(CUT);
  const part = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return part;
}

/** All whole numbers that are packed into bytes. @param {Uint8Array} bytes */
export function wholesIn(bytes) {
  const reader = { bytes, at: 0 };
  const found = [];
  while (reader.at < bytes.length) found.push(whole(reader));
  return found;
}

/** A field that has to be bytes. @param {Value | undefined} value */
export function bytesIn(value) {
  if (value instanceof Uint8Array) return value;
  throw new Unreadable(CUT);
}

/** @param {Value | undefined} value */
export const textIn = (value) => new TextDecoder().decode(bytesIn(value));

/** All floats that are packed into bytes. @param {Value} value @returns {number[]} */
export function floatsIn(value) {
  const { buffer, byteOffset, length } = bytesIn(value);
  const view = new DataView(buffer, byteOffset, length);
  return Array.from({ length: length >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}
