// The loss of every step so far, as a curve on a log scale.

import { clamp, upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { powerOf } from "../numbers/training.js";
import { NOTE } from "./board.js";

/** @import { Board, Rectangle } from "../types.js" */

/** A power of ten in words. @param {number} power */
const powerWords = (power) =>
  power >= -2 && power <= 3 ? text(10 ** power, Math.max(0, -power)) : powerOf(power);

/**
 * The losses with their axes; of many, at most two points a pixel column.
 * @param {Board} board
 * @param {Rectangle} where
 * @param {number[]} losses
 */
export function putCurve(board, { x, y, w, h }, losses) {
  const [left, top, wide, tall] = [x + 44, y + 32, w - 44, h - 62];
  const logs = losses.map((loss) => Math.log10(clamp(loss, 1e-16, 1e31)));
  const low = Math.floor(logs.reduce((a, b) => Math.min(a, b)));
  const high = Math.max(low + 1, Math.ceil(logs.reduce((a, b) => Math.max(a, b))));
  const last = losses.length - 1;
  /** @param {number} power */
  const down = (power) => (tall * (high - power)) / (high - low);

  board.add("text", { text: "loss", x, y: y + 10, bold: true });
  board.add("text", { text: "log scale", x: x + w, y: y + 10, align: "right", ...NOTE });
  const every = Math.ceil((high - low) / 7);
  for (let power = low; power <= high; power += every) {
    const at = top + down(power);
    board.add("ground", { x: left, y: Math.round(at) - 0.5, w: wide, h: 1, colour: "rule" });
    board.add("text", { text: powerWords(power), x: left - 8, y: at, align: "right", ...NOTE });
  }
  board.add("text", { text: "step 0", x: left, y: y + h - 8, ...NOTE });
  if (last)
    board.add("text", { text: text(last), x: x + w, y: y + h - 8, align: "right", ...NOTE });

  const stride = Math.max(1, Math.floor(last / (2 * wide)));
  const steps = [...upTo(0, Math.ceil(last / stride)).map((i) => i * stride), last];
  /** @type {[number, number][]} */
  const points = steps.map((step) => [last ? (wide * step) / last : 0, down(logs[step])]);
  board.add("line", { x: left, y: top, w: wide, h: tall, points });
}
