// More channels than the grid has room for: all kernels as thumbnails, one opened in lines of channels.

import { upTo } from "../numbers/range.js";
import { featureMap, pixelScale, putMap, putScale, ringPixel, signedMap, WIDTH } from "./board.js";
import { putInput } from "./grid.js";

const LINE = 16,
  PITCH = 51,
  LEFT = 72;

/** A slice as blocks without figures. */
function putBlocks(board, show, o, c, x, y, block, range, faded = false) {
  const { layer } = show;
  board.add("map", {
    data: layer.slice(o, c),
    w: layer.kw,
    h: layer.kh,
    scale: block,
    scheme: "signed",
    range,
    x,
    y,
    faded,
  });
  board.places.push({
    x,
    y,
    w: layer.kw * block,
    h: layer.kh * block,
    scale: block,
    role: "slice",
    o,
    c,
  });
}

/** Where each kernel has its own scale of slices, the end of kernel o's. */
export const ownScale = ({ peaks, slices }, o) => Math.max(peaks[o], slices / 500);

/** One kernel of many slices, in lines of 16 channels: input, slice, partial map, running sum. */
export function putBands(board, show, y) {
  const { layer, state, limits } = show;
  const o = state.out_channel;
  const [first, end] = layer.range(o);
  board.add("text", {
    text: `kernel ${o}`,
    x: 0,
    y: y + 14,
    size: 17,
    bold: true,
    colour: "kernel",
  });
  board.add("text", {
    text: `One slice for each of ${end - first} input channels. Reading along, the partial maps add.`,
    x: 0,
    y: y + 38,
    max: 560,
  });
  for (const [i, [name, range]] of [
    ["maps", limits.maps],
    ["running sum", limits.sums],
    ["slices", limits.slices],
  ].entries()) {
    board.add("text", { text: name, x: 580 + 108 * i, y: y + 6, size: 14, colour: "ink-2" });
    putScale(board, show, 580 + 108 * i, y + 18, 92, range);
  }
  y += 70;
  const block = 30 / Math.max(layer.kh, layer.kw);
  for (let start = first; start < end; start += LINE) {
    board.add("ground", { x: -8, y: y + 96, w: WIDTH + 16, h: 48, colour: "pick-ground" });
    for (const [words, at, colour] of [
      ["channel", 8, "channel"],
      ["input", 38, "ink-2"],
      ["slice", 78, "ink-2"],
      ["partial|map", 120, "ink-2"],
      ["running|sum", 169, "ink-2"],
    ]) {
      words.split("|").forEach((line, i, all) =>
        board.add("text", {
          text: line,
          x: 0,
          y: y + at + (i - (all.length - 1) / 2) * 19,
          colour,
          max: LEFT - 4,
        }),
      );
    }
    for (let c = start; c < Math.min(end, start + LINE); c++) {
      const x = LEFT + (c - start) * PITCH,
        here = c === state.in_channel,
        muted = layer.muted.has(c);
      const waiting = state.step >= 0 && c - first >= state.step;
      board.add("text", {
        text: String(c),
        x: x + 20,
        y: y + 8,
        align: "center",
        bold: here,
        colour: here ? "pick-ink" : "channel",
      });
      putInput(board, show, c, x, y + 18, 40);
      putBlocks(board, show, o, c, x + 5, y + 63, block, limits.slices, muted || waiting);
      if (muted) board.add("hatch", { x, y: y + 100, w: 40, h: 40 });
      else {
        const at = putMap(
          board,
          show,
          { ...signedMap(show, layer.partial(o, c)), faded: waiting },
          x,
          y + 100,
          40,
          { role: "partial", o, c },
        );
        if (!waiting) ringPixel(board, at, state.row, state.col);
      }
      board.add("text", {
        text: "+",
        x: x + 45.5,
        y: y + 120,
        size: 14,
        bold: true,
        align: "center",
        faded: muted || waiting,
      });
      putMap(
        board,
        show,
        { ...signedMap(show, layer.running(o, c), 0, limits.sums), faded: waiting },
        x,
        y + 150,
        40,
        { role: "partial", o, c },
      );
    }
    y += 212;
  }
  return y - 8;
}

/** Every kernel as its slices and its map; the picked one is framed. */
export function putOverview(board, show, y) {
  const { layer, state, limits } = show;
  const many = state.out_channels > 32;
  const line = many ? 16 : 8,
    size = many ? 48 : 96,
    pitch = many ? 56 : 112;
  const sees = layer.inChannels / layer.groups,
    k = Math.max(layer.kh, layer.kw);
  const most = Math.ceil(layer.xShape[0] / layer.groups); // nothing moves while channels are added
  const strip = many ? 48 : most <= 3 ? 66 : size;
  // The largest block of 2 px or more at which all slices of a kernel fit in its strip.
  const block =
    [6, 4, 3, 2].find(
      (b) => Math.floor((strip + 2) / (b * k + 2)) * Math.floor(48 / (b * k + 2)) >= most,
    ) ?? 2;
  const across = Math.max(1, Math.floor((strip + 2) / (block * k + 2)));
  const lines = Math.ceil(most / across),
    beside = !many && most <= 3;
  const head = beside ? Math.max(24, block * k + 8) : 22 + lines * (block * k + 2) + 4;
  // Number and slices stand flush with the map, which takes a whole number of pixels a place.
  const wide = Math.max(
    layer.ow * pixelScale(size, layer.ow, layer.oh, show.ratio),
    Math.min(size, beside ? 66 + 22 : size),
  );
  for (let o = 0; o < state.out_channels; o++) {
    const left = (o % line) * pitch,
      x = left + (size - wide) / 2,
      top = y + Math.floor(o / line) * (head + size + 20);
    const here = o === state.out_channel;
    if (here) {
      board.add("ground", {
        x: left - 5,
        y: top - 5,
        w: size + 10,
        h: head + size + 10,
        colour: "pick-ground",
      });
      board.add("ring", { x: left - 3, y: top - 3, w: size + 6, h: head + size + 6, halo: 0.5 });
    }
    board.places.push({ x: left, y: top, w: size, h: head, role: "row", o });
    board.add("text", { text: String(o), x, y: top + 10, bold: here, colour: "kernel" });
    const [first, end] = layer.range(o);
    for (let c = first; c < end; c++) {
      const i = c - first;
      putBlocks(
        board,
        show,
        o,
        c,
        (beside ? x + wide + 2 - sees * (block * k + 2) : left) + (i % across) * (block * k + 2),
        (beside ? top : top + 22) + Math.floor(i / across) * (block * k + 2),
        block,
        limits.own_slices ? ownScale(limits, o) : limits.slices,
      );
    }
    const at = putMap(board, show, featureMap(show, o), left, top + head, size, { role: "map", o });
    if (here) ringPixel(board, at, state.row, state.col);
  }
  const bottom = y + Math.ceil(state.out_channels / line) * (head + size + 20);
  board.add("text", { text: "feature maps", x: 0, y: bottom + 12, colour: "ink-2" });
  putScale(board, show, 112, bottom + 2, 100, limits.maps);
  const notes = [],
    dead = upTo(0, state.out_channels).filter(
      (o) => limits.peaks[o] <= Math.max(...limits.peaks) / 500,
    );
  if (limits.own_slices) notes.push("Slices: each kernel on its own scale.");
  if (dead.length)
    notes.push(
      `${dead.length === 1 ? "Kernel" : "Kernels"} ${dead.join(", ")}: next to no weights, so the map is one constant.`,
    );
  notes.forEach((words, i) =>
    board.add("text", {
      text: words,
      x: 248,
      y: bottom + 12 + 22 * i,
      colour: "ink-2",
      max: WIDTH - 248,
    }),
  );
  return bottom + 48 + 14 * Math.max(0, notes.length - 1);
}
