// Maps as pixels: numbers in, one picture out that holds each map in the size it has on screen.

// The loops over pixels stand alone: each sees one kind of array only, and so is compiled once.

/** Steps of a table for `count` values from `from` on, to the places from `at` on. */
function colourRow(data, from, count, scale, zero, table, all, at) {
  const top = table.length - 1;
  for (let j = 0; j < count; j++) {
    const step = data[from + j] * scale + zero;
    all[at + j] = table[step < 0 ? 0 : step > top ? top : step | 0];
  }
}

/** The same for a row of red, one of green and one of blue, `size` values apart. */
function mixRow(data, from, count, scale, zero, size, all, at) {
  const step = (i) => Math.max(0, Math.min(255, data[i] * scale + zero)) | 0;
  for (let j = 0, i = from; j < count; j++, i++) {
    all[at + j] = (255 << 24) | (step(i + 2 * size) << 16) | (step(i + size) << 8) | step(i);
  }
}

function spreadRow(line, columns, all, at) {
  for (let j = 0; j < columns.length; j++) all[at + j] = line[columns[j]];
}

function addRow(data, from, columns, sums, at) {
  for (let j = 0; j < columns.length; j++) sums[at + columns[j]] += data[from + j];
}

/** For each of `n` places of a line, the place of a line of `of` that lies under it. */
function under(n, of) {
  const places = new Uint16Array(n);
  for (let i = 0; i < n; i++) places[i] = ((i + 0.5) * of) / n;
  return places;
}

/** Write a map in its colours, four bytes a pixel, w by h of them from `start` on; `all` is `wide` a row. */
function colourMap(
  { data, w: columns, h: rows, offset = 0, scheme, range },
  theme,
  all,
  wide,
  start,
  w,
  h,
) {
  const table = theme.steps[scheme];
  const scale = scheme === "signed" ? 255 / range : 255 / (range[1] - range[0] || 1);
  const zero = scheme === "signed" ? 255.5 + offset * scale : 0.5 - range[0] * scale;
  const line = new Int32Array(columns),
    from = under(w, columns),
    rowAt = under(h, rows);
  for (let i = 0; i < h; i++) {
    const at = start + i * wide,
      row = rowAt[i];
    if (i && row === rowAt[i - 1]) all.copyWithin(at, at - wide, at - wide + w);
    else if (table && w === columns)
      colourRow(data, row * columns, columns, scale, zero, table, all, at);
    else {
      if (table) colourRow(data, row * columns, columns, scale, zero, table, line, 0);
      else mixRow(data, row * columns, columns, scale, zero, columns * rows, line, 0);
      spreadRow(line, from, all, at);
    }
  }
}

const shrunk = new WeakMap(); // a map's numbers -> their means at a smaller size, as long as they live

/** A map that is drawn smaller than it is, as the means of the places that share a pixel. */
function shrink(box, wide, tall) {
  const { data, w, h } = box,
    planes = box.scheme === "rgb" ? 3 : 1;
  const known = shrunk.get(data);
  if (known?.wide === wide && known.tall === tall)
    return { ...box, data: known.means, w: wide, h: tall };
  const means = new Float32Array(planes * wide * tall),
    counts = new Float32Array(wide * tall);
  const columns = under(w, wide),
    rows = under(h, tall),
    ones = new Float32Array(w).fill(1);
  for (let row = 0; row < h; row++) {
    addRow(ones, 0, columns, counts, rows[row] * wide);
    for (let plane = 0; plane < planes; plane++)
      addRow(data, (plane * h + row) * w, columns, means, (plane * tall + rows[row]) * wide);
  }
  for (let i = 0; i < means.length; i++) means[i] /= counts[i % counts.length];
  shrunk.set(data, { wide, tall, means });
  return { ...box, data: means, w: wide, h: tall };
}

/** These maps in one picture, in the size that each has on screen: one putImageData, however many
 * maps. Returns where each lies, [x, y, width, height] in device pixels. */
export function fillAtlas(atlas, maps, theme, ratio) {
  const places = new Map();
  let left = 0,
    top = 0,
    next = 0;
  const sized = maps.map((box) => [
    box,
    Math.max(1, Math.round(box.w * box.scale * ratio)),
    Math.max(1, Math.round(box.h * box.scale * ratio)),
  ]);
  const wide = Math.max(1024, ...sized.map(([, w]) => w));
  for (const [box, w, h] of sized.sort((a, b) => b[2] - a[2])) {
    // shelf by shelf, the tallest first
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
    colourMap(
      w < box.w || h < box.h ? shrink(box, w, h) : box,
      theme,
      all,
      wide,
      y * wide + x,
      w,
      h,
    );
  }
  ctx.putImageData(atlas.image, 0, 0, 0, 0, wide, next);
  return places;
}
