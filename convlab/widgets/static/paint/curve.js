// The loss of every step so far, as a curve.

import { clamp, upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { powerOf } from "../numbers/training.js";
import { penOf } from "./pen.js";

/** @import { Colour, Rectangle, Theme } from "../types.js" */

/**
 * The loss after each step, log scale, in place of the last curve: two points a pixel column at
 * most.
 * @param {HTMLCanvasElement} canvas
 * @param {Rectangle} box  in CSS pixels, of which each takes `ratio` device pixels
 * @param {number[]} losses
 * @param {Theme} theme
 * @param {number} ratio
 */
export function drawCurve(canvas, box, losses, theme, ratio) {
  const { x, y, w, h } = box;
  const pen = penOf(canvas);
  pen.save();
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = theme.bg;
  pen.fillRect(x - 4, y, w + 12, h);
  const chart = chartOf(box, losses);
  drawAxes(pen, box, chart, theme);
  drawLine(pen, chart, theme);
  pen.restore();
}

/**
 * @typedef {object} Chart
 * @property {number[]} logs  of the losses, to base 10
 * @property {number} last  step
 * @property {number} left
 * @property {number} wide
 * @property {number} low  the power of ten at the lower end
 * @property {number} high  and at the upper
 * @property {(power: number) => number} y
 * @property {(step: number) => number} x
 */

/**
 * @param {Rectangle} box
 * @param {number[]} losses
 * @returns {Chart}
 */
function chartOf({ x, y, w, h }, losses) {
  const left = x + 44;
  const top = y + 32;
  const wide = w - 44;
  const tall = h - 32 - 30;
  const logs = losses.map((v) => Math.log10(clamp(v, 1e-16, 1e31)));
  let least = Infinity;
  let most = -Infinity;
  for (const v of logs) {
    least = Math.min(least, v);
    most = Math.max(most, v);
  }
  const low = Math.floor(least);
  const high = Math.max(low + 1, Math.ceil(most));
  const last = losses.length - 1;
  return {
    logs,
    last,
    left,
    wide,
    low,
    high,
    y: (power) => top + (tall * (high - power)) / (high - low),
    x: (step) => left + (last ? (wide * step) / last : 0),
  };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Rectangle} box
 * @param {Chart} chart
 * @param {Theme} theme
 */
function drawAxes(pen, { x, y, w, h }, { low, high, left, wide, last, ...chart }, theme) {
  /** @type {(words: string, x: number, y: number, align: "left" | "right") => void} */
  const write = (words, x, y, align) => {
    writeAt(pen, words, { x, y, align, font: `400 14px ${theme.font}`, colour: theme["ink-2"] });
  };
  const title = { x, y: y + 10, font: `700 15px ${theme.font}`, colour: theme.ink };
  writeAt(pen, "loss", { align: "left", ...title });
  write("log scale", x + w, y + 10, "right");
  const every = Math.ceil((high - low) / 7);
  for (let power = low; power <= high; power += every) {
    const at = chart.y(power);
    pen.fillStyle = theme.rule;
    pen.fillRect(left, Math.round(at) - 0.5, wide, 1);
    const isPlain = power >= -2 && power <= 3;
    const words = isPlain ? text(10 ** power, Math.max(0, -power)) : powerOf(power);
    write(words, left - 8, at, "right");
  }
  write("step 0", left, y + h - 8, "left");
  if (last) write(text(last), x + w, y + h - 8, "right");
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} words
 * @param {{x: number, y: number, align: "left" | "right", font: string, colour: string}} look
 */
function writeAt(pen, words, { x, y, align, font, colour }) {
  pen.fillStyle = colour;
  pen.font = font;
  Object.assign(pen, { textAlign: align, textBaseline: "middle" });
  pen.fillText(words, x, y);
}

/**
 * The curve, and a dot at its end.
 * @param {CanvasRenderingContext2D} pen
 * @param {Chart} chart
 * @param {Theme} theme
 */
function drawLine(pen, { logs, last, wide, x, y }, theme) {
  pen.strokeStyle = theme.kernel;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  pen.beginPath();
  const every = Math.max(1, Math.floor(last / (2 * wide)));
  const steps = upTo(0, Math.ceil(last / every)).map((i) => i * every);
  for (const step of [...steps, last]) pen.lineTo(x(step), y(logs[step]));
  pen.stroke();
  pen.fillStyle = theme.kernel;
  pen.beginPath();
  pen.arc(x(last), y(logs[last]), 4, 0, 7);
  pen.fill();
}
