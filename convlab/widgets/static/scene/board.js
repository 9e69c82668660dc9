// The pieces that every scene of maps is made of. Pure: numbers in, boxes to paint and places to
// point at out. All lengths are CSS pixels on a board 888 wide.

import { roundUp } from "../numbers/show.js";

/** How many screen pixels one map pixel takes: a whole number of device pixels, where that fills the
 * box well (or stands out of it by a hair). */
export function pixelScale(box, w, h, ratio) {
  const fit = (box * ratio) / Math.max(w, h);
  if (fit < 0.95) return fit / ratio;
  const whole = Math.floor(fit * 1.06);
  return (whole >= 0.75 * fit ? whole : fit) / ratio;
}

export const WIDTH = 888;

/** Boxes to paint, places that can be pointed at, and slots where the page puts its own controls. */
export function makeBoard() {
  const boxes = [],
    places = [],
    slots = [];
  return { boxes, places, slots, add: (kind, box) => boxes.push(Object.assign(box, { kind })) };
}

/** Width of a number at 15 px in the widest usual font. */
export const widthOf = (label) =>
  [...label].reduce((sum, ch) => sum + (ch === "." || ch === "," ? 4.8 : 9), 0);

/** A signed map of this layer, on the scale of all maps or, if asked for, on its own. */
export function signedMap(show, data, offset = 0, limit = show.limits.maps) {
  const range = show.limits.each
    ? roundUp(data.reduce((a, v) => Math.max(a, Math.abs(v + offset)), 0))
    : limit;
  return { data, offset, w: show.layer.ow, h: show.layer.oh, scheme: "signed", range };
}

/** Feature map o as it stands: while channels are added, their sum so far, and the bias comes last. */
export function featureMap(show, o) {
  const {
    layer,
    state: { step },
  } = show;
  if (step < 0) return signedMap(show, layer.sum(o), layer.bias[o]);
  return signedMap(
    show,
    step ? layer.running(o, layer.range(o)[0] + step - 1) : new Float32Array(layer.oh * layer.ow),
  );
}

/** The legend of a scale; with a scale for each map it has no numbers. */
export function putScale(board, show, x, y, w, range) {
  board.add("scale", { x, y, w, range, each: show.limits.each });
}

/** A map in a square of `size`, with the ring of the picked place; returns where it lies. */
export function putMap(board, show, map, x, y, size, place = {}) {
  const { ratio } = show;
  const scale = pixelScale(size, map.w, map.h, ratio);
  const snap = (v) => Math.round(v * ratio) / ratio;
  const left = snap(x + (size - map.w * scale) / 2),
    top = snap(y + (size - map.h * scale) / 2);
  board.add("map", { x: left, y: top, scale, ...map });
  if (place.role)
    board.places.push({ x: left, y: top, w: map.w * scale, h: map.h * scale, scale, ...place });
  if (place.role) putCover(board, show, map, left, top, scale);
  return { x: left, y: top, scale };
}

/** While the window slides: what lies over the places of a map that it has not come to. */
function putCover(board, { state: { sliding, row, col } }, { w, h }, x, y, scale) {
  if (!sliding) return;
  const [right, down] = [(col + 1) * scale, (row + 1) * scale];
  board.add("ground", {
    x: x + right,
    y: y + row * scale,
    w: w * scale - right,
    h: scale,
    colour: "ground",
  });
  board.add("ground", { x, y: y + down, w: w * scale, h: h * scale - down, colour: "ground" });
}

/** A signed map's values as cells with figures, for small whole-number layers. */
export function putNumbers(board, show, map, x, y, place = {}) {
  board.add("cells", {
    values: [...map.data].map((v) => v + (map.offset ?? 0)),
    columns: map.w,
    cell: 28,
    size: 16,
    decimals: show.decimals.maps,
    scheme: "signed",
    range: map.range,
    x,
    y,
  });
  if (place.role) board.places.push({ x, y, w: map.w * 28, h: map.h * 28, scale: 28, ...place });
  if (place.role) putCover(board, show, map, x, y, 28);
  return { x, y, scale: 28 };
}

export function putSlice(board, show, cols, o, c, x, y, faded = false) {
  const { layer, limits, decimals } = show;
  board.add("cells", {
    values: layer.slice(o, c),
    columns: layer.kw,
    cell: cols.cell,
    tall: cols.tall,
    scheme: "signed",
    range: limits.slices,
    decimals: decimals.weights,
    blocks: !cols.figures,
    x,
    y,
    faded,
    size: cols.one ? 24 : cols.tiny ? 16 : decimals.weights ? 14 : 15,
    bold: cols.one,
  });
  board.places.push({
    x,
    y,
    w: layer.kw * cols.cell,
    h: layer.kh * cols.tall,
    scale: cols.cell,
    tall: cols.tall,
    role: "slice",
    o,
    c,
  });
}

/** How the ring of the pinned pixel differs from that of the picked one. */
export const PINNED = { colour: "ink", width: 1.5 };

/** Ring round the pixel (row, col) of a map that lies `at`. */
export function ringPixel(board, at, row, col, look = {}) {
  const thin = at.scale >= 20 ? {} : at.scale < 1.5 ? { width: 1.5, halo: 0.5 } : {};
  const side = Math.max(at.scale, 3);
  const nudge = (side - at.scale) / 2;
  board.add("ring", {
    x: at.x + col * at.scale - nudge,
    y: at.y + row * at.scale - nudge,
    w: side,
    h: side,
    ...thin,
    ...look,
  });
}

/** Does a window leave out places between those that it reads? */
export const isDilated = ({ dilation, kh, kw }) => dilation > 1 && kh * kw > 1;

/** The window of output (row, col) on an input whose place (0, 0) lies `at`, as one box: a ring, or if
 * dilated a thin frame and a mark on each place that is read. `look` is how a ring looks. */
export function windowBox(layer, at, row, col, look = {}) {
  const { stride, dilation, padding, kh, kw } = layer,
    { scale } = at;
  const box = {
    x: at.x + (col * stride - padding) * scale,
    y: at.y + (row * stride - padding) * scale,
    w: (dilation * (kw - 1) + 1) * scale,
    h: (dilation * (kh - 1) + 1) * scale,
  };
  if (!isDilated(layer)) return { kind: "ring", ...box, ...look };
  return {
    kind: "taps",
    ...box,
    scale,
    spacing: dilation * scale,
    across: kw,
    down: kh,
    hover: look.hover,
  };
}
