// A network's graph at work on one picture: its convolution layers, each with its true input.

import { addPartial, pad } from "../convolve.js";
import { Layer } from "../layer.js";
import { upTo } from "../range.js";
import { list, movesOf, number, OPERATIONS, Unknown } from "./operations.js";
import { sizeOf, Unreadable } from "./tensors.js";

/** @import { Pair } from "../../types.js" */
/** @import { Graph, Node } from "./onnx.js" */
/** @import { Maps } from "./operations.js" */

/**
 * A convolution layer of a network.
 * @typedef {object} Seen
 * @property {string} name
 * @property {string} reason  why it is not shown, or ""
 * @property {string} note  what comes in
 * @property {Maps} [x]
 * @property {Maps} [output]
 * @property {Maps} [weight]  (out, in / groups, kh, kw); transposed: (in, out / groups, kh, kw)
 * @property {Float32Array} [bias]
 * @property {Options} [options]
 */

/** @typedef {{stride: Pair, padding: Pair, dilation: Pair, groups: number, ndim: number,
 *   transposed: boolean, output_padding: Pair}} Options */

const CONVOLUTIONS = ["Conv", "ConvTranspose"];
const PICTURE = "its input is the picture";
const MAPS = "its input is what the layers before it make of the picture";
const MOST_WORK = 4e9; // multiply-adds of a layer: some seconds

/**
 * Run a graph step by step; each convolution layer is given away as soon as it is worked out.
 * @param {Graph} graph
 * @param {Maps} x  (c, h, w)
 * @returns {Generator<Seen>}
 */
export function* run(graph, x) {
  /** @type {Map<string, Maps | string>} a value, or why there is none */
  const values = new Map([[graph.inputs[0].name, x]]);
  const left = lastUses(graph);
  for (const [n, node] of graph.nodes.entries()) {
    const inputs = node.inputs.map((name) => valueNamed(name, values, graph));
    const isLayer = CONVOLUTIONS.includes(node.op);
    const missing = inputs.find((value) => typeof value === "string");
    const given = /** @type {Maps[]} */ (inputs);
    const isFirst = node.inputs[0] === graph.inputs[0].name;
    const seen = isLayer && convolved(node, missing, given, isFirst ? PICTURE : MAPS);
    if (seen) yield seen;
    const made = seen ? (seen.output ?? seen.reason) : (missing ?? operated(node, given));
    for (const name of node.outputs) values.set(name, made);
    for (const name of node.inputs) if (left.get(name) === n) values.delete(name);
  }
}

/** The last step that reads each value, after which it is forgotten. @param {Graph} graph */
const lastUses = ({ nodes }) =>
  new Map(nodes.flatMap(({ inputs }, n) => inputs.map((name) => [name, n])));

/**
 * @param {string} name
 * @param {Map<string, Maps | string>} values
 * @param {Graph} graph
 * @returns {Maps | string | undefined}
 */
function valueNamed(name, values, { tensors }) {
  const known = values.get(name);
  if (known !== undefined || name === "") return known;
  const tensor = tensors.get(name);
  return tensor ? { shape: tensor.shape, data: tensor.read() } : "it has an input of its own";
}

/** @type {(node: Node, inputs: Maps[]) => Maps | string} */
function operated(node, inputs) {
  const value = node.attributes.get("value");
  if (node.op === "Constant" && value && typeof value === "object" && "read" in value) {
    return { shape: value.shape, data: value.read() };
  }
  const operation = OPERATIONS[node.op];
  if (!operation) return `it stands behind ${node.op}, which this page cannot do`;
  try {
    return operation(inputs, node);
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return `it stands behind ${node.op} with ${error.message}, which this page cannot do`;
  }
}

/** @type {(node: Node, missing: Maps | string | undefined, inputs: Maps[], comes: string) =>
 *   Seen} */
function convolved(node, missing, [x, weight, bias], comes) {
  const name = nameOf(node);
  if (typeof missing === "string") return { name, note: "", reason: missing };
  const ndim = weight.shape.length - 2;
  if (ndim > 2) return { name, note: "", reason: "it has three dimensions" };
  const kernel = weight.shape.slice(2);
  const moves = movesOf(node, kernel, x.shape.slice(-ndim));
  const groups = number(node, "group", 1);
  const transposed = node.op === "ConvTranspose";
  const reads = transposed ? weight.shape[0] : weight.shape[1] * groups;
  if (x.shape[0] !== reads) {
    const reason = `it reads ${reads} channels, and ${x.shape[0]} come`;
    return { name, note: "", reason };
  }
  const lifted = lift(x, weight, moves, ndim);
  const extra = list(node, "output_padding", Array(ndim).fill(0));
  const given = padded(lifted.x, lifted.pads, transposed);
  /** @type {Options} */
  const options = {
    ...{ stride: lifted.stride, dilation: lifted.dilation, padding: given.padding },
    ...{ groups, ndim, transposed, output_padding: pairOf(extra, 0) },
  };
  const note = [comes, given.note].filter(Boolean).join("; ");
  const bare = { name, note, x: given.x, weight: lifted.weight, options };
  return worked({ ...bare, bias: bias?.data });
}

/** A layer with its maps, or why there are none.
 * @param {Omit<Seen, "reason">} one @returns {Seen} */
export function worked(one) {
  const output = outputOf(one);
  if (typeof output === "string") return { name: one.name, note: "", reason: output };
  return { ...one, output, reason: "" };
}

/** A layer's name: by its weight, as PyTorch has it, or by its step. @param {Node} node */
function nameOf({ name, inputs, op }) {
  const own = inputs[1] ?? "";
  if (own.endsWith(".weight")) return own.slice(0, -".weight".length);
  return name.replace(/^\/|\/Conv(Transpose)?$/g, "").replaceAll("/", ".") || op;
}

/** @type {(sides: number[], usual: number) => Pair} a signal is a picture one row high */
const pairOf = (sides, usual) => (sides.length === 1 ? [usual, sides[0]] : [sides[0], sides[1]]);

/** @param {Maps} x @param {Maps} weight @param {ReturnType<typeof movesOf>} moves
 * @param {number} ndim */
function lift(x, weight, { stride, dilation, pads }, ndim) {
  const [out, slices] = weight.shape;
  const [kh, kw] = pairOf(weight.shape.slice(2), 1);
  return {
    x,
    weight: { shape: [out, slices, kh, kw], data: weight.data },
    stride: pairOf(stride, 1),
    dilation: pairOf(dilation, 1),
    pads: ndim === 1 ? [[0, 0], pads[0]] : pads,
  };
}

/**
 * Padding that differs before and after is put around x first: a layer pads both alike.
 * @param {Maps} x
 * @param {number[][]} pads
 * @param {boolean} transposed
 * @returns {{x: Maps, padding: Pair, note: string}}
 */
function padded(x, pads, transposed) {
  const [[above, below], [left, right]] = pads;
  if (above === below && left === right) return { x, padding: [above, left], note: "" };
  if (transposed) throw new Unreadable("A transposed layer here is cut off unevenly.");
  const [c, h, w] = x.shape;
  const tall = h + above + below;
  const wide = w + left + right;
  const data = new Float32Array(c * tall * wide);
  for (const n of upTo(0, c)) {
    const plane = x.data.subarray(n * h * w, (n + 1) * h * w);
    data.set(
      pad(
        plane,
        [h, w],
        [
          [above, below],
          [left, right],
        ],
      ),
      n * tall * wide,
    );
  }
  const ends = `${above} above, ${below} below, ${left} left, ${right} right`;
  const note = `zeros are put around it first: ${ends}`;
  return { x: { shape: [c, tall, wide], data }, padding: [0, 0], note };
}

/**
 * The layer that the browser works with: its grid has a slice for each of its kernels and channels.
 * @param {Pick<Seen, "x" | "weight" | "bias" | "options">} seen
 */
export function layerOf({ x, weight, bias, options }) {
  const { groups, ndim, transposed, output_padding, ...steps } = /** @type {Options} */ (options);
  const { shape, data } = gridOf(/** @type {Maps} */ (weight), groups, transposed);
  const [out, , kh, kw] = shape;
  const [c, h, w] = /** @type {Maps} */ (x).shape;
  const layer = new Layer({
    x: /** @type {Maps} */ (x).data,
    xShape: [c, h, w],
    weight: data,
    weightShape: [out, c, kh, kw],
    bias: bias ?? new Float32Array(out),
    kind: { ndim, transposed, output_padding },
  });
  layer.configure({ in_channels: c, out_channels: out, groups, kernel_size: 0, ...steps });
  return layer;
}

/** Kernels first: a transposed layer keeps its channels first.
 * @type {(weight: Maps, groups: number, transposed: boolean) => Maps} */
function gridOf({ shape, data }, groups, transposed) {
  if (!transposed) return { shape, data };
  const [c, each, kh, kw] = shape;
  const [per, size] = [c / groups, kh * kw];
  const turned = new Float32Array(data.length);
  for (const group of upTo(0, groups))
    for (const o of upTo(0, each))
      for (const n of upTo(0, per)) {
        const from = ((group * per + n) * each + o) * size;
        turned.set(data.subarray(from, from + size), ((group * each + o) * per + n) * size);
      }
  return { shape: [each * groups, per, kh, kw], data: turned };
}

/** All maps of a layer, or why there are none.
 * @param {Pick<Seen, "x" | "weight" | "bias" | "options">} seen @returns {Maps | string} */
function outputOf(seen) {
  const layer = layerOf(seen);
  const { oh, ow, outChannels, inChannels, groups } = layer;
  if (oh < 1 || ow < 1) return "its kernels are larger than what comes in: take a larger picture";
  const work = (outChannels * inChannels * sizeOf([oh, ow, layer.kh, layer.kw])) / groups;
  if (work > MOST_WORK) return `it takes ${Math.round(work / 1e9)} billion multiply-adds`;
  const data = new Float32Array(outChannels * oh * ow);
  const planes = upTo(0, inChannels).map((c) => layer.plane(c));
  for (const o of upTo(0, outChannels)) {
    let sum = /** @type {Float32Array} */ (new Float32Array(oh * ow).fill(layer.bias[o]));
    for (const c of upTo(...layer.range(o)))
      sum = addPartial(sum, planes[c], layer.slice(o, c), layer);
    data.set(sum, o * oh * ow);
  }
  return { shape: [outChannels, oh, ow], data };
}
