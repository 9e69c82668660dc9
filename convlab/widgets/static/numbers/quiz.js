// A question in data: what was typed, which answer that is, runs of words, squares of numbers.

import { upTo } from "./range.js";

/** @import { QuizSpec, Tiles } from "../types.js" */

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
