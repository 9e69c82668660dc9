// A reader's own picture: checked by its first bytes, then decoded and shrunk, all in the browser.
// Every refusal is an Error whose message is one plain sentence.

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_PIXELS = 24e6;
const MOST_SIDE = 128;
const LEAST_SIDE = 8;

/** @typedef {[width: number, height: number]} Size */

/** @param {number} n */
const commas = (n) => n.toLocaleString("en-US");
/** @type {(bytes: Uint8Array, at: number, length: number) => string} */
const ascii = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
/** @type {(bytes: Uint8Array, at: number, length: number) => number} */
const bigEndian = (bytes, at, length) =>
  bytes.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
/** @type {(bytes: Uint8Array, at: number, length: number) => number} */
const littleEndian = (bytes, at, length) =>
  bigEndian(bytes.slice(at, at + length).reverse(), 0, length);

/** Markers of a JPEG that start a frame, whose header states the size: SOF0 to SOF15, but for the
 * tables DHT, JPG and DAC.
 * @param {number} marker */
const isFrame = (marker) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The size that a JPEG's frame header states, from marker to marker.
 * @param {Uint8Array} bytes
 * @returns {Size | null} */
function jpegSize(bytes) {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (isFrame(marker)) return [bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2)];
    if (marker === 0xff) at += 1;
    else at += standsAlone ? 2 : 2 + bigEndian(bytes, at + 2, 2);
  }
  return null;
}

/** The size that a WebP states, in any of its three kinds.
 * @param {Uint8Array} bytes
 * @returns {Size | null} */
function webpSize(bytes) {
  const kind = ascii(bytes, 12, 4);
  /** @type {(at: number, length: number) => number} */
  const number = (at, length) => littleEndian(bytes, at, length);
  if (kind === "VP8X") return [number(24, 3) + 1, number(27, 3) + 1];
  if (kind === "VP8 ") return [number(26, 2) & 0x3fff, number(28, 2) & 0x3fff];
  if (kind !== "VP8L") return null;
  const bits = number(21, 4);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

/** The size as the file's own header states it, or null for what is no PNG, JPEG or WebP.
 * @param {Uint8Array} bytes
 * @returns {Size | null} */
function statedSize(bytes) {
  if (bytes.length < 30) return null;
  const isPng = bigEndian(bytes, 0, 4) === 0x89504e47 && ascii(bytes, 12, 4) === "IHDR";
  if (isPng) return [bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4)];
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes);
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return webpSize(bytes);
  return null;
}

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

/** The pixels of a bitmap, on white where it is transparent.
 * @param {ImageBitmap} bitmap
 * @param {Size} size
 * @returns {Float32Array} (3, h, w) in 0…1, rounded to 0.01 */
function pixelsOf(bitmap, [w, h]) {
  const canvas = new OffscreenCanvas(w, h);
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser cannot read pictures.");
  pen.fillStyle = "#ffffff";
  pen.imageSmoothingQuality = "high";
  pen.fillRect(0, 0, w, h);
  pen.drawImage(bitmap, 0, 0, w, h);
  const { data } = pen.getImageData(0, 0, w, h);
  const size = w * h;
  return Float32Array.from({ length: 3 * size }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / size), i % size];
    return Math.round(data[4 * pixel + channel] / 2.55) / 100;
  });
}

/**
 * Read a file as a picture.
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
  const stated = statedSize(new Uint8Array(await file.arrayBuffer()));
  if (!stated) throw new Error("This file is not a PNG, JPEG or WebP picture.");
  shrunkSize(stated);
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error("This file cannot be read as a picture: it is damaged.");
  });
  try {
    const { width, height } = bitmap; // upright now, as its camera was held
    const [w, h] = shrunkSize([width, height]);
    const note = width > w ? `, shrunk to ${w} × ${h}` : "";
    const words = `${file.name}: ${commas(width)} × ${commas(height)} pixels${note}.`;
    return { x: pixelsOf(bitmap, [w, h]), shape: [3, h, w], words };
  } finally {
    bitmap.close();
  }
}
