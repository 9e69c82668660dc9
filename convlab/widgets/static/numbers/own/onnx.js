// An ONNX file as a graph: what goes in, the steps, and the tensors that it brings. The numbers of
// the fields are those of onnx.proto.

import { bytesIn, fieldsOf, floatsIn, textIn, wholesIn } from "./protobuf.js";
import { stored, Unreadable } from "./tensors.js";

/** @import { Value } from "./protobuf.js" */
/** @import { Stored } from "./tensors.js" */

/**
 * @typedef {object} Node
 * @property {string} op  such as "Conv"
 * @property {string} name
 * @property {string[]} inputs
 * @property {string[]} outputs
 * @property {Map<string, Attribute>} attributes
 */

/** @typedef {number | number[] | string | Stored} Attribute */

/** @typedef {{name: string, shape: (number | null)[]}} Input  null: any size */

/**
 * @typedef {object} Graph
 * @property {Input[]} inputs  but for those that the file brings
 * @property {Node[]} nodes  in an order in which they can be run
 * @property {Map<string, Stored>} tensors
 */

/** ONNX' numbers of the kinds of numbers. @type {Record<number, string>} */
const KINDS = { 1: "F32", 2: "U8", 3: "I8", 6: "I32", 7: "I64", 10: "F16", 11: "F64", 16: "BF16" };

/** The fields of a message by number. @param {Value} bytes @returns {Map<number, Value[]>} */
function grouped(bytes) {
  const found = new Map();
  for (const [field, value] of fieldsOf(bytesIn(bytes))) {
    if (found.has(field)) found.get(field).push(value);
    else found.set(field, [value]);
  }
  return found;
}

/** Whole numbers, packed or one by one. @param {Value[]} [values] @returns {number[]} */
const wholes = (values = []) =>
  values.flatMap((value) => (typeof value === "number" ? [value] : wholesIn(value)));

/** Floats, packed or one by one. @param {Value[]} [values] */
const floats = (values = []) => values.flatMap(floatsIn);

/** @param {Value} bytes @returns {[name: string, tensor: Stored]} */
function tensorIn(bytes) {
  const fields = grouped(bytes);
  const name = fields.has(8) ? textIn(fields.get(8)?.[0]) : "";
  const shape = wholes(fields.get(1));
  const kind = KINDS[wholes(fields.get(2))[0]];
  if (fields.has(13) || wholes(fields.get(14))[0] === 1) {
    throw new Unreadable(
      "This file keeps its weights in another file beside it: save the model with them inside.",
    );
  }
  if (!kind) return [name, { shape, read: () => new Float32Array(0) }];
  const raw = fields.get(9)?.[0];
  if (raw instanceof Uint8Array) return [name, stored(kind, shape, raw)];
  const list = fields.has(4) ? floats(fields.get(4)) : wholes(fields.get(7) ?? fields.get(5));
  return [name, { shape, read: () => Float32Array.from(list) }];
}

/** @param {Value} bytes @returns {[name: string, value: Attribute]} */
function attributeIn(bytes) {
  const fields = grouped(bytes);
  const [name] = (fields.get(1) ?? []).map(textIn);
  const [tensor] = (fields.get(5) ?? []).map(tensorIn);
  if (tensor) return [name, tensor[1]];
  if (fields.has(8)) return [name, wholes(fields.get(8))];
  if (fields.has(7)) return [name, floats(fields.get(7))];
  if (fields.has(4)) return [name, textIn(fields.get(4)?.[0])];
  if (fields.has(2)) return [name, floats(fields.get(2))[0]];
  return [name, wholes(fields.get(3))[0] ?? 0];
}

/** @param {Value} bytes @returns {Node} */
function nodeIn(bytes) {
  const fields = grouped(bytes);
  const texts = (/** @type {number} */ field) => (fields.get(field) ?? []).map(textIn);
  return {
    op: texts(4)[0] ?? "",
    name: texts(3)[0] ?? "",
    inputs: texts(1),
    outputs: texts(2),
    attributes: new Map((fields.get(5) ?? []).map(attributeIn)),
  };
}

/** @param {Value} bytes @returns {Input} */
function inputIn(bytes) {
  const inner = (/** @type {Value[] | undefined} */ values) =>
    grouped(values?.[0] ?? new Uint8Array());
  const fields = grouped(bytes);
  const shape = inner(inner(inner(fields.get(2)).get(1)).get(2));
  const sides = (shape.get(1) ?? []).map((side) => wholes(grouped(side).get(1))[0] || null);
  return { name: textIn(fields.get(1)?.[0]), shape: sides };
}

/** @param {Uint8Array} bytes @returns {Graph} */
export function readOnnx(bytes) {
  const graph = grouped(bytes).get(7)?.[0];
  if (!(graph instanceof Uint8Array)) throw new Unreadable("This is no ONNX file.");
  const fields = grouped(graph);
  const tensors = new Map((fields.get(5) ?? []).map(tensorIn));
  const inputs = (fields.get(11) ?? []).map(inputIn).filter(({ name }) => !tensors.has(name));
  return { inputs, nodes: (fields.get(1) ?? []).map(nodeIn), tensors };
}
