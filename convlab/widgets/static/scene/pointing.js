// More channels than fit as columns or rows: all of them small, one kernel opened.

import { upTo } from "../numbers/range.js";
import { text } from "../numbers/show.js";
import { windowBox } from "./board.js";

/** What lies under a point of the board: the topmost place, with the map pixel or slice cell there. */
export function placeAt(scene, x, y) {
  for (let i = scene.places.length - 1; i >= 0; i--) {
    const p = scene.places[i];
    if (x < p.x || y < p.y || x >= p.x + p.w || y >= p.y + p.h) continue;
    return p.scale
      ? {
          ...p,
          row: Math.floor((y - p.y) / (p.tall ?? p.scale)),
          col: Math.floor((x - p.x) / p.scale),
        }
      : p;
  }
  return null;
}

export const HELP =
  "Arrow keys move. Page Up and Page Down change the kernel, comma and full stop the channel. " +
  "I points at an input pixel, W at a weight, O back at the output. M mutes the channel, P pins the pixel.";

/** Along one axis, the outputs whose window holds input place i. */
export const reachedBy = (i, kernel, stride, padding, dilation, outputs) =>
  [
    ...new Set(
      upTo(0, kernel)
        .map((u) => (i + padding - u * dilation) / stride)
        .filter((r) => Number.isInteger(r) && r >= 0 && r < outputs),
    ),
  ].sort((a, b) => a - b);

/** Along one axis, the input places that weight u is laid on; those in the padding left out. */
export const usedAt = (u, stride, padding, dilation, outputs, size) =>
  upTo(0, outputs)
    .map((r) => r * stride - padding + u * dilation)
    .filter((i) => i >= 0 && i < size);

/** How a ring looks that lights up: thin, or as the hand that hovers has it. */
const lit = (hover, width = 1.5) => (hover ? { hover } : { width, halo: 1 });

/** The places of a map or input, as one wash and a ring round them all. */
function wash(place, rows, cols, hover) {
  if (!rows.length || !cols.length) return [];
  const { x, y, scale } = place;
  const end = (list) => list.at(-1) - list[0] + 1;
  return [
    { kind: "wash", x, y, scale, rows, cols },
    {
      kind: "ring",
      x: x + cols[0] * scale,
      y: y + rows[0] * scale,
      w: end(cols) * scale,
      h: end(rows) * scale,
      ...lit(hover),
    },
  ];
}

/** The boxes that light up on a scene for what is pointed at. */
export function lights(
  places,
  layer,
  { target, out_channel: o, in_channel: c, spot: [row, col] },
  hover = false,
) {
  const { stride, padding, dilation, kh, kw, oh, ow } = layer;
  const [, h, w] = layer.xShape;
  return places.flatMap((p) => {
    if (target === "output" && p.role === "input" && layer.sees(o, p.c)) {
      return [windowBox(layer, p, row, col, lit(hover))];
    }
    if (target === "input" && p.role === "input" && p.c === c)
      return wash(p, [row], [col], hover).slice(1);
    if (target === "input" && p.role === "map" && layer.sees(p.o, c)) {
      return wash(
        p,
        reachedBy(row, kh, stride, padding, dilation, oh),
        reachedBy(col, kw, stride, padding, dilation, ow),
        hover,
      );
    }
    if (target === "weight" && p.role === "input" && p.c === c) {
      return wash(
        p,
        usedAt(row, stride, padding, dilation, oh, h),
        usedAt(col, stride, padding, dilation, ow, w),
        hover,
      );
    }
    if (target === "weight" && p.role === "slice" && p.o === o && p.c === c) {
      const tall = p.tall ?? p.scale;
      return [
        {
          kind: "ring",
          x: p.x + col * p.scale,
          y: p.y + row * tall,
          w: p.scale,
          h: tall,
          ...lit(hover, p.scale < 12 ? 1.5 : 2),
        },
      ];
    }
    return [];
  });
}

/** The ring round the very place that the pointer is on. */
export const ownRing = ({ x, y, row, col, scale, tall = scale }) => ({
  kind: "ring",
  hover: true,
  x: x + col * scale,
  y: y + row * tall,
  w: Math.max(3, scale),
  h: Math.max(3, tall),
});

/** What a place points at, as part of a state. */
export function pointed(place, state) {
  const { role, o, c, row, col } = place;
  const target = role === "input" ? "input" : role === "slice" ? "weight" : "output";
  return {
    target,
    out_channel: o ?? state.out_channel,
    in_channel: c ?? state.in_channel,
    spot: [row, col],
  };
}

/** What a click on a place picks. */
export function picked(place, state, layer) {
  const { target, out_channel, in_channel, spot } = pointed(place, state);
  const { padding, dilation, stride, kh, kw } = layer;
  const centre = (at, k) => Math.round((at + padding - (dilation * (k - 1)) / 2) / stride);
  if (place.role === "row") return { out_channel };
  if (place.role === "subtotal") return { in_channel };
  if (target === "output") return { target, out_channel, in_channel, row: spot[0], col: spot[1] };
  if (target === "weight") return { target, out_channel, in_channel, spot };
  return { target, in_channel, spot, row: centre(spot[0], kh), col: centre(spot[1], kw) };
}

/** What a key picks; null for a key that is not ours. */
export function keyed(key, state, layer) {
  const { row, col, out_channel, in_channel, target, spot } = state;
  const { stride, padding, dilation, kh, kw, oh, ow } = layer;
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  if (step && target === "output") return { row: row + step[0], col: col + step[1] };
  if (step) return { spot: [spot[0] + step[0], spot[1] + step[1]] };
  const middle = (at, k) => at * stride - padding + dilation * ((k - 1) >> 1);
  return (
    {
      PageUp: { out_channel: out_channel - 1 },
      PageDown: { out_channel: out_channel + 1 },
      Home: { row: 0, col: 0 },
      End: { row: oh - 1, col: ow - 1 },
      ",": { in_channel: in_channel - 1 },
      ".": { in_channel: in_channel + 1 },
      i: { target: "input", spot: [middle(row, kh), middle(col, kw)] },
      w: { target: "weight", spot: [kh >> 1, kw >> 1] },
      o: { target: "output" },
      Escape: { target: "output" },
    }[key] ?? null
  );
}

/** One sentence about what is pointed at. */
export function pointedWords(place, state, layer, nameOf) {
  if (place.role === "row") return `Kernel ${place.o}: a click picks it.`;
  if (place.role === "subtotal")
    return `What ${nameOf(place.c)} adds at this pixel: a click shows its products.`;
  if (place.role === "partial")
    return `What ${nameOf(place.c)} gives to map ${place.o}, row ${place.row}, column ${place.col}.`;
  const {
    target,
    out_channel: o,
    in_channel: c,
    spot: [row, col],
  } = pointed(place, state);
  return targetWords(
    { ...state, target, out_channel: o, in_channel: c, spot: [row, col] },
    layer,
    nameOf,
  );
}

/** One sentence about the target of a state. */
export function targetWords(
  { target, out_channel: o, in_channel: c, spot: [row, col] },
  layer,
  nameOf,
) {
  const { stride, padding, dilation, kh, kw, oh, ow } = layer;
  const [, h, w] = layer.xShape;
  if (target === "weight") {
    const n =
      usedAt(row, stride, padding, dilation, oh, h).length *
      usedAt(col, stride, padding, dilation, ow, w).length;
    return `weight[${o}, ${c}, ${row}, ${col}] is laid on ${text(n)} of ${text(h * w)} places of ${nameOf(c)}, and nowhere else.`;
  }
  if (target === "input") {
    const n =
      reachedBy(row, kh, stride, padding, dilation, oh).length *
      reachedBy(col, kw, stride, padding, dilation, ow).length;
    const maps = upTo(0, layer.outChannels).filter((map) => layer.sees(map, c)).length;
    return `Input ${nameOf(c)}, row ${row}, column ${col}, reaches ${n} pixel${n === 1 ? "" : "s"} in each of ${maps} map${maps === 1 ? "" : "s"}.`;
  }
  return `Feature map ${o}, row ${row}, column ${col}: its windows are lit in every channel that kernel ${o} sees.`;
}
