// A reader's own picture: checked by its first bytes, then decoded and shrunk, all in the browser.
// Every refusal is an Error whose message is one plain sentence.

import {
  asChannels,
  makeShrinker,
  refusal,
  statedSize,
  takeOrientation,
} from "../numbers/pixels.js";

/** @import { Size } from "../numbers/pixels.js" */

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_PIXELS = 24e6;
const MOST_SIDE = 128;
const LEAST_SIDE = 8;
const BAND = 256; // rows that are read at a time: a canvas may not be as large as a picture

/** @param {number} n */
const commas = (n) => n.toLocaleString("en-US");

/** Shrunk to what is shown; refused, before anything is decoded, what could not be.
 * @param {Size} size
 * @returns {Size} */
function shrunkSize([width, height]) {
  const sides = `${commas(width)} × ${commas(height)}`;
  if (width * height > MOST_PIXELS) {
    const millions = commas(Math.round((width * height) / 1e6));
    throw new Error(
      `This picture has ${millions} million pixels (${sides}); the most is 24 million. ` +
        "Shrink it first.",
    );
  }
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (Math.min(w, h) < LEAST_SIDE) {
    throw new Error(
      `This picture of ${sides} pixels is too small or too narrow: shrunk to at most ` +
        `${MOST_SIDE} a side, each side must keep ${LEAST_SIDE}.`,
    );
  }
  return [w, h];
}

/** The pixels of a bitmap, on white where it is transparent, as means over what each covers.
 * @param {ImageBitmap} bitmap
 * @param {Size} size */
function pixelsOf(bitmap, size) {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, BAND);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("This browser cannot read pictures.");
  pen.fillStyle = "#ffffff";
  const shrinker = makeShrinker([width, height], size);
  for (let top = 0; top < height; top += BAND) {
    pen.fillRect(0, 0, width, BAND);
    pen.drawImage(bitmap, 0, -top);
    const rows = Math.min(BAND, height - top);
    const { data } = pen.getImageData(0, 0, width, rows);
    for (let y = 0; y < rows; y++) {
      shrinker.add(data.subarray(4 * width * y, 4 * width * (y + 1)), top + y);
    }
  }
  return shrinker.means();
}

/**
 * Read a file as a picture: the numbers in it, as `images.load` has them. Colour profiles and
 * gamma, which are for screens, change nothing.
 * @param {File} file
 * @returns {Promise<{x: Float32Array, shape: number[], words: string}>} x (3, h, w), and what is
 *   said of it
 */
export async function readPicture(file) {
  if (file.size === 0) throw new Error("This file is empty.");
  if (file.size > MOST_BYTES) {
    const megabytes = (file.size / 2 ** 20).toFixed(1);
    throw new Error(`This file has ${megabytes} MB; the most is 8 MB. Shrink the picture first.`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const refused = refusal(bytes);
  if (refused) throw new Error(refused);
  const stated = statedSize(bytes);
  if (!stated) throw new Error("This file is not a PNG, JPEG or WebP picture.");
  shrunkSize(stated);
  const orientation = takeOrientation(bytes);
  const options = /** @type {const} */ ({ colorSpaceConversion: "none", premultiplyAlpha: "none" });
  const bitmap = await createImageBitmap(new Blob([bytes]), options).catch(() => {
    throw new Error("This file cannot be read as a picture: it is damaged.");
  });
  try {
    const size = shrunkSize([bitmap.width, bitmap.height]);
    const { x, shape } = asChannels(pixelsOf(bitmap, size), size, orientation);
    const [wide, high] = orientation > 4 ? [...stated].reverse() : stated;
    const note = bitmap.width > size[0] ? `, shrunk to ${shape[2]} × ${shape[1]}` : "";
    const words = `${file.name}: ${commas(wide)} × ${commas(high)} pixels${note}.`;
    return { x, shape, words };
  } finally {
    bitmap.close();
  }
}
