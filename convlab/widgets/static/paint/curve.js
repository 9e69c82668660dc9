// The loss of every step so far, as a curve.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { powerOf } from "../numbers/training.js";

/** The loss after each step, log scale, in place of the last curve: at most two points a pixel column. */
export function drawCurve(canvas, { x, y, w, h }, losses, theme, ratio) {
  const ctx = canvas.getContext("2d");
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = theme.bg;
  ctx.fillRect(x - 4, y, w + 12, h);
  const left = x + 44,
    top = y + 32,
    wide = w - 44,
    high = h - 32 - 30;
  const logs = losses.map((v) => Math.log10(Math.max(1e-16, Math.min(v, 1e31))));
  let low = Infinity,
    most = -Infinity;
  for (const v of logs) {
    low = Math.min(low, v);
    most = Math.max(most, v);
  }
  const first = Math.floor(low),
    last = Math.max(first + 1, Math.ceil(most));
  const every = Math.ceil((last - first) / 7);
  const down = (v) => top + (high * (last - v)) / (last - first);
  const write = (words, wx, wy, align, colour = "ink-2", bold = false) => {
    ctx.fillStyle = theme[colour];
    ctx.font = `${bold ? 700 : 400} ${bold ? 15 : 14}px ${theme.font}`;
    Object.assign(ctx, { textAlign: align, textBaseline: "middle" });
    ctx.fillText(words, wx, wy);
  };
  write("loss", x, y + 10, "left", "ink", true);
  write("log scale", x + w, y + 10, "right");
  for (let n = first; n <= last; n += every) {
    ctx.fillStyle = theme.rule;
    ctx.fillRect(left, Math.round(down(n)) - 0.5, wide, 1);
    write(
      n >= -2 && n <= 3 ? text(10 ** n, Math.max(0, -n)) : powerOf(n),
      left - 8,
      down(n),
      "right",
    );
  }
  const end = losses.length - 1;
  write("step 0", left, y + h - 8, "left");
  if (end) write(text(end), x + w, y + h - 8, "right");
  ctx.strokeStyle = theme.kernel;
  ctx.lineWidth = 2;
  ctx.lineJoin = "round";
  ctx.beginPath();
  const at = (i) => left + (end ? (wide * i) / end : 0);
  const skip = Math.max(1, Math.floor(end / (2 * wide)));
  for (const i of [...upTo(0, Math.ceil(end / skip)).map((k) => k * skip), end])
    ctx.lineTo(at(i), down(logs[i]));
  ctx.stroke();
  ctx.fillStyle = theme.kernel;
  ctx.beginPath();
  ctx.arc(at(end), down(logs[end]), 4, 0, 7);
  ctx.fill();
  ctx.restore();
}
