// A reader's own picture: checked by its first bytes, then decoded and shrunk, all in the browser.
// Every refusal is an Error whose message is one plain sentence.

export const MOST_BYTES = 8 * 1024 * 1024;

export const MOST_PIXELS = 24e6;

export const MOST_SIDE = 128;

export const LEAST_SIDE = 8;

const commas = (n) => n.toLocaleString("en-US");

const ascii = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));

const big = (bytes, at, n) =>
  bytes.subarray(at, at + n).reduce((value, byte) => value * 256 + byte, 0);

const little = (bytes, at, n) => big(bytes.slice(at, at + n).reverse(), 0, n);

/** Width and height that a JPEG's frame header states, from marker to marker. */
function jpegSize(bytes) {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return [big(bytes, at + 7, 2), big(bytes, at + 5, 2)];
    at += marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7) ? 2 : 2 + big(bytes, at + 2, 2);
  }
  return null;
}

/** The size that a WebP states, in any of its three kinds. */
function webpSize(bytes) {
  const kind = ascii(bytes, 12, 4);
  if (kind === "VP8X") return [little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1];
  if (kind === "VP8 ") return [little(bytes, 26, 2) & 0x3fff, little(bytes, 28, 2) & 0x3fff];
  if (kind !== "VP8L") return null;
  const bits = little(bytes, 21, 4);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

/** [width, height] as the file's own header states them, or null for what is no PNG, JPEG or WebP.
 * @param {Uint8Array} bytes */
export function statedSize(bytes) {
  if (bytes.length < 30) return null;
  if (big(bytes, 0, 4) === 0x89504e47 && ascii(bytes, 12, 4) === "IHDR")
    return [big(bytes, 16, 4), big(bytes, 20, 4)];
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes);
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") return webpSize(bytes);
  return null;
}

/** Refuse, before anything is decoded, what could not be shown. */
export function checkSize(width, height) {
  if (width * height > MOST_PIXELS) {
    throw new Error(
      `This picture has ${commas(Math.round((width * height) / 1e6))} million pixels (${commas(width)} × ${commas(height)}); the most is 24 million. Shrink it first.`,
    );
  }
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (Math.min(w, h) < LEAST_SIDE) {
    throw new Error(
      `This picture of ${commas(width)} × ${commas(height)} pixels is too small or too narrow: shrunk to at most ${MOST_SIDE} a side, each side must keep ${LEAST_SIDE}.`,
    );
  }
  return [w, h];
}

/** A file as {x: Float32Array (3, h, w) in 0…1, rounded to 0.01, shape, words}.
 * @param {File} file */
export async function readPicture(file) {
  if (file.size === 0) throw new Error("This file is empty.");
  if (file.size > MOST_BYTES)
    throw new Error(
      `This file has ${(file.size / 2 ** 20).toFixed(1)} MB; the most is 8 MB. Shrink the picture first.`,
    );
  const size = statedSize(new Uint8Array(await file.arrayBuffer()));
  if (!size) throw new Error("This file is not a PNG, JPEG or WebP picture.");
  checkSize(...size);
  const damaged = new Error("This file cannot be read as a picture: it is damaged.");
  const bitmap = await createImageBitmap(file).catch(() => {
    throw damaged;
  });
  try {
    const [w, h] = checkSize(bitmap.width, bitmap.height); // upright now, as its camera was held
    const canvas = new OffscreenCanvas(w, h);
    const ctx = canvas.getContext("2d");
    Object.assign(ctx, { fillStyle: "#ffffff", imageSmoothingQuality: "high" });
    ctx.fillRect(0, 0, w, h); // what is transparent becomes white
    ctx.drawImage(bitmap, 0, 0, w, h);
    const pixels = ctx.getImageData(0, 0, w, h).data;
    const x = Float32Array.from(
      { length: 3 * w * h },
      (_, i) => Math.round(pixels[4 * (i % (w * h)) + Math.floor(i / (w * h))] / 2.55) / 100,
    );
    const shrunk = bitmap.width > w ? `, shrunk to ${w} × ${h}` : "";
    return {
      x,
      shape: [3, h, w],
      words: `${file.name}: ${commas(bitmap.width)} × ${commas(bitmap.height)} pixels${shrunk}.`,
    };
  } finally {
    bitmap.close();
  }
}
