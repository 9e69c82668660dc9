// Maps as pixels: numbers in, one picture out that holds each map in the size it has on screen.

const GREYS = Int32Array.from({ length: 256 }, (_, v) => (255 << 24) | (v << 16) | (v << 8) | v);

/** Write a map in its colours, four bytes a pixel, w by h of them from `start` on; `all` is `wide` a row. */
function write(box, theme, all, wide, start, w, h) {
  const { data, w: columns, h: rows, offset = 0, scheme, range } = box;
  const table = scheme === "signed" ? theme.table : GREYS, top = table.length - 1;
  const scale = scheme === "signed" ? 255 / range : 255 / (range[1] - range[0] || 1);
  const zero = scheme === "signed" ? 255.5 + offset * scale : 0.5 - range[0] * scale;
  const column = new Uint16Array(w), size = columns * rows;
  for (let j = 0; j < w; j++) column[j] = (j * columns) / w;
  const step = (i) => {
    const at = data[i] * scale + zero;
    return at < 0 ? 0 : at > top ? top : at | 0;
  };
  for (let i = 0, row, last = -1; i < h; i++, last = row) {
    const at = start + i * wide;
    row = Math.floor((i * rows) / h);
    if (row === last) all.copyWithin(at, at - wide, at - wide + w);
    else for (let j = 0, p = row * columns; j < w; j++) {
      all[at + j] = scheme !== "rgb" ? table[step(p + column[j])]  // red, then all of green, then all of blue
        : (255 << 24) | (step(p + column[j] + 2 * size) << 16) | (step(p + column[j] + size) << 8) | step(p + column[j]);
    }
  }
}

const shrunk = new WeakMap();  // a map's numbers -> their means at a smaller size, as long as they live

/** A map that is drawn smaller than it is, as the means of the places that share a pixel. */
function shrink(box, wide, tall) {
  const { data, w, h } = box, planes = box.scheme === "rgb" ? 3 : 1;
  const known = shrunk.get(data);
  if (known?.wide === wide && known.tall === tall) return { ...box, data: known.means, w: wide, h: tall };
  const means = new Float32Array(planes * wide * tall);
  const ends = (n, of) => Array.from({ length: n + 1 }, (_, i) => Math.round((i * of) / n));
  const rows = ends(tall, h), cols = ends(wide, w);
  for (let plane = 0, at = 0; plane < planes; plane++) {
    for (let i = 0; i < tall; i++) for (let j = 0; j < wide; j++, at++) {
      let sum = 0;
      for (let row = rows[i]; row < rows[i + 1]; row++) {
        for (let col = cols[j]; col < cols[j + 1]; col++) sum += data[(plane * h + row) * w + col];
      }
      means[at] = sum / ((rows[i + 1] - rows[i]) * (cols[j + 1] - cols[j]));
    }
  }
  shrunk.set(data, { wide, tall, means });
  return { ...box, data: means, w: wide, h: tall };
}

/** These maps in one picture, in the size that each has on screen: one putImageData, however many
 * maps. Returns where each lies, [x, y, width, height] in device pixels. */
export function fillAtlas(atlas, maps, theme, ratio) {
  const places = new Map();
  let left = 0, top = 0, next = 0;
  const sized = maps.map((box) => [box, Math.max(1, Math.round(box.w * box.scale * ratio)), Math.max(1, Math.round(box.h * box.scale * ratio))]);
  const wide = Math.max(1024, ...sized.map(([, w]) => w));
  for (const [box, w, h] of sized.sort((a, b) => b[2] - a[2])) {  // shelf by shelf, the tallest first
    if (left + w > wide) [left, top] = [0, next];
    if (left === 0) next = top + h;
    places.set(box, [left, top, w, h]);
    left += w;
  }
  if (!next) return places;
  const ctx = atlas.getContext("2d");
  if (atlas.width !== wide || atlas.height < next) {
    [atlas.width, atlas.height] = [wide, next];
    atlas.image = ctx.createImageData(wide, next);
  }
  const all = new Int32Array(atlas.image.data.buffer);
  for (const [box, [x, y, w, h]] of places) {
    write(w < box.w || h < box.h ? shrink(box, w, h) : box, theme, all, wide, y * wide + x, w, h);
  }
  ctx.putImageData(atlas.image, 0, 0, 0, 0, wide, next);
  return places;
}
