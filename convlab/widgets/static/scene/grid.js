// The channel grid, where all of it fits: one row per kernel, one column per input channel; reading
// along a row adds.

import { upTo } from "../numbers/range.js";
import { decimalsOf, text } from "../numbers/show.js";
import {
  featureMap,
  pixelScale,
  putMap,
  putNumbers,
  putScale,
  putSlice,
  ringPixel,
  signedMap,
  WIDTH,
  widthOf,
  windowBox,
} from "./board.js";

const LETTERS = new Map([
  ["red", "R"],
  ["green", "G"],
  ["blue", "B"],
]);

/** Small pictures of few places are shown as their numbers. */
function isTiny({ layer, whole }) {
  if (!whole) return false;
  const [, h, w] = layer.xShape;
  const most = Math.min(8, layer.xShape[0]);
  const side = Math.max(w + 2 * layer.padding, layer.kw + 1 + layer.ow);
  return h + 2 * layer.padding <= 8 && most * side * 28 + (most - 1) * 30 <= 732 - 28 * layer.ow;
}

/** How the columns lie: chosen once for the most channels there can be, so that they stay where they
 * are while a slider moves. */
export function columnsOf(show) {
  const { layer, decimals } = show;
  const most = Math.min(8, layer.xShape[0]);
  const op = most <= 3 ? 30 : most <= 6 ? 20 : 12;
  const tiny = isTiny(show);
  const big = show.rows.length <= 4;
  const labels =
    layer.kw > 12
      ? []
      : show.rows.flatMap((o) =>
          upTo(...layer.range(o)).flatMap((c) =>
            [...layer.slice(o, c)].map((v) => widthOf(text(v, decimals.weights))),
          ),
        );
  const cell = tiny
    ? 28
    : Math.max(22, Math.ceil(Math.max(0, ...labels)) + (decimals.weights ? 8 : 4));
  const one = layer.kw === 1 && layer.kh === 1 && !tiny;
  const box = tiny ? 28 * layer.ow : most > 3 ? 64 : big ? 100 : 76;
  const room = tiny ? 732 - box : most <= 3 ? 612 : 648;
  const fits = (w) => most * w + (most - 1) * op <= room;
  const plan = (cellSize, figures) => {
    const slice = one && figures ? 66 : layer.kw * cellSize;
    const wide = tiny
      ? Math.max(28 * (layer.xShape[2] + 2 * layer.padding), slice + 28 + box)
      : slice + 18 + 100;
    const beside = most <= 3 && fits(wide);
    const tall = one && figures ? 66 : figures && !tiny ? Math.min(26, cellSize) : cellSize;
    return {
      most,
      op,
      tiny,
      one,
      figures,
      cell: one && figures ? 66 : cellSize,
      tall,
      slice,
      box,
      beside,
      w: beside ? wide : Math.max(slice, box, most <= 3 && !tiny ? 184 : 0),
      tallSlice: layer.kh * tall,
    };
  };
  let cols = plan(cell, true);
  if (!fits(cols.w))
    cols = plan(layer.kw > 33 ? 66 / layer.kw : Math.min(10, Math.floor(66 / layer.kw)), false);
  cols.left = tiny ? 56 : 60;
  cols.x = (c) => cols.left + c * (cols.w + op);
  cols.end = cols.x(most - 1) + cols.w;
  const mapColumn = tiny ? box : most <= 3 ? 100 : 84;
  cols.mapX = Math.min(WIDTH - mapColumn, cols.end + 116); // with one or two channels it comes close
  cols.right = cols.mapX + mapColumn;
  cols.input = tiny
    ? 28 * (layer.xShape[2] + 2 * layer.padding)
    : most <= 3
      ? 104
      : Math.min(cols.w + op - 6, 76);
  return cols;
}

const known = new WeakMap(); // the numbers of all inputs -> what is found out once, not in each frame

/** About the inputs x: the ends of their one scale, and whether two decimals show them as they are, as those of
 * a photo. Unsigned ones reach white at their largest value, as in the saved pictures: an end that is rounded
 * up, from 6 to 10, leaves faint channels all but black. */
export function inputsOf(x, range) {
  if (!known.has(x))
    known.set(x, {
      top: [0, x.reduce((a, v) => Math.max(a, v), 0)],
      exact: decimalsOf(x.subarray(0, 4096), 0, 3) < 3,
    });
  const { top, exact } = known.get(x);
  return { range: range[0] < 0 || range[1] <= 1 ? range : top, exact };
}

/** One input channel, its padding hatched, its window ringed. */
export function putInput(board, show, c, x, y, size) {
  const { layer, limits, state, rings = true } = show;
  const [, h, w] = layer.xShape;
  const p = layer.padding;
  const muted = layer.muted.has(c);
  const scheme = limits.input[0] < 0 ? "signed" : "grey";
  const range = scheme === "signed" ? limits.input[1] : limits.input;
  let at;
  if (show.cols?.tiny) {
    const plane = [...layer.plane(c)],
      wide = w + 2 * p;
    const outside = plane.map((_, i) => {
      const row = Math.floor(i / wide) - p,
        col = (i % wide) - p;
      return row < 0 || row >= h || col < 0 || col >= w;
    });
    board.add("cells", {
      values: plane,
      columns: wide,
      cell: 28,
      size: 16,
      decimals: show.decimals.input,
      outside,
      scheme: scheme === "signed" ? "signed" : "whole",
      range,
      x,
      y,
      faded: muted,
    });
    at = { x: x + 28 * p, y: y + 28 * p, scale: 28 };
  } else {
    const scale = pixelScale(size, w + 2 * p, h + 2 * p, show.ratio);
    const [wide, tall] = [(w + 2 * p) * scale, (h + 2 * p) * scale];
    const snap = (v) => Math.round(v * show.ratio) / show.ratio;
    const left = snap(x + (size - wide) / 2),
      top = snap(y + (size - tall) / 2);
    if (p) board.add("hatch", { x: left, y: top, w: wide, h: tall });
    at = { x: left + p * scale, y: top + p * scale, scale };
    board.add("map", { data: layer.channel(c), w, h, scheme, range, faded: muted, ...at });
  }
  board.places.push({
    x: at.x,
    y: at.y,
    w: w * at.scale,
    h: h * at.scale,
    scale: at.scale,
    role: "input",
    c,
  });
  if (rings && !muted && layer.sees(state.out_channel, c)) {
    board.boxes.push(
      windowBox(layer, at, state.row, state.col, size < 60 ? { width: 1.5, halo: 0.5 } : {}),
    );
  }
}

/** The weight's axes by their numbers, as they run on the grid, in the order that a library uses. Returns
 * the next y. */
export function putAxes(board, { state, spec }, y) {
  if (!spec.controls.includes("code")) return y;
  const [out, channel, row, column] = state.order === "Keras" ? [3, 2, 0, 1] : [0, 1, 2, 3];
  for (const [x, text, colour] of [
    [0, `axis ${out} ↓ kernels`, "kernel"],
    [168, `axis ${channel} → input channels`, "channel"],
    [392, `axes ${row}, ${column}: rows and columns of a slice`, "ink-2"],
  ]) {
    board.add("text", { text, x, y: y + 8, size: 14, colour, max: 380 });
  }
  return y + 32;
}

/** Channel heads and pictures along the top, the legend over the maps. Returns the next y. */
function putHeads(board, show, y) {
  const { layer, cols, state, spec } = show;
  const high = cols.beside && !cols.tiny;
  const top = high ? y : y + 30;
  const aside = cols.tiny && cols.w >= 196 && spec.controls.includes("play"); // room for buttons after the name
  const roomy = !cols.tiny && cols.w >= 184;
  const buttons = (c, places) =>
    ["mute", "solo"].forEach((what, i) => {
      if (state.in_channels > 1) board.slots.push({ what, c, ...places[i], h: 24 });
    });
  const afterName = (x) => [96, 47].map((back) => ({ x: x + cols.w - back, y: y + 1, w: 47 }));
  for (let c = 0; c < state.in_channels; c++) {
    const x = cols.x(c),
      name = spec.channel_names[c],
      letter = LETTERS.get(name),
      muted = layer.muted.has(c);
    if (high || cols.tiny) {
      if (letter) board.add("chip", { text: letter, colour: name, x, y, hollow: muted });
      const label = letter || !name ? `channel ${c}` : name;
      if (cols.tiny)
        board.add("text", {
          text: label,
          x: x + (letter ? 34 : 0),
          y: y + 13,
          colour: "channel",
          max: cols.w - (letter ? 34 : 0) - (aside ? 98 : 0),
        });
      else
        board.add("text", {
          text: label,
          x,
          y: y + (letter ? 40 : 13),
          size: 14,
          colour: "channel",
          max: cols.slice + 12,
        });
      if (high)
        buttons(
          c,
          [53, 80].map((down) => ({ x, y: y + down, w: 56 })),
        );
      else if (aside) buttons(c, afterName(x));
      const inset = high ? cols.w - 100 - 2 : 0;
      putInput(board, show, c, x + inset, top, cols.input);
    } else {
      const look = { y: y + 12, bold: true, colour: muted ? "ink-2" : "channel" };
      if (roomy) buttons(c, afterName(x));
      if (roomy) board.add("text", { text: name || `channel ${c}`, x, max: cols.w - 102, ...look });
      else
        board.add("text", {
          text: name && widthOf(name) < cols.w ? name : String(c),
          x: x + cols.w / 2,
          align: "center",
          ...look,
        });
      putInput(board, show, c, x + (cols.w - cols.input) / 2, top, cols.input);
    }
  }
  const bottom = top + (cols.tiny ? 28 * (layer.xShape[1] + 2 * layer.padding) : cols.input);
  if (cols.beside && !cols.tiny && spec.photo) {
    board.add("text", { text: "photo", x: 0, y: bottom - 64, size: 14, colour: "ink-2" });
    const [, h, w] = layer.xShape;
    putMap(board, show, { data: layer.x, w, h, scheme: "rgb", range: [0, 1] }, 0, bottom - 52, 52);
  }
  if (cols.tiny && layer.padding) {
    board.add("hatch", { x: cols.mapX, y: bottom - 182, w: 28, h: 28 });
    board.add("text", {
      text: "padding",
      x: cols.mapX + 34,
      y: bottom - 168,
      size: 14,
      colour: "ink-2",
    });
  }
  const legend = cols.right - 100;
  board.add("text", {
    text: show.limits.each ? "own scales" : "signed scale",
    x: legend,
    y: bottom - 77,
    size: 14,
    colour: "ink-2",
    max: 100,
  });
  putScale(board, show, legend, bottom - 64, 100, show.limits.maps);
  board.add("text", { text: "feature maps", x: legend, y: bottom - 9, bold: true, max: 100 });
  return bottom + 16;
}

/** Rows o of the grid: slice, partial map, +, …, bias, =, map. Returns the next y. */
function putRows(board, show, rows, y) {
  const { layer, cols, state, decimals } = show;
  const { oh, ow } = layer;
  const wantSlice = state.view !== "partial map",
    wantMap = state.view !== "slice";
  const stackedSlice = wantSlice && !(state.view === "running sum" && !cols.beside);
  const rowTall = cols.beside
    ? Math.max(wantSlice ? cols.tallSlice : 0, cols.tiny ? 28 * oh : cols.box)
    : Math.max(
        cols.box,
        (stackedSlice ? cols.tallSlice : 0) +
          (wantMap ? cols.box : 0) +
          (stackedSlice && wantMap ? 4 : 0),
      );
  const put = cols.tiny ? putNumbers : putMap;
  for (const o of rows) {
    const picked = o === state.out_channel;
    const middle = y + rowTall / 2;
    if (picked)
      board.add("ground", {
        x: -8,
        y: y - 8,
        w: WIDTH + 16,
        h: rowTall + 16,
        colour: "pick-ground",
      });
    board.places.push({ x: -8, y: y - 8, w: cols.left, h: rowTall + 16, role: "row", o });
    if (cols.most <= 3 && rowTall >= 60) {
      board.add("text", {
        text: "kernel",
        x: 0,
        y: middle - 15,
        size: 14,
        colour: "kernel",
        max: 52,
      });
      board.add("text", {
        text: String(o),
        x: 0,
        y: middle + 10,
        size: 24,
        bold: true,
        colour: "kernel",
      });
    } else
      board.add("text", {
        text: String(o),
        x: 0,
        y: middle,
        size: 20,
        bold: true,
        colour: "kernel",
      });
    const glyph = {
      size: cols.op < 20 ? 16 : cols.op < 30 ? 18 : picked ? 26 : 22,
      bold: picked,
      align: "center",
      y: middle,
      colour: picked ? "ink" : "ink-2",
    };
    const [first, end] = layer.range(o);
    for (let c = 0; c < state.in_channels; c++) {
      const x = cols.x(c);
      const place = { role: "partial", o, c };
      if (c < first || c >= end) {
        board.add("text", {
          text: "·",
          x: x + cols.w / 2,
          y: middle,
          align: "center",
          colour: "ink-2",
        });
        continue;
      }
      const waiting = state.step >= 0 && c - first >= state.step;
      const muted = layer.muted.has(c);
      const inset = cols.beside ? 0 : (cols.w - cols.slice) / 2;
      if (cols.beside ? wantSlice : stackedSlice) {
        const up = cols.beside ? y + (rowTall - cols.tallSlice) / 2 : y;
        putSlice(board, show, cols, o, c, x + inset, up, muted || waiting);
        if (cols.tiny && wantMap)
          board.add("text", {
            text: "→",
            x: x + cols.slice + 14,
            y: middle,
            align: "center",
            colour: "ink-2",
          });
      }
      if (wantMap) {
        const left = cols.beside
          ? cols.tiny
            ? x + cols.slice + 28
            : x + cols.w - (100 + cols.box) / 2
          : x + (cols.w - cols.box) / 2;
        const up = cols.beside
          ? y + (rowTall - (cols.tiny ? 28 * oh : cols.box)) / 2
          : y + rowTall - cols.box;
        const { box } = cols;
        const data =
          state.view === "running sum" ? layer.running(o, c) : muted ? null : layer.partial(o, c);
        if (data) {
          const at = put(
            board,
            show,
            { ...signedMap(show, data), faded: waiting },
            left,
            up,
            ...(cols.tiny ? [place] : [box, place]),
          );
          if (picked && !waiting) ringPixel(board, at, state.row, state.col);
        } else
          board.add("hatch", {
            x: left,
            y: up,
            w: cols.tiny ? 28 * ow : box,
            h: cols.tiny ? 28 * oh : box,
          });
      }
      if (c < end - 1)
        board.add("text", {
          text: "+",
          x: x + cols.w + cols.op / 2,
          faded: muted || waiting,
          ...glyph,
        });
    }
    if (show.spec.has_bias) {
      // its plus stands beside it, however far the kernel's last channel is
      board.add("text", { text: "+", x: cols.end + cols.op / 2, faded: state.step >= 0, ...glyph });
      board.add("pill", {
        text: text(layer.bias[o], decimals.biases),
        x: (cols.end + cols.mapX) / 2,
        y: middle,
        faded: state.step >= 0,
      });
    }
    board.add("text", { text: "=", x: cols.mapX - 15, ...glyph });
    const at = put(
      board,
      show,
      featureMap(show, o),
      cols.tiny ? cols.mapX : cols.mapX + (cols.right - cols.mapX - cols.box) / 2,
      y + (rowTall - (cols.tiny ? 28 * oh : cols.box)) / 2,
      ...(cols.tiny ? [{ role: "map", o }] : [cols.box, { role: "map", o }]),
    );
    if (picked) ringPixel(board, at, state.row, state.col);
    y += rowTall + 16;
  }
  return y;
}

/** The grid of these rows, heads included. */
export function putGrid(board, show, rows, y) {
  return putRows(board, show, rows, putHeads(board, show, y) + 8) + 8;
}
