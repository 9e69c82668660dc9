// Colours, numbers as text, and the painter: a list of boxes in, one canvas out.
// Everything on the canvas is in that list, so it can be read back, saved and drawn at any scale.

import { decimalsOf, text } from "../numbers/show.js";
import { fillAtlas } from "./atlas.js";
import { covers, matched, merged, touches } from "./changes.js";
import { shade } from "./theme.js";

/** Picked: amber inside a dark halo. Pinned: ink inside the ground's colour. Hovered: white inside black. */
export function ring(ctx, b, theme) {
  const amber = b.width ?? (b.hover ? 1.5 : 2),
    halo = b.halo ?? 1.5;
  ctx.strokeStyle = b.hover ? "#000000" : b.colour ? theme.bg : theme.halo;
  ctx.lineWidth = halo;
  ctx.strokeRect(
    b.x - amber - halo / 2,
    b.y - amber - halo / 2,
    b.w + 2 * amber + halo,
    b.h + 2 * amber + halo,
  );
  ctx.strokeStyle = b.hover ? "#ffffff" : theme[b.colour ?? "pick"];
  ctx.lineWidth = amber;
  ctx.strokeRect(b.x - amber / 2, b.y - amber / 2, b.w + amber, b.h + amber);
}

export let font = ""; // of the canvas being painted: to set it again costs more than to write with it

function setFont(ctx, bold, size, theme) {
  const wanted = `${bold ? 700 : 400} ${size}px ${theme.font}`;
  if (wanted !== font) ctx.font = font = wanted;
}

const DRAW = {
  ground(ctx, b, theme) {
    ctx.fillStyle = theme[b.colour];
    ctx.fillRect(b.x, b.y, b.w, b.h);
  },
  text(ctx, b, theme) {
    ctx.fillStyle = theme[b.colour ?? "ink"] ?? b.colour;
    setFont(ctx, b.bold, b.size ?? 15, theme);
    ctx.textAlign = b.align ?? "left";
    ctx.fillText(b.text, b.x, b.y, b.max); // a wide font is set narrower than `max`
  },
  map(ctx, b, theme, { atlas, places, ratio }) {
    const [x, y, w, h] = places.get(b); // as large in the atlas as on screen: no pixel is made up
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(atlas, x, y, w, h, Math.round(b.x * ratio), Math.round(b.y * ratio), w, h);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  },
  cells(ctx, b, theme) {
    const {
      values,
      columns,
      cell,
      tall = cell,
      size = 15,
      decimals = 0,
      scheme,
      range,
      outside,
      inset = 0,
    } = b;
    setFont(ctx, b.bold, size, theme);
    ctx.textAlign = "center";
    values.forEach((value, i) => {
      const x = b.x + (i % columns) * cell,
        y = b.y + Math.floor(i / columns) * tall;
      if (outside?.[i]) {
        DRAW.hatch(
          ctx,
          { x: x + inset, y: y + inset, w: cell - 2 * inset, h: tall - 2 * inset },
          theme,
        );
        ctx.fillStyle = theme["pad-ink"];
      } else {
        const { css, ink } = shade(value, scheme, range, theme);
        ctx.fillStyle = css;
        const less = 2 * inset - (b.blocks || inset ? 0 : 0.3);
        ctx.fillRect(x + inset, y + inset, cell - less, tall - less);
        ctx.fillStyle = scheme === "signed" && value === 0 ? theme["pad-ink"] : ink;
      }
      if (!b.blocks) ctx.fillText(text(value, decimals), x + cell / 2, y + tall / 2 + 1, cell - 3);
    });
  },
  swatch(ctx, b, theme) {
    const { css, ink } = shade(b.value, "signed", b.range, theme);
    ctx.fillStyle = css;
    ctx.fillRect(b.x, b.y, b.w, b.h);
    DRAW.text(
      ctx,
      {
        text: b.text,
        x: b.x + b.w / 2,
        y: b.y + b.h / 2 + 1,
        size: b.size ?? 22,
        bold: true,
        max: b.w - 14,
        align: "center",
        colour: ink,
      },
      theme,
    );
  },
  pill(ctx, b, theme) {
    setFont(ctx, true, 15, theme);
    const w = Math.min(b.max ?? Infinity, Math.max(28, ctx.measureText(b.text).width + 18));
    ctx.fillStyle = theme["bias-ground"];
    ctx.beginPath();
    ctx.roundRect(b.x - w / 2, b.y - 14, w, 28, 14);
    ctx.fill();
    DRAW.text(
      ctx,
      { text: b.text, x: b.x, y: b.y + 1, bold: true, align: "center", colour: "bias", max: w - 8 },
      theme,
    );
  },
  chip(ctx, b, theme) {
    ctx.beginPath();
    ctx.roundRect(b.x + 0.75, b.y + 0.75, 24.5, 24.5, 4);
    ctx.fillStyle = theme[b.colour];
    ctx.strokeStyle = theme["ink-2"];
    if (b.hollow) ctx.stroke();
    else ctx.fill();
    DRAW.text(
      ctx,
      {
        text: b.text,
        x: b.x + 13,
        y: b.y + 14,
        size: 17,
        bold: true,
        align: "center",
        colour: b.hollow ? "ink-2" : "chip-ink",
      },
      theme,
    );
  },
  hatch(ctx, b, theme) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(b.x, b.y, b.w, b.h);
    ctx.clip();
    ctx.fillStyle = theme["pad-ground"];
    ctx.fillRect(b.x, b.y, b.w, b.h);
    ctx.strokeStyle = theme.hatch;
    ctx.lineWidth = 1;
    ctx.beginPath();
    // Lines share one origin, so that neighbouring cells hatch as one.
    for (let k = Math.floor((b.x + b.y) / 6); k * 6 < b.x + b.w + b.y + b.h; k++) {
      ctx.moveTo(k * 6 - b.y, b.y);
      ctx.lineTo(k * 6 - b.y - b.h, b.y + b.h);
    }
    ctx.stroke();
    ctx.restore();
  },
  scale(ctx, b, theme) {
    const bar = ctx.createLinearGradient(b.x, 0, b.x + b.w, 0);
    for (let i = 0; i <= 10; i++) bar.addColorStop(i / 10, shade(i - 5, "signed", 5, theme).css);
    ctx.fillStyle = bar;
    ctx.fillRect(b.x, b.y, b.w, 12);
    const d = decimalsOf([b.range]);
    DRAW.text(
      ctx,
      { text: b.each ? "−" : text(-b.range, d), x: b.x, y: b.y + 24, size: 14, colour: "ink-2" },
      theme,
    );
    DRAW.text(
      ctx,
      { text: "0", x: b.x + b.w / 2, y: b.y + 24, size: 14, align: "center", colour: "ink-2" },
      theme,
    );
    DRAW.text(
      ctx,
      {
        text: b.each ? "+" : text(b.range, d, true),
        x: b.x + b.w,
        y: b.y + 24,
        size: 14,
        align: "right",
        colour: "ink-2",
      },
      theme,
    );
  },
  bar(ctx, b, theme) {
    ctx.fillStyle = shade(b.sign * 0.6, "signed", 1, theme).css;
    ctx.fillRect(b.x, b.y, b.w, b.h);
  },
  wash(ctx, b, theme) {
    ctx.fillStyle = theme.pick;
    ctx.globalAlpha = 0.4;
    for (const row of b.rows)
      for (const col of b.cols)
        ctx.fillRect(b.x + col * b.scale, b.y + row * b.scale, b.scale, b.scale);
    ctx.globalAlpha = 1;
  },
  ring,
  /** A dilated window: each place that it reads as a small ring, or a dot where a place is only a few pixels. */
  taps(ctx, b, theme) {
    const { scale, spacing, hover } = b,
      [lit, dark] = hover ? ["#ffffff", "#000000"] : [theme.pick, theme.halo];
    const dot = Math.max(1, Math.min(scale, spacing - 1.5)),
      edge = (scale - dot) / 2;
    const tight = spacing < 3; // dots would run together with a lit frame and with each other's edges
    if (tight) [ctx.strokeStyle, ctx.lineWidth] = [dark, 1];
    if (tight) ctx.strokeRect(b.x - 1.25, b.y - 1.25, b.w + 2.5, b.h + 2.5);
    else ring(ctx, { ...b, width: 1, halo: 0.5 }, theme);
    for (let i = 0; i < b.down * b.across; i++) {
      const x = b.x + (i % b.across) * spacing,
        y = b.y + Math.floor(i / b.across) * spacing;
      const fill = (colour, by) => {
        ctx.fillStyle = colour;
        ctx.fillRect(x + edge - by, y + edge - by, dot + 2 * by, dot + 2 * by);
      };
      if (scale >= 8)
        ring(
          ctx,
          { hover, x: x + 2.5, y: y + 2.5, w: scale - 5, h: scale - 5, width: 1.5, halo: 1 },
          theme,
        );
      else if (!tight) fill(dark, 0.5);
      if (scale < 8) fill(lit, 0);
    }
  },
};

/** A few boxes on top of what is there. */
export function paintOver(ctx, boxes, theme) {
  for (const box of boxes) DRAW[box.kind](ctx, box, theme);
}

const painted = new WeakMap(); // canvas -> what was painted on it last

/** Paint a scene on a canvas at `ratio` device pixels a CSS pixel; of a scene much like the last one,
 * only where the two differ. */
export function paint(canvas, scene, theme, ratio, atlas) {
  const { boxes, width, height } = scene;
  const wide = Math.round(width * ratio),
    tall = Math.round(height * ratio);
  let last = painted.get(canvas);
  if (canvas.width !== wide || canvas.height !== tall) {
    [canvas.width, canvas.height] = [wide, tall];
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    last = null;
  }
  if (last?.theme !== theme || last.ratio !== ratio) last = { boxes: [], spots: [] };
  const device = ([x0, y0, x1, y1]) => [
    Math.max(0, Math.floor(x0 * ratio)),
    Math.max(0, Math.floor(y0 * ratio)),
    Math.min(wide, Math.ceil(x1 * ratio)),
    Math.min(tall, Math.ceil(y1 * ratio)),
  ];
  const same = matched(last.boxes, boxes),
    stays = new Set(same);
  const spots = boxes.map((box, i) => last.spots[same[i]] ?? device(covers(box)));
  const differs =
    last.boxes.length === 0
      ? [[0, 0, wide, tall]]
      : merged([
          ...spots.filter((_, i) => same[i] < 0),
          ...last.spots.filter((_, i) => !stays.has(i)),
        ]);
  // A round corner is painted whole: cut in two, its soft edge comes out a shade different.
  const round = spots.filter((_, i) => boxes[i].kind === "pill" || boxes[i].kind === "chip");
  const dirty = merged([
    ...differs,
    ...round.filter((one) => differs.some((other) => touches(one, other))),
  ]);
  painted.set(canvas, { boxes, spots, theme, ratio });
  const inside = dirty.map((where) => boxes.filter((_, i) => touches(spots[i], where)));
  const places = fillAtlas(
    atlas,
    [...new Set(inside.flat())].filter(({ kind }) => kind === "map"),
    theme,
    ratio,
  );
  const ctx = canvas.getContext("2d", { alpha: false });
  dirty.forEach(([x0, y0, x1, y1], i) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(x0, y0, x1 - x0, y1 - y0);
    ctx.clip();
    ctx.fillStyle = theme.bg;
    ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textBaseline = "middle";
    font = "";
    for (const box of inside[i]) {
      ctx.globalAlpha = box.faded ? 0.22 : 1;
      DRAW[box.kind](ctx, box, theme, { atlas, places, ratio });
    }
    ctx.restore();
  });
}

/** Show on a canvas what was painted on another one. */
export function copyPainted(from, canvas) {
  if (canvas.width !== from.width || canvas.height !== from.height) {
    [canvas.width, canvas.height] = [from.width, from.height];
    Object.assign(canvas.style, { width: from.style.width, height: from.style.height });
  }
  canvas.getContext("2d", { alpha: false }).drawImage(from, 0, 0);
  painted.set(canvas, painted.get(from));
}
