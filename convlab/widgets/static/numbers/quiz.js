// A question in data: what was typed, which answer that is, runs of words, squares of numbers, and
// what answers make of its example.

import { limitsOf, workOut } from "./ideas.js";
import { Layer } from "./layer.js";
import { upTo } from "./range.js";
import { columnsOf, mapsIn, partsIn, placed, rowOf, rowWords } from "./rows.js";
import { text } from "./show.js";
import { numbersOf, UNTOUCHED } from "./state.js";

/** @import { Answer, Example, ExampleRow, QuizSpec, Tiles } from "../types.js" */
/** @import { Given, PlacedRow, Row } from "./rows.js" */

/** The class of what is counted. */
const COLOURED = new Map([
  ["kernel", "kernel"],
  ["slice", "channel"],
  ["bias", "bias"],
]);

/**
 * "**1 kernel** × 9" -> [["1 kernel", "kernel"], [" × 9"]]: bold runs, coloured if they count
 * something.
 * @param {string} words
 * @returns {[run: string, kind?: string][]}
 */
export function runs(words) {
  return words
    .split("**")
    .map((run, i) => /** @type {[string, string?]} */ (i % 2 === 0 ? [run] : [run, kindOf(run)]))
    .filter(([run]) => run);
}

/** @param {string} run */
function kindOf(run) {
  const counted = /^[\d,]+ (kernel|slice|bias)(?:e?s)?$/.exec(run);
  return (counted && COLOURED.get(counted[1])) ?? "bold";
}

/**
 * The number that someone typed, thousands set apart or not, a minus sign of either kind; null if
 * it is none.
 * @param {string} words
 */
export function typedNumber(words) {
  const plain = words.trim().replace("−", "-");
  const isNumber = /^[-+]?(\d+|\d{1,3}([, ]\d{3})+)(\.\d+)?$/.test(plain);
  return isNumber ? Number(plain.replace(/[, ]/g, "")) : null;
}

/**
 * Which answer a choice is: its index, or for a number that was typed maybe none, -1.
 * @param {Pick<QuizSpec, "typed" | "answers">} spec
 * @param {string | number} chosen  what was typed, or the index chosen
 */
export function answerTo({ typed, answers }, chosen) {
  if (!typed) return Number(chosen);
  const number = typedNumber(String(chosen));
  return answers.findIndex((answer) => typedNumber(answer.text) === number);
}

/**
 * The numbers of a picture: as they are, or one signed byte each for 127 steps to the limit.
 * @param {Pick<Tiles, "values" | "limit">} tiles
 */
export function tileValues({ values, limit }) {
  if (typeof values !== "string") return Float32Array.from(values);
  const bytes = Int8Array.from(atob(values), (letter) => letter.charCodeAt(0));
  return Float32Array.from(bytes, (v) => (v * limit) / 127);
}

/**
 * A picture in words: its label, and its numbers if they are written in it.
 * @param {Pick<Tiles, "label" | "shape" | "values" | "names">} tiles
 */
export function tileWords({ label, shape: [n, h, w], values, names }) {
  if (typeof values === "string") return label;
  /** @type {(i: number) => string} */
  const lineWords = (i) => values.slice(i * w, (i + 1) * w).join(" ");
  /** @type {(i: number) => string} */
  const squareWords = (i) => {
    const lines = upTo(i * h, (i + 1) * h).map(lineWords);
    return `${names[i] ?? ""} ${lines.join("; ")}`.trim();
  };
  return `${label}: ${upTo(0, n).map(squareWords).join(" | ")}`;
}

// ---- The example

/** @typedef {{x: Float32Array, weight: Float32Array, bias: Float32Array}} Arrays */
/** @typedef {ReturnType<typeof workExample>} WorkedExample */

/**
 * A question's example, worked out, and the rows that its answers make of it.
 * @param {Example} example
 * @param {Arrays} arrays
 * @param {Answer[]} answers
 */
export function workExample(example, arrays, answers) {
  const { x_shape: xShape, weight_shape: weightShape, steps, muted } = example;
  const task = { ...arrays, xShape, weightShape, steps };
  const worked = workOut(task, 0);
  worked.layer.muted = new Set(muted);
  const columns = columnsOf(worked, example.channel_names);
  const given = { worked, columns, hasBias: example.has_bias, muted };
  const layer = rowOf(given, "layer");
  const rows = answers.map(({ row }) => (row ? exampleRow(given, task, row) : null));
  const ideas = rows.flatMap((row, i) => (row ? [[`${i}`, mapsIn(row)]] : []));
  const limits = limitsOf(mapsIn(layer), Object.fromEntries(ideas), xShape[0]);
  const facts = numbersOf(new Layer(task), { steps });
  return { worked, columns, layer, rows, limits, facts };
}

/**
 * @param {Given} given
 * @param {Parameters<typeof workOut>[0]} task
 * @param {ExampleRow} row
 * @returns {Row}
 */
function exampleRow(given, task, { idea, weight, photo }) {
  const worked = weight ? workOut({ ...task, weight: Float32Array.from(weight) }, 0) : given.worked;
  const row = rowOf({ ...given, worked }, idea);
  return photo ? { ...row, result: { ...row.result, scheme: "grey" } } : row;
}

/** @typedef {ReturnType<typeof lookAtAnswer>} SeenAnswer */

/**
 * The row of an answer, if it has one of its own, and the layer's, at the example's place.
 * @param {WorkedExample} found
 * @param {Example} example
 * @param {Answer[]} answers
 * @param {number} i  which answer
 */
export function lookAtAnswer({ worked, layer, rows }, example, answers, i) {
  const at = example.row * worked.ow + example.col;
  const own = isLayer(answers[i]) ? null : rows[i];
  const isApart = own && answers[i].row?.weight; // other slices have digits of their own
  const { rows: found, decimals } = placed(own && !isApart ? [layer, own] : [layer], at);
  const seen = { layer: found[0], decimals };
  if (!own) return { ...seen, idea: null, ownDecimals: decimals };
  if (!isApart) return { ...seen, idea: found[1], ownDecimals: decimals };
  const apart = placed([own], at);
  return { ...seen, idea: apart.rows[0], ownDecimals: apart.decimals };
}

/** Is an answer's row the layer's own? @param {Answer} answer */
const isLayer = ({ row }) => row?.idea === "layer" && !row.weight;

/**
 * A sum as it is written under its row: "2.28 + (−0.60) + (−0.50) = 1.18".
 * @param {PlacedRow} row
 * @param {number} decimals
 */
export function sumText(row, decimals) {
  const parts = partsIn(row).map((v) => (v < 0 ? `(${text(v, decimals)})` : text(v, decimals)));
  return `${parts.join(" + ")} = ${text(row.total ?? 0, decimals)}`;
}

/**
 * What rows show, for a screen reader.
 * @param {SeenAnswer} seen
 * @param {WorkedExample} found
 * @param {Example} example
 */
export function answerWords({ layer, idea, decimals, ownDecimals }, { columns }, { name }) {
  const names = columns.map((column) => column.name);
  const own = idea ? `Your idea: ${rowWords(idea, names, ownDecimals)}. ` : "";
  const whose = `${name[0][0].toUpperCase()}${name.join(" ").slice(1)}`;
  return `${own}${whose}: ${rowWords(layer, names, decimals)}.`;
}

/** @type {(values: Float32Array) => DataView} as a trait that holds bytes */
const bytes = (values) => new DataView(values.slice().buffer);

/**
 * The traits of an explorer of the example, its place picked.
 * @param {Example} example
 * @param {Arrays} arrays
 * @returns {Record<string, unknown>}
 */
export function explorerTraits(example, { x, weight, bias }) {
  const { x_shape, weight_shape, has_bias, channel_names, steps, photo } = example;
  const isNamed = channel_names.some((name, c) => name !== `channel ${c}`);
  const moves = { ...steps, padding_mode: "zeros" };
  const kind = { ndim: 2, output_padding: 0, transposed: false };
  const { draft: _, ...untouched } = UNTOUCHED; // the browser's own
  const state = {
    ...{ in_channels: x_shape[0], out_channels: 1, groups: 1, kernel_size: 0, ...moves },
    ...{ out_channel: 0, in_channel: 0, row: example.row, col: example.col },
    ...{ view: "slice and partial map", muted: example.muted, ...untouched },
  };
  const spec = {
    ...{ x_shape, weight_shape, slices: weight_shape[1], has_bias },
    channel_names: isNamed ? channel_names : [],
    ...{ controls: ["view", "play", "slide"], limit: 0, steps: moves, photo, kind },
  };
  const arrays = { _x: bytes(x), _weight: bytes(weight), _bias: bytes(bias) };
  return { ...state, ...arrays, _names: Object.keys(state), _spec: spec };
}
