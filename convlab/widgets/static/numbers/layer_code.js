// A layer in a link: "64-32-3-p1", "3-64-7-s2-p3-nobias", "1d-12-4-5", "t-16-8-2-s2".

import { checkedLayer, MODES, Refusal } from "./layer_checks.js";

/** @import { LayerText } from "./layer_checks.js" */

/** @type {[letter: string, option: "stride" | "padding" | "dilation" | "output_padding"][]} */
const OPTIONS = [
  ["s", "stride"],
  ["p", "padding"],
  ["d", "dilation"],
  ["o", "output_padding"],
];
const USUAL = { stride: "1", padding: "0", dilation: "1", output_padding: "0" };

/** One number where all are the same. @param {number[] | "same"} sizes */
function short(sizes) {
  if (sizes === "same") return sizes;
  return sizes.every((one) => one === sizes[0]) ? String(sizes[0]) : sizes.join("x");
}

/** @param {LayerText} layer */
export function codeOf(layer) {
  const kind = [layer.transposed && "t", layer.ndim !== 2 && `${layer.ndim}d`];
  const steps = OPTIONS.map(([letter, option]) => {
    const sizes = short(layer[option]);
    return sizes !== USUAL[option] && letter + sizes;
  });
  const rest = [
    layer.groups > 1 && `g${layer.groups}`,
    !layer.bias && "nobias",
    layer.padding_mode !== "zeros" && layer.padding_mode,
  ];
  const counts = [layer.in_channels, layer.out_channels, short(layer.kernel_size)];
  return [...kind, ...counts, ...steps, ...rest].filter(Boolean).join("-");
}

const CODE = /^(t-)?(?:([123])d-)?(\d+)-(\d+)-(\d+(?:x\d+)*)((?:-[a-z]+[\dx]*)*)$/;

/**
 * The layer that a code says.
 * @param {string} code
 * @returns {LayerText}
 * @throws {Refusal} with the reason
 */
export function layerOf(code) {
  const found = CODE.exec(code.slice(0, 200));
  if (!found) throw new Refusal(`This link names no layer: ${code.slice(0, 24)}`);
  const [, transposed, ndim = "2", into, out, size, rest] = found;
  /** @type {Record<string, unknown>} */
  const given = { ndim: Number(ndim), transposed: Boolean(transposed) };
  for (const part of rest.split("-").filter(Boolean)) Object.assign(given, optionOf(part));
  const counts = { in_channels: Number(into), out_channels: Number(out) };
  return checkedLayer({ ...given, ...counts, kernel_size: sizes(size) });
}

/** @param {string} part @returns {Record<string, unknown>} */
function optionOf(part) {
  if (part === "nobias") return { bias: false };
  if (MODES.includes(part)) return { padding_mode: part };
  if (part === "psame") return { padding: "same" };
  const option = OPTIONS.find(([letter]) => part[0] === letter)?.[1];
  const number = part.slice(1);
  if (/^\d+$/.test(number) && part[0] === "g") return { groups: Number(number) };
  if (!option || !/^\d+(x\d+)*$/.test(number)) throw new Refusal(`A layer has no option ${part}`);
  return { [option]: sizes(number) };
}

/** @param {string} text */
const sizes = (text) => {
  const all = text.split("x").map(Number);
  return all.length > 1 ? all : all[0];
};
