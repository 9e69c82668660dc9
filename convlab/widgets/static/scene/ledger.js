// One output pixel, written out: windows, slices, products, one subtotal per channel, bias, total.
// It stands under the grid, in the grid's own columns, and it adds up in the digits shown.

import { addsUp, kindsOf, partsOf, roundingOf, soFar, sumOf } from "../numbers/account.js";
import { counted, isWhole, text } from "../numbers/show.js";
import { featureMap, isDilated, PINNED, putMap, ringPixel, WIDTH, widthOf } from "./board.js";

function putTotal(board, show, value, label, x, y, w) {
  board.add("swatch", { value, text: label, range: show.limits.maps, x, y, w, h: 40 });
  board.add("ring", { x, y, w, h: 40, width: 3, halo: 1.5 });
}

/** How all these numbers stand in cells of one width: 14 px high where they have decimals. */
function fitted(values, decimals, least = 28, most = Infinity) {
  const size = decimals ? 14 : 15,
    widest = Math.max(...values.map((v) => widthOf(text(v, decimals))));
  return {
    decimals,
    size,
    cell: Math.min(most, Math.max(least, Math.ceil((widest * size) / 15) + 8)),
  };
}

/** Slices, windows and products of these channels as cells. Whole numbers and tenths stay what they are; all
 * others take the decimals of the account. */
function factors({ decimals, limits, cols }, channels, fit, least, most) {
  const all = (part) => channels.flatMap((ch) => [...ch[part]]);
  const shown = (d) => (d < 2 ? d : fit.decimals);
  const signed = limits.input[0] < 0;
  return {
    slice: {
      scheme: "signed",
      range: limits.slices,
      ...fitted(all("slice"), shown(decimals.weights), least, most),
    },
    window: {
      scheme: signed ? "signed" : cols?.tiny ? "whole" : "grey",
      range: signed ? limits.input[1] : limits.input,
      ...fitted(all("window"), shown(decimals.input), least, most),
    },
    products: {
      scheme: "signed",
      range: limits.maps,
      ...fitted(all("products"), fit.decimals, least, most),
    },
  };
}

/** A window in its ring. The numbers of a dilated one stand apart in a thin frame: they are no neighbours. */
function putWindow(board, { layer }, ch, box) {
  const apart = isDilated(layer);
  board.add("cells", {
    values: ch.window,
    outside: ch.outside,
    columns: layer.kw,
    ...box,
    ...(apart ? { inset: 1.5 } : {}),
  });
  board.add("ring", {
    x: box.x,
    y: box.y,
    w: layer.kw * box.cell,
    h: layer.kh * box.tall,
    ...(apart ? { width: 1, halo: 0.5 } : {}),
  });
}

const signSize = ({ op }) => (op < 20 ? 16 : op < 30 ? 22 : 26);

/** What comes after the subtotals: plus, bias, equals and the total, in the grid's columns. */
function putEnd(board, show, pixel, fit, y) {
  const { cols } = show,
    sign = { y: y + 20, size: signSize(cols), bold: true, align: "center" };
  if (show.spec.has_bias) {
    board.add("text", { text: "+", x: cols.end + cols.op / 2, ...sign, faded: pixel.waiting });
    const middle = (cols.end + cols.mapX) / 2;
    board.add("pill", {
      text: text(pixel.bias, fit.decimals),
      x: middle,
      y: y + 20,
      max: 2 * (cols.mapX - 24 - middle),
      faded: pixel.waiting,
    });
  }
  board.add("text", { text: "=", x: cols.mapX - 15, ...sign, size: 26 });
  putTotal(
    board,
    show,
    pixel.total,
    text(pixel.total, fit.decimals),
    cols.mapX,
    y,
    cols.right - cols.mapX,
  );
  return y + 40;
}

/** Up to three channels in the grid's columns: slice and window, side by side or one above the other; products
 * below; subtotals under the partial maps. Returns the next y, and where in its column a subtotal has its middle. */
function putColumns(board, show, pixel, fit, y) {
  const { cols, layer } = show,
    { tiny } = cols,
    { kh, kw } = layer;
  const tall = tiny ? 28 : 24,
    rows = kh * tall;
  let { slice, window, products } = factors(
    show,
    pixel.channels,
    fit,
    28,
    tiny ? 28 : Math.floor((cols.w + 8) / kw),
  );
  // Decided by the layer, not by this pixel's numbers, or the next pixel's account would look all different.
  const [low, high] = show.limits.input,
    widest = text(low < 0 ? -high : high, show.exact ? show.decimals.input : 4);
  const room = Math.max(34, Math.ceil((widthOf(widest) * 14) / 15) + 4);
  const aside = tiny || (cols.beside && cols.slice + 14 + kw * room <= cols.w);
  const alike = Math.max(42, slice.cell, window.cell, products.cell);
  const cells = tiny
    ? [28, 28, 28]
    : aside
      ? [cols.cell, room, Math.max(42, products.cell)]
      : [alike, alike, alike];
  if (aside && show.exact) window.decimals = show.decimals.input;
  [slice, window, products] = [slice, window, products].map((part, i) => ({
    ...part,
    cell: cells[i],
    tall,
    ...(tiny ? { size: i ? 16 : 15 } : {}),
  }));
  const label = (words, at) =>
    words.split("|").forEach((word, i, all) =>
      board.add("text", {
        text: word,
        x: 0,
        y: at + (i - (all.length - 1) / 2) * 22,
        size: 14,
        colour: "ink-2",
        max: aside ? 56 : 52,
      }),
    );
  const top = y + 48,
    second = aside ? top : top + rows + 12,
    third = second + rows + 14,
    sums = third + rows + 14;
  label(!aside ? "slice" : rows < 40 ? "slice × x" : "slice ×|window", top + rows / 2);
  if (!aside) label("×|window", second + rows / 2);
  label("products", third + rows / 2);
  label("sums", sums + 20);
  const end = aside ? cols.slice + (tiny ? 28 + kw * 28 : 18 + 102) : (cols.w + kw * alike) / 2;
  const wide = tiny ? kw * 28 : aside ? 100 : 112;
  for (const ch of pixel.channels) {
    const x = cols.x(ch.c),
      right = x + end,
      left = aside ? x : right - kw * alike,
      faded = ch.muted || ch.waiting;
    board.add("cells", { values: ch.slice, columns: kw, ...slice, x: left, y: top, faded });
    if (aside)
      board.add("text", {
        text: "×",
        x: (x + cols.slice + right - kw * window.cell - 3) / 2,
        y: top + rows / 2,
        align: "center",
        colour: "ink-2",
      });
    putWindow(board, show, ch, { ...window, x: right - kw * window.cell, y: second, faded });
    board.add("cells", {
      values: ch.products,
      columns: kw,
      ...products,
      x: right - kw * products.cell,
      y: third,
      faded,
    });
    const name = show.spec.channel_names[ch.c];
    const own = ["red", "green", "blue"].includes(name);
    board.add("text", {
      text: ch.muted ? "muted" : own ? name : name ? name.slice(0, 9) : `channel ${ch.c}`,
      x,
      y: sums + 20,
      bold: own,
      size: own ? 15 : 14,
      colour: own ? name : "channel",
      max: right - wide - x - 6,
    });
    board.add("swatch", {
      value: ch.subtotal,
      text: text(ch.subtotal, fit.decimals),
      range: show.limits.maps,
      x: right - wide,
      y: sums,
      w: wide,
      h: 40,
      faded: ch.waiting,
    });
    if (ch !== pixel.channels.at(-1))
      board.add("text", {
        text: "+",
        x: x + cols.w + cols.op / 2,
        y: sums + 20,
        size: signSize(cols),
        bold: true,
        align: "center",
        faded,
      });
  }
  return [putEnd(board, show, pixel, fit, sums), end - wide / 2];
}

/** The inspected channel: slice × window = products → subtotal, on one line or, if wide, two. */
function putInspected(board, show, pixel, fit, y) {
  const { layer, limits } = show,
    { kh, kw } = layer;
  const ch = pixel.channels.find((one) => one.c === show.state.in_channel) ?? pixel.channels[0];
  const rows = kh * 24;
  const { slice, window, products } = factors(
    show,
    [ch],
    fit,
    28,
    Math.floor((WIDTH - 136 - 26) / (2 * kw)),
  );
  board.add("text", { text: `channel ${ch.c}`, x: 0, y: y + 10, bold: true, colour: "pick-ink" });
  const ranked = [...pixel.channels].sort((a, b) => b.subtotal - a.subtotal);
  const role = ch.muted
    ? "muted"
    : ranked.length === 1
      ? ""
      : ch === ranked[0] && ch.subtotal > 0
        ? "adds most"
        : ch === ranked.at(-1) && ch.subtotal < 0
          ? "takes away most"
          : "";
  board.add("text", {
    text: show.spec.channel_names[ch.c] || role,
    x: 0,
    y: y + 33,
    size: 14,
    colour: "ink-2",
    max: 120,
  });
  if (!board.slots.some(({ c }) => c === ch.c)) {
    for (const [i, what] of ["mute", "solo"].entries())
      board.slots.push({ what, c: ch.c, x: 58 * i, y: y + 46, w: 52, h: 24 });
  }
  const parts = [slice, window, products].map((part) => ({
    ...part,
    tall: 24,
    columns: kw,
    faded: ch.muted || ch.waiting,
  }));
  const wide = parts.reduce((sum, part) => sum + part.cell * kw + 26, 136 + 104);
  let x = 136,
    top = y;
  for (const [i, part] of parts.entries()) {
    if (i === 2 && wide > WIDTH) [x, top] = [136, y + rows + 14];
    if (i)
      board.add("text", {
        text: i === 1 ? "×" : "=",
        x: x - 13,
        y: top + rows / 2,
        size: 18,
        align: "center",
        colour: "ink-2",
      });
    if (i === 1) putWindow(board, show, ch, { ...part, x, y: top });
    else board.add("cells", { ...part, values: i ? ch.products : ch.slice, x, y: top });
    x += part.cell * kw + 26;
  }
  board.add("text", {
    text: "→",
    x: x - 13,
    y: top + rows / 2,
    size: 18,
    align: "center",
    colour: "ink-2",
  });
  board.add("swatch", {
    value: ch.subtotal,
    text: text(ch.subtotal, fit.decimals),
    range: limits.maps,
    x,
    y: top + (rows - 40) / 2,
    w: 104,
    h: 40,
    faded: ch.waiting,
  });
  const lost = ch.muted ? 0 : roundingOf({ parts: ch.products, total: ch.subtotal }, fit.decimals);
  if (lost)
    board.add("text", {
      text: `(rounding ${text(lost, fit.decimals)})`,
      x: x + 104,
      y: top + rows / 2 + 34,
      size: 14,
      align: "right",
      colour: "ink-2",
      max: 120,
    });
  return top + Math.max(rows, 70);
}

/** Up to eight channels: every subtotal under its column. */
function putSubtotals(board, show, pixel, fit, y) {
  const { cols, limits } = show;
  for (const ch of pixel.channels) {
    const x = cols.x(ch.c);
    board.add("swatch", {
      value: ch.subtotal,
      text: text(ch.subtotal, fit.decimals),
      size: 15,
      range: limits.maps,
      x,
      y,
      w: cols.w,
      h: 40,
      faded: ch.muted || ch.waiting,
    });
    board.places.push({ x, y, w: cols.w, h: 40, role: "subtotal", c: ch.c });
    if (ch !== pixel.channels.at(-1))
      board.add("text", {
        text: "+",
        x: x + cols.w + cols.op / 2,
        y: y + 20,
        size: signSize(cols),
        bold: true,
        align: "center",
        faded: ch.muted || ch.waiting,
      });
  }
  return putEnd(board, show, pixel, fit, y);
}

/** More channels: their subtotals as ranked bars, and what adds and what takes away. */
function putRanked(board, show, pixel, kinds, fit, y) {
  const { layer, limits, state } = show;
  const parts = [...pixel.channels].sort((a, b) => b.subtotal - a.subtotal);
  const most = Math.max(0, parts[0].subtotal),
    least = Math.min(0, parts.at(-1).subtotal);
  const unit = 130 / (most - least || 1); // as high in all, whatever adds and takes away
  const pitch = 640 / parts.length,
    labelled = pitch >= 19;
  const close =
    !labelled || (parts.length > 1 && unit * (parts[0].subtotal - parts[1].subtotal) < 18); // no room for two values
  const high = unit * most,
    deep = -unit * least;
  const zero = y + 62 + high;
  parts.forEach((ch, i) => {
    const tall = unit * Math.abs(ch.subtotal);
    const x = i * pitch,
      w = Math.min(40, pitch - Math.max(1, Math.min(6, pitch / 3)));
    if (tall >= 0.5)
      board.add("bar", {
        x,
        y: ch.subtotal > 0 ? zero - tall : zero,
        w,
        h: tall,
        sign: Math.sign(ch.subtotal),
        faded: ch.muted || ch.waiting,
      });
    board.places.push({ x, y: y + 50, w: pitch, h: high + deep + 62, role: "subtotal", c: ch.c });
    const here = ch.c === state.in_channel;
    if (labelled)
      board.add("text", {
        text: String(ch.c),
        x: x + w / 2,
        y: zero + deep + 34,
        size: 14,
        align: "center",
        max: pitch - 4,
        bold: here,
        colour: here ? "pick-ink" : "ink-2",
      });
    // The two that add most, above their bars, and the one that takes most, below its bar.
    if (tall >= 0.5 && (ch.subtotal > 0 ? i < (close ? 1 : 2) : i === parts.length - 1)) {
      const value = text(ch.subtotal, fit.decimals, true);
      board.add("text", {
        text: labelled ? value : `${ch.c}: ${value}`,
        bold: true,
        size: 14,
        ...(ch.subtotal > 0
          ? { x, y: zero - tall - 10 }
          : { x: x + w, y: zero + tall + 11, align: "right" }),
      });
    }
  });
  board.add("ground", { x: 0, y: zero - 0.5, w: 640, h: 1, colour: "control" });
  const caption = zero + deep + (labelled ? 58 : 34);
  board.add("text", {
    text: "input channel, ranked by what it adds at this pixel",
    x: 0,
    y: caption,
    size: 14,
    colour: "ink-2",
  });

  // The map itself, large, at the right.
  const x = WIDTH - 200;
  const heard = parts.filter((ch) => !ch.waiting && !ch.muted).length;
  board.add("text", {
    text: `sum of ${heard < parts.length ? `${heard} of ` : ""}${counted(parts.length, "partial map")}`,
    x,
    y: y + 18,
    size: 14,
    max: 200,
  });
  if (show.spec.has_bias) {
    board.add("text", { text: "+ bias", x, y: y + 42, size: 14 });
    board.add("pill", {
      text: text(pixel.bias, fit.decimals),
      x: x + 98,
      y: y + 41,
      faded: pixel.waiting,
    });
  }
  const below = y + (show.spec.has_bias ? 66 : 42);
  board.add("text", { text: "=", x, y: below, size: 14 });
  board.add("text", { text: "feature map", x: x + 16, y: below, size: 14, bold: true });
  const at = putMap(board, show, featureMap(show, pixel.o), x, below + 14, 200, {
    role: "map",
    o: pixel.o,
  });
  ringPixel(board, at, pixel.row, pixel.col);

  const line = Math.max(caption + 28, below + 14 + 200 - 6);
  let left = 0;
  const plus = (faded) =>
    board.add("text", {
      text: "+",
      x: left - 21,
      y: line + 36,
      size: 26,
      bold: true,
      align: "center",
      faded,
    });
  for (const [words, list] of kinds.length ? kinds : [["nothing yet", []]]) {
    const { muted } = list[0] ?? {};
    if (left) plus(muted);
    board.add("text", { text: words, x: left, y: line, size: 14, colour: "ink-2" });
    if (muted) board.add("hatch", { x: left, y: line + 16, w: 112, h: 40 });
    else
      board.add("swatch", {
        value: sumOf(list),
        text: text(sumOf(list), fit.decimals),
        range: limits.maps,
        x: left,
        y: line + 16,
        w: 112,
        h: 40,
      });
    left += 155;
  }
  if (fit.missing)
    board.add("text", {
      text: `rounding ${text(fit.missing, fit.decimals)}`,
      x: left,
      y: line + 64,
      size: 14,
      colour: "ink-2",
    });
  if (show.spec.has_bias) {
    plus(pixel.waiting);
    board.add("text", { text: "bias", x: left, y: line, size: 14, colour: "bias" });
    board.add("pill", {
      text: text(pixel.bias, fit.decimals),
      x: left + 36,
      y: line + 36,
      max: 80,
      faded: pixel.waiting,
    });
    left += 115;
  }
  board.add("text", {
    text: "=",
    x: left - 21,
    y: line + 36,
    size: 26,
    bold: true,
    align: "center",
  });
  putTotal(board, show, pixel.total, text(pixel.total, fit.decimals), left, line + 16, 112);
  return line + 56;
}

/** A second pixel, to compare: its parts under the picked one's, which stand `middle` from the left of their columns, and
 * how far apart the two are. */
function putPinned(board, show, pixel, y, middle) {
  const { layer, state, cols } = show;
  const other = soFar(layer.pixel(...state.pinned), state.step),
    parts = partsOf(other);
  const { decimals } = addsUp(
    [{ parts, total: other.total }],
    isWhole([...other.channels.map((ch) => ch.subtotal), other.bias]),
  );
  const apart = text(other.total - pixel.total, decimals, true);
  const where = `pinned: map ${other.o}, row ${other.row}, column ${other.col}`;
  board.add("ring", { x: 3, y: y + 5, w: 8, h: 8, ...PINNED });
  board.add("text", {
    text: `${where}; ${apart} against the pixel above`,
    x: 22,
    y: y + 10,
    size: 14,
    colour: "ink-2",
  });
  const line = y + 34;
  const put = (words, x, options = {}) =>
    board.add("text", { text: words, x, y: line, align: "center", ...options });
  const bias = text(other.bias, decimals),
    { waiting } = other;
  if (cols) {
    for (const ch of other.channels)
      put(text(ch.subtotal, decimals), cols.x(ch.c) + middle, { faded: ch.waiting });
    if (show.spec.has_bias)
      put(bias, (cols.end + cols.mapX) / 2, { colour: "bias", faded: waiting });
  } else {
    const sums = `${counted(waiting ? parts.length : parts.length - 1, "subtotal")} ${text(waiting ? other.total : other.total - other.bias, decimals)}`;
    put(waiting ? sums : `${sums} + bias ${bias}`, 0, { align: "left" });
  }
  put(text(other.total, decimals), cols ? (cols.mapX + cols.right) / 2 : 320, { bold: true });
  return line + 12;
}

/** The ledger of the picked pixel. Returns the next y. */
export function putLedger(board, show, y) {
  const { layer, state, cols } = show;
  const pixel = soFar(layer.pixel(state.out_channel, state.row, state.col), state.step);
  const heard = pixel.channels;
  const n = heard.length * layer.kh * layer.kw;
  const ground = { x: -8, y, w: WIDTH + 16, h: 0, colour: "pick-ground" };
  board.add("ground", ground);
  const box = board.boxes.at(-1);
  board.slots.push({ what: "title", x: 0, y: y + 8, w: 560, h: 28 });
  const full = cols?.most <= 3 && layer.kw <= 3 && (cols.tiny ? cols.beside : cols.w >= 184);
  const words = `${full || heard.length === 1 ? "" : `${layer.kh * layer.kw} of `}${counted(n, "product")}, ${counted(heard.length, "subtotal")}, ${show.spec.has_bias ? "1 bias, " : ""}1 number`;
  const sums = (channels) => [
    { parts: partsOf(pixel), total: pixel.total },
    ...channels.map((ch) => ({ parts: ch.muted ? [0] : ch.products, total: ch.subtotal })),
  ];
  const inspected = heard.filter((ch) => ch.c === state.in_channel);
  const whole =
    isWhole(heard.flatMap((ch) => [...ch.products, ch.subtotal])) && Number.isInteger(pixel.bias);
  let bottom,
    fit,
    middle = cols?.w / 2;
  board.through = [y + 2, y + 44]; // what does not stand in the grid's columns
  if (full) {
    fit = addsUp(sums(heard), whole);
    [bottom, middle] = putColumns(board, show, pixel, fit, y);
  } else if (cols) {
    fit = addsUp(sums(inspected), whole);
    bottom = putInspected(board, show, pixel, fit, y + 48) + 16;
    board.through[1] = bottom - 6;
    bottom = putSubtotals(board, show, pixel, fit, bottom);
  } else {
    const kinds = kindsOf(heard);
    fit = addsUp(
      [
        {
          parts: [...kinds.map(([, list]) => sumOf(list)), pixel.waiting ? 0 : pixel.bias],
          total: pixel.total,
        },
        ...sums(inspected).slice(1),
      ],
      whole,
    );
    bottom = putRanked(board, show, pixel, kinds, fit, y);
    bottom = putInspected(board, show, pixel, fit, bottom + 20);
  }
  if (cols) {
    board.add("text", {
      text: words,
      x: WIDTH,
      y: y + 23,
      align: "right",
      colour: "ink-2",
      max: 380,
    });
    if (fit.missing)
      board.add("text", {
        text: `rounding ${text(fit.missing, fit.decimals)}`,
        x: cols.right - 104,
        y: bottom + 12,
        size: 14,
        align: "right",
        colour: "ink-2",
      });
  }
  bottom += fit.missing && cols ? 20 : 0;
  if (state.pinned.length) bottom = putPinned(board, show, pixel, bottom + 16, middle);
  box.h = bottom + 16 - y;
  return box.y + box.h;
}
