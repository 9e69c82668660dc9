// The loss of every step so far, as a curve on a log scale whose axes stay.

import { logOf, lossAxes, powerText, short } from "../numbers/progress.js";
import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { NOTE } from "./board.js";

/** @import { Board, Point, Rectangle } from "../types.js" */
/** @typedef {Rectangle & ReturnType<typeof lossAxes>} Axes  the chart, and what its sides count */

const LEFT = 44; // room for the names of decades
const TOP = 32;
const LABEL = 84; // room for the last loss, right of its dot

/**
 * The losses with their axes.
 * @param {Board} board
 * @param {Rectangle} where
 * @param {number[]} losses
 */
export function putCurve(board, { x, y, w, h }, losses) {
  /** @type {Axes} */
  const axes = { x: x + LEFT, y: y + TOP, w: w - LEFT, h: h - TOP - 24, ...lossAxes(losses) };
  board.add("text", { text: "loss", x, y: y + 8, bold: true });
  board.add("text", { text: "mean of error², log scale", x: x + 36, y: y + 8, ...NOTE });
  putDecades(board, axes);
  putSteps(board, axes);
  putLine(board, axes, losses);
}

/** @param {Axes} axes @param {number} power */
const down = ({ h, low, high }, power) => (h * (high - power)) / (high - low);

/**
 * A line for each decade, or for so many that the axis shows; each second one is named.
 * @param {Board} board
 * @param {Axes} axes
 */
function putDecades(board, axes) {
  const { x, y, w, low, high, every } = axes;
  for (let n = 0, power = high; power >= low; n++, power -= every) {
    const at = y + down(axes, power);
    board.add("ground", { x, y: Math.round(at) - 0.5, w, h: 1, colour: "rule" });
    if (n % 2) continue;
    board.add("text", { text: powerText(power), x: x - 8, y: at, align: "right", ...NOTE });
  }
}

/**
 * Names along the steps, two of them where it is narrow.
 * @param {Board} board
 * @param {Axes} axes
 */
function putSteps(board, { x, y, w, h, steps }) {
  const parts = w < 260 ? 2 : 4;
  for (const n of upTo(0, parts + 1)) {
    const at = { x: x + (n * w) / parts, y: y + h + 14 };
    /** @type {"left" | "center" | "right"} */
    const align = n === 0 ? "left" : n === parts ? "right" : "center";
    const words = n ? text((n * steps) / parts) : "step 0";
    board.add("text", { text: words, ...at, align, ...NOTE });
  }
}

/**
 * The line, of many losses at most two points a pixel, and the last loss in figures.
 * @param {Board} board
 * @param {Axes} axes
 * @param {number[]} losses
 */
function putLine(board, axes, losses) {
  const { x, y, w, h, steps } = axes;
  const last = losses.length - 1;
  const stride = Math.max(1, Math.floor(last / (2 * w)));
  const shown = [...upTo(0, Math.ceil(last / stride)).map((i) => i * stride), last];
  /** @type {[number, number][]} */
  const points = shown.map((step) => [(w * step) / steps, down(axes, logOf(losses[step]))]);
  board.add("line", { x, y, w, h, points });
  const [right, below] = points[points.length - 1];
  const isFar = right > w - LABEL; // then it stands on the other side of the line
  const isUnder = isFar && losses[last] < losses[0];
  board.add("text", {
    text: short(losses[last]),
    x: x + right + (isFar ? -12 : 12),
    y: y + Math.max(8, Math.min(h - 8, below + (isUnder ? 15 : -15))),
    bold: true,
    align: isFar ? "right" : "left",
  });
}
