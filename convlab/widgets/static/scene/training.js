// Where everything of the trainer stands: slices, channels, maps, and the reason for one step.

import { decimalsOf, roundUp, sharedLimit, text } from "../numbers/show.js";
import { powerOf, short, unitOf } from "../numbers/training.js";
import { makeBoard, putMap, WIDTH } from "./board.js";

const LEFT = 84,
  CELL = 42,
  TALL = 26,
  WIDE = 126,
  COLUMN = 146,
  CURVE = 600,
  NARROW = 600;

const CHIPS = { red: "R", green: "G", blue: "B" };

const unitWords = (unit) =>
  unit === 0
    ? ""
    : unit >= -4 && unit <= 3
      ? `× ${text(10 ** unit, Math.max(0, -unit))}`
      : `× ${powerOf(unit)}`;

/** One row of slices, with the bias in its pill. values: a point, or null for hidden figures. */
function putSliceRow(
  board,
  show,
  y,
  { label, values, range, unit = 0, decimals, biasDecimals = decimals },
) {
  const { task, picked } = show;
  const rows = task.kh * TALL,
    high = Math.max(rows, 44),
    middle = y + high / 2,
    top = middle - rows / 2;
  const words = [...label, ...(unit ? [unitWords(unit)] : [])];
  words.forEach((word, i) =>
    board.add("text", {
      text: word,
      x: 0,
      y: middle + (i - (words.length - 1) / 2) * 20,
      bold: i === 0,
      size: i ? 14 : 15,
      colour: i ? "ink-2" : "kernel",
    }),
  );
  for (let c = 0; c < task.c; c++) {
    const w = task.kw * CELL,
      x = LEFT + c * COLUMN + WIDE - w;
    if (values) {
      board.add("cells", {
        values: [...values.subarray(c * task.taps, (c + 1) * task.taps)].map((v) => v / 10 ** unit),
        columns: task.kw,
        cell: CELL,
        tall: TALL,
        size: 14,
        decimals,
        scheme: "signed",
        range: range / 10 ** unit,
        x,
        y: top,
      });
      if (c === picked.channel)
        board.add("ring", {
          x: x + picked.col * CELL,
          y: top + picked.row * TALL,
          w: CELL,
          h: TALL,
        });
    } else {
      board.add("hatch", { x, y: top, w, h: rows });
      board.add("text", {
        text: "?",
        x: x + w / 2,
        y: middle,
        size: 24,
        bold: true,
        align: "center",
        colour: "ink-2",
      });
    }
    board.places.push({ x, y: top, w, h: rows, scale: CELL, tall: TALL, role: "weight", c });
  }
  const x = LEFT + task.c * COLUMN + 28;
  board.add("pill", {
    text: values ? text(values.at(-1) / 10 ** unit, biasDecimals) : "?",
    x,
    y: middle,
  });
  return y + high + 16;
}

/** The channels over their slices, with the ring of what the picked weight has touched. */
function putChannels(board, show) {
  const { task, names, picked, input } = show;
  for (let c = 0; c < task.c; c++) {
    const x = LEFT + c * COLUMN,
      letter = CHIPS[names[c]];
    if (letter) board.add("chip", { text: letter, colour: names[c], x, y: 4 });
    else
      board.add("text", {
        text: names[c]?.slice(0, 6) || String(c),
        x,
        y: 17,
        size: 14,
        colour: "channel",
      });
    const at = putMap(
      board,
      show,
      { data: task.planes[c], w: task.w, h: task.h, ...input },
      x + WIDE - 78,
      4,
      78,
    );
    if (c === picked.channel) {
      board.add("ring", {
        x: at.x + picked.col * at.scale,
        y: at.y + picked.row * at.scale,
        w: task.ow * at.scale,
        h: task.oh * at.scale,
      });
    }
  }
  board.add("text", {
    text: "bias",
    x: LEFT + task.c * COLUMN + 28,
    y: 70,
    size: 14,
    align: "center",
    colour: "bias",
  });
  return 98;
}

/** map − target = error; the mean of its squares is the loss. */
function putMaps(board, show, y) {
  const { task, now, limits, narrow } = show;
  const size = narrow ? 168 : 172,
    signed = { w: task.ow, h: task.oh, scheme: "signed", range: limits.maps };
  const column = (i) => i * (narrow ? 210 : 220);
  for (const [i, [label, data]] of [
    ["map now", now.map],
    ["target map", task.target],
    ["error", now.error],
  ].entries()) {
    board.add("text", { text: label, x: column(i), y: y + 10, bold: true });
    putMap(board, show, { ...signed, data }, column(i), y + 28, size);
    if (i)
      board.add("text", {
        text: i === 1 ? "−" : "=",
        x: column(i) - 24,
        y: y + 28 + size / 2,
        size: 26,
        bold: true,
        align: "center",
      });
  }
  const [x, top] = narrow ? [0, y + size + 40] : [column(3), y],
    middle = narrow ? top + 18 : y + 28 + size / 2;
  if (!narrow)
    board.add("text", {
      text: "→",
      x: x - 24,
      y: middle,
      size: 22,
      align: "center",
      colour: "ink-2",
    });
  board.add("text", { text: "loss", x, y: narrow ? middle : top + 10, bold: true });
  board.add("text", {
    text: "the mean of error²,",
    x: narrow ? 56 : x,
    y: narrow ? middle - 10 : top + 40,
    size: 14,
    colour: "ink-2",
  });
  board.add("text", {
    text: `over ${text(now.error.length)} places`,
    x: narrow ? 56 : x,
    y: narrow ? middle + 10 : top + 60,
    size: 14,
    colour: "ink-2",
  });
  board.add("text", {
    text: short(now.loss),
    x: narrow ? column(1) : x,
    y: middle,
    size: 24,
    bold: true,
  });
  const legend = narrow ? { x: column(2), y: top } : { x, y: top + 161 };
  board.add("text", { text: "signed scale", ...legend, size: 14, colour: "ink-2" });
  board.add("scale", { x: legend.x, y: legend.y + 11, w: 100, range: limits.maps });
  return narrow ? top + 52 : y + 28 + size + 24;
}

/** Why the picked weight moves: error × what it saw, averaged. */
function putReason(board, show, y) {
  const { task, now, limits, picked, input, rate, names, narrow } = show;
  const { channel, row, col } = picked;
  const size = 120,
    high = size + (narrow ? 190 : 68),
    right = narrow ? 440 : WIDTH;
  board.add("ground", {
    x: -8,
    y,
    w: (narrow ? NARROW : WIDTH) + 16,
    h: high,
    colour: "pick-ground",
  });
  board.add("text", {
    text: `One weight: ${names[channel] || `channel ${channel}`}, row ${row}, column ${col}`,
    x: 0,
    y: y + 22,
    size: 17,
    bold: true,
  });
  const weight = (channel * task.kh + row) * task.kw + col,
    seen = task.touched[weight],
    product = now.error.map((e, i) => e * seen[i]);
  const slope = now.gradient[weight];
  const place = { w: task.ow, h: task.oh };
  const signed = { ...place, scheme: "signed", range: limits.maps };
  let x = 0;
  for (const [i, [label, map]] of [
    ["error", { ...signed, data: now.error }],
    ["what it saw", { ...place, ...input, data: seen }],
    ["error × what it saw", { ...signed, data: product }],
  ].entries()) {
    putMap(board, show, map, x, y + 40, size);
    board.add("text", { text: label, x, y: y + 40 + size + 13, size: 14, colour: "ink-2" });
    if (i < 2 || !narrow)
      board.add("text", {
        text: "×=→"[i],
        x: x + size + 20,
        y: y + 40 + size / 2,
        size: i < 2 ? 26 : 22,
        bold: i < 2,
        align: "center",
        colour: i < 2 ? "ink" : "ink-2",
      });
    x += size + 40;
  }
  const line = (n) => y + (narrow ? size + 84 : 52) + n * 27;
  if (narrow) x = 0;
  board.add("text", { text: "gradient = 2 × mean", x, y: line(0), size: 14, colour: "ink-2" });
  board.add("text", {
    text: short(slope),
    x: right,
    y: line(0),
    size: 17,
    bold: true,
    align: "right",
  });
  board.add("text", {
    text: `next step: −${rate} × gradient`,
    x,
    y: line(1),
    size: 14,
    colour: "ink-2",
  });
  board.add("text", {
    text: short(-rate * slope),
    x: right,
    y: line(1),
    size: 17,
    bold: true,
    align: "right",
  });
  if (slope !== 0) {
    board.add("text", {
      text: `A larger weight would make the loss ${slope > 0 ? "larger" : "smaller"}:`,
      x,
      y: line(2) + 10,
      size: 14,
    });
    board.add("text", {
      text: `it goes ${slope > 0 ? "down" : "up"}.`,
      x,
      y: line(3) + 3,
      size: 14,
    });
  }
  return y + high;
}

/** Everything on the canvas, and where the curve is to be drawn. */
export function trainerScene(show) {
  const board = makeBoard();
  const { task, point, now, limits, shown, narrow } = show,
    width = narrow ? NARROW : WIDTH;
  let y = putChannels(board, show);
  const everyday = { range: limits.slices };
  y = putSliceRow(board, show, y, {
    ...everyday,
    decimals: decimalsOf(task.hidden.subarray(0, -1), 0, 2),
    biasDecimals: decimalsOf([task.hidden.at(-1)], 0, 2),
    label: ["hidden", "kernel"],
    values: shown ? task.hidden : null,
  });
  const far = unitOf([...point], true);
  y = putSliceRow(board, show, y, {
    ...everyday,
    decimals: far ? 1 : 2,
    unit: far,
    label: ["learned", ...(far ? [] : ["kernel"])],
    values: point,
  });
  const unit = unitOf([...now.gradient], false);
  y = putSliceRow(board, show, y, {
    label: ["gradient"],
    values: now.gradient,
    range: limits.gradient,
    unit,
    decimals: 1,
  });
  const curve = narrow
    ? { x: 8, y: y + 4, w: width, h: 190 }
    : { x: CURVE + 8, y: 0, w: width - CURVE, h: y - 16 };
  if (narrow) y += 210;
  y = putReason(board, show, putMaps(board, show, y + 8) + 8);
  for (const box of [...board.boxes, ...board.places]) box.x += 8;
  return { ...board, curve, width: width + 16, height: y + 2 };
}

/** The colour scales: all keep theirs, whatever is learned; the gradient that of a kernel of zeros. */
export function trainerLimits(task) {
  const limit = (values, least) =>
    roundUp(values.reduce((a, v) => Math.max(a, Math.abs(v)), least));
  const first = task.slope(new Float64Array(task.hidden.length)).gradient;
  return {
    maps: sharedLimit([{ data: task.target }]),
    slices: limit(task.hidden, 1),
    gradient: limit(first, 1e-12),
  };
}
