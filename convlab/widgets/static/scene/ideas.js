// The layer beside what it is often taken for: maps side by side, and the account of one place.

import { difference, linesFor, reason } from "../numbers/ideas.js";
import { within } from "../numbers/range.js";
import { text } from "../numbers/show.js";

export const MAP = 264,
  GAP = 48,
  LEFT = 8,
  LINE = 26,
  BOARD = 904,
  NARROW = 592; // three maps side by side, or two

/** Boxes to paint and maps to point at. */
export function ideasScene({ worked, photo, rounds, spec, state, seen, limit, ratio, board }) {
  const boxes = [],
    places = [];
  const add = (kind, box) => boxes.push({ kind, ...box });
  const { oh, ow } = worked,
    { idea, row, col } = state,
    { decimals, y, off } = seen;
  const about = spec.ideas[idea],
    rows = linesFor(spec.x_shape[0]) + rounds,
    few = spec.x_shape[0] <= 3,
    number = (v) => text(v, decimals);
  const fit = (MAP * ratio) / Math.max(oh, ow);
  const scale = (fit >= 1.5 ? Math.floor(fit) : fit) / ratio;
  const wide = ow * scale > 220 ? ow * scale : MAP,
    base = 52 + oh * scale + 30,
    sums = base + 34,
    total = sums + LINE * rows - 6;
  const narrow = board < BOARD,
    top = total + 68; // where the photo lies
  const [kh, kw] = spec.weight_shape.slice(2);

  const panel = (n, label, title, formula, slices, maps, lines, strong = false) => {
    const x = LEFT + n * (MAP + GAP),
      right = x + wide;
    add("text", {
      text: label,
      x,
      y: drop + 8,
      size: 14,
      bold: strong,
      colour: strong ? "ink" : "ink-2",
    });
    add("text", { text: title, x, y: drop + 34, size: 17, bold: true, max: MAP });
    const rgb = maps.length > 1;
    const data = rgb ? worked.rgb : maps[0];
    const ends = rgb
      ? data.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])
      : limit;
    add("map", {
      data,
      w: ow,
      h: oh,
      scheme: rgb ? "rgb" : "signed",
      range: ends,
      scale,
      x,
      y: drop + 52,
    });
    places.push({ x, y: drop + 52, w: ow * scale, h: oh * scale, scale, role: "map" });
    add("ring", {
      x: x + col * scale,
      y: drop + 52 + row * scale,
      w: Math.max(3, scale),
      h: Math.max(3, scale),
    });
    const cell = 21 / Math.max(kh, kw),
      along = (i) => right - (slices.length - i) * (kw * cell + 4) + 4;
    add("text", { text: formula, x, y: drop + base, max: along(0) - 10 - x });
    const block = (slice, x, y) =>
      add("cells", {
        values: [...slice],
        columns: kw,
        cell,
        blocks: true,
        scheme: "signed",
        range: spec.slice_limit,
        x,
        y,
      });
    slices.forEach((slice, i) => block(slice, along(i), drop + base - 12));
    lines.forEach(({ name, value, colour, quiet, less, slice }, i) => {
      const at = drop + sums + LINE * i,
        remark = value === undefined;
      add("text", {
        text: name,
        x,
        y: at,
        size: remark ? 14 : 15,
        colour: remark || quiet ? "ink-2" : colour,
        max: remark ? wide : slice && !few ? 128 : 180,
      });
      if (slice && !few) block(slice, x + 140, at - 11); // beside the formula there is room for three
      if (!remark)
        add("text", {
          text: less && value > 0 ? `−(${number(-value)})` : number(value),
          x: right,
          y: at,
          align: "right",
          colour: quiet ? "ink-2" : "ink",
        });
    });
    return { x, y: drop + total, w: wide, h: 40 };
  };
  const box = (place, value) =>
    add("swatch", { value, text: number(value), range: limit, ...place });

  let drop = 0; // how far down a panel starts
  const layer = panel(
    0,
    "what the layer does",
    "A slice for each, then add",
    "y = Σ w[c] ∗ x[c] + b",
    few ? worked.slices : [],
    [worked.y],
    seen.layer,
    true,
  );
  box(layer, y);
  add("ring", { ...layer, width: 3, halo: 1.5 });
  const wrong = panel(
    1,
    "a common idea, not the layer",
    about.title,
    about.formula,
    few ? worked.used[idea] : [],
    worked.maps[idea],
    seen.wrong,
  );
  if (seen.answers.length === 1) box(wrong, seen.answers[0]);
  else
    add("text", {
      text: seen.answers.map(number).join(", "),
      x: wrong.x + wide / 2,
      y: total + 21,
      size: 20,
      bold: true,
      align: "center",
    });
  if (narrow) drop = top + 136;
  const apart = panel(
    narrow ? 0 : 2,
    "the same scale",
    "How far they are apart",
    "idea − layer",
    [],
    [difference(worked, idea)],
    seen.apart,
  );
  if (narrow) apart.y = drop + sums + LINE * seen.apart.length;
  box(apart, off);

  // The photo, where there is one, with the window that the kernel stands on, and what is to be seen there
  const [, h, w] = spec.x_shape,
    filled = (96 * ratio) / Math.max(h, w);
  const shrink = (filled >= 1 ? Math.round(filled) : filled) / ratio;
  const { stride, padding, dilation } = spec.steps;
  if (photo)
    add("map", { data: photo, w, h, scheme: "rgb", range: [0, 1], scale: shrink, x: LEFT, y: top });
  const edge = (at, k, end) => [
    within(at * stride - padding, end),
    within(at * stride - padding + dilation * (k - 1), end) + 1,
  ];
  const [up, down] = edge(row, kh, h),
    [from, to] = edge(col, kw, w);
  if (photo)
    add("ring", {
      x: LEFT + from * shrink,
      y: top + up * shrink,
      w: (to - from) * shrink,
      h: (down - up) * shrink,
      width: 1.5,
      halo: 1,
    });
  const x = LEFT + (photo ? w * shrink + 24 : 0);
  const far =
    Math.abs(off) < 0.5 * 10 ** -decimals
      ? "here they agree"
      : `they are ${number(Math.abs(off))} apart`;
  const room = { x, max: board - x - (narrow ? LEFT : 130) }; // a long line is set narrower
  add("text", {
    text: `Row ${row}, column ${col}: ${far}`,
    y: top + 14,
    size: 17,
    bold: true,
    ...room,
  });
  const [why, also] = reason(worked, idea, about);
  add("text", { text: why, y: top + 42, ...room });
  add("text", {
    text: `It answers ${seen.answers.map(number).join(", ")} where the layer says ${number(y)}${also}.`,
    y: top + 68,
    ...room,
  });
  const legend = narrow
    ? { x: LEFT + MAP + GAP, y: drop + 56 }
    : { x: LEFT + 2 * (MAP + GAP) + wide - 112, y: top + 4 };
  add("scale", { range: limit, w: 112, ...legend });
  return {
    boxes,
    places,
    width: board,
    height: narrow ? apart.y + 48 : top + Math.max(88, photo ? h * shrink + 8 : 0),
  };
}
