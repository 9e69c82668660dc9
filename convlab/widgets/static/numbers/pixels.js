// A reader's own picture as bytes and numbers: what its file says, and its pixels shrunk, turned
// and rounded. The rules are those of convlab/images, so that both read the same numbers.

/** @typedef {[width: number, height: number]} Size */

/**
 * What a file of another kind begins with, from which byte on, and what to do with it: the very
 * sentences of convlab/images/files.py.
 * @type {[at: number, head: string, words: string][]}
 */
const REFUSED = [
  [4, "ftyphe", "This is a HEIC photo, as phones take them: export it as JPEG or PNG."],
  [4, "ftypmif", "This is a HEIC photo, as phones take them: export it as JPEG or PNG."],
  [4, "ftypavif", "This is an AVIF picture: save it as PNG, JPEG or WebP."],
  [0, "GIF8", "This is a GIF, which may be animated: save one picture as PNG, JPEG or WebP."],
  [0, "BM", "This is a BMP picture: save it as PNG, JPEG or WebP."],
  [0, "II*\0", "This is a TIFF: save it as PNG, or use images.load_channels in Python."],
  [0, "MM\0*", "This is a TIFF: save it as PNG, or use images.load_channels in Python."],
  [0, "\x93NUMPY", "This is a NumPy array: use images.load_channels in Python."],
  [0, "PK\x03\x04", "This is an archive, such as .npz: use images.load_channels in Python."],
  [128, "DICM", "This is a DICOM file: save its pixels as PNG, or pydicom's pixel_array as .npy."],
  [0, "%PDF", "This is a PDF, not a picture: save a page of it as PNG."],
  [0, "<svg", "This is an SVG drawing, which has no pixels: save it as PNG."],
  [0, "<?xml", "This is an SVG drawing, which has no pixels: save it as PNG."],
];

/** @type {(bytes: Uint8Array, at: number, length: number) => string} */
const ascii = (bytes, at, length) => String.fromCharCode(...bytes.subarray(at, at + length));
/** @type {(bytes: Uint8Array, at: number, length: number) => number} */
const bigEndian = (bytes, at, length) =>
  bytes.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
/** @type {(bytes: Uint8Array, at: number, length: number) => number} */
const littleEndian = (bytes, at, length) =>
  bigEndian(bytes.slice(at, at + length).reverse(), 0, length);

/**
 * What is said of a file of a known other kind; nothing of any other.
 * @param {Uint8Array} bytes
 */
export const refusal = (bytes) =>
  REFUSED.find(([at, head]) => ascii(bytes, at, head.length) === head)?.[2] ?? "";

/**
 * The parts that a picture's file is made of, as far as they go: each one's name, where its body
 * begins, and how long that is.
 * @param {Uint8Array} bytes
 * @returns {Generator<[name: string, at: number, length: number]>}
 */
function* partsOf(bytes) {
  if (ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") {
    for (let at = 8; at + 12 <= bytes.length; ) {
      const length = bigEndian(bytes, at, 4);
      yield [ascii(bytes, at + 4, 4), at + 8, length];
      at += 12 + length;
    }
  } else if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") {
    for (let at = 12; at + 8 <= bytes.length; ) {
      const length = littleEndian(bytes, at + 4, 4);
      yield [ascii(bytes, at, 4), at + 8, length];
      at += 8 + length + (length % 2);
    }
  } else if (bytes[0] === 0xff && bytes[1] === 0xd8) yield* segmentsOf(bytes);
}

/** The segments of a JPEG before its pixels: "SOF" starts a frame, "APP1" holds EXIF.
 * @param {Uint8Array} bytes
 * @returns {Generator<[name: string, at: number, length: number]>} */
function* segmentsOf(bytes) {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (marker === 0xff) at += 1;
    else if (standsAlone) at += 2;
    else {
      const length = bigEndian(bytes, at + 2, 2) - 2;
      // SOF0 to SOF15, but for the tables DHT, JPG and DAC
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      yield [isFrame ? "SOF" : marker === 0xe1 ? "APP1" : "", at + 4, length];
      if (marker === 0xda) return; // the pixels
      at += 4 + length;
    }
  }
}

/** How each kind of part states the picture's size.
 * @type {Record<string, (bytes: Uint8Array, at: number) => Size>} */
const SIZES = {
  IHDR: (bytes, at) => [bigEndian(bytes, at, 4), bigEndian(bytes, at + 4, 4)],
  SOF: (bytes, at) => [bigEndian(bytes, at + 3, 2), bigEndian(bytes, at + 1, 2)],
  VP8X: (bytes, at) => [littleEndian(bytes, at + 4, 3) + 1, littleEndian(bytes, at + 7, 3) + 1],
  "VP8 ": (bytes, at) => [
    littleEndian(bytes, at + 6, 2) & 0x3fff,
    littleEndian(bytes, at + 8, 2) & 0x3fff,
  ],
  VP8L: (bytes, at) => {
    const bits = littleEndian(bytes, at + 1, 4);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  },
};

/**
 * The size as the file's own header states it, before it is turned upright; null for what is no
 * PNG, JPEG or WebP.
 * @param {Uint8Array} bytes
 * @returns {Size | null}
 */
export function statedSize(bytes) {
  for (const [name, at] of partsOf(bytes)) {
    if (name in SIZES && at + 10 <= bytes.length) return SIZES[name](bytes, at);
  }
  return null;
}

/**
 * How the camera was held, 1 to 8 as EXIF counts; 1 if the file does not say. The file then says 1:
 * some browsers turn a picture upright in some kinds of file, and all must be turned once.
 * @param {Uint8Array} bytes  changed
 */
export function takeOrientation(bytes) {
  for (const [name, start, length] of partsOf(bytes)) {
    if (!["eXIf", "EXIF", "APP1"].includes(name)) continue;
    const at = ascii(bytes, start, 4) === "Exif" ? start + 6 : start;
    const end = Math.min(start + length, bytes.length);
    const value = orientationAt(bytes, at, end);
    if (value) {
      const found = bytes[value];
      bytes[value] = 1;
      return found >= 1 && found <= 8 ? found : 1;
    }
  }
  return 1;
}

/** Where the byte stands that holds the orientation, in EXIF that begins at `start`; 0 if nowhere.
 * @type {(bytes: Uint8Array, start: number, end: number) => number} */
function orientationAt(bytes, start, end) {
  const order = ascii(bytes, start, 2);
  if (order !== "II" && order !== "MM") return 0;
  const number = order === "II" ? littleEndian : bigEndian;
  const list = start + number(bytes, start + 4, 4);
  for (let i = 0; i < number(bytes, list, 2); i++) {
    const entry = list + 2 + 12 * i; // tag, type, count and value
    if (entry + 12 > end) return 0;
    if (number(bytes, entry, 2) === 0x0112) return entry + (order === "II" ? 8 : 9);
  }
  return 0;
}

/**
 * Adds rows of pixels up into a smaller picture, each of whose pixels is the mean of the area that
 * it covers.
 * @param {Size} from
 * @param {Size} to  no larger
 */
export function makeShrinker([width, height], [w, h]) {
  const sums = new Float64Array(3 * w * h);
  const row = new Float64Array(3 * w + 3);
  const columns = fallOf(width, w);
  const rows = fallOf(height, h);

  return {
    /** @param {Uint8ClampedArray} pixels  one row, red, green, blue and alpha @param {number} y */
    add(pixels, y) {
      row.fill(0);
      for (let x = 0; x < width; x++) {
        const [to, share] = [3 * columns.first[x], columns.share[x]];
        for (let c = 0; c < 3; c++) {
          const value = pixels[4 * x + c];
          row[to + c] += share * value;
          row[to + 3 + c] += (1 - share) * value;
        }
      }
      const [to, share] = [3 * w * rows.first[y], rows.share[y]];
      for (let i = 0; i < 3 * w; i++) {
        sums[to + i] += share * row[i];
        if (share < 1) sums[to + 3 * w + i] += (1 - share) * row[i];
      }
    },
    /** Red, green and blue of all pixels, as means. */
    means: () => sums.map((sum) => sum / ((width / w) * (height / h))),
  };
}

/** Where each of n pixels in a row falls when they become m: into which of these, and how much of
 * it; what is left falls into the next.
 * @param {number} n
 * @param {number} m  at most n */
function fallOf(n, m) {
  const first = Int32Array.from({ length: n }, (_, i) => Math.floor((i * m) / n));
  const share = Float64Array.from(first, (to, i) => Math.min(1, ((to + 1) * n) / m - i));
  return { first, share };
}

/**
 * Pixels as the channels of a picture that is turned the way its camera was held.
 * @param {Float64Array} means  red, green and blue of each pixel, 0 to 255
 * @param {Size} size
 * @param {number} orientation  1 to 8
 * @returns {{x: Float32Array, shape: [number, number, number]}} (3, h, w) in 0…1, rounded to 0.01
 */
export function asChannels(means, [w, h], orientation) {
  const turned = orientation > 4;
  const [wide, high] = turned ? [h, w] : [w, h];
  const x = new Float32Array(means.length);
  for (let i = 0; i < high; i++) {
    for (let j = 0; j < wide; j++) {
      const row = [3, 4, 7, 8].includes(orientation) ? high - 1 - i : i;
      const col = [2, 3, 6, 7].includes(orientation) ? wide - 1 - j : j;
      const from = turned ? col * w + row : row * w + col;
      for (let c = 0; c < 3; c++) {
        const cents = Math.floor((100 * means[3 * from + c]) / 255 + 0.5 + 1e-9);
        x[(c * high + i) * wide + j] = cents / 100;
      }
    }
  }
  return { x, shape: [3, high, wide] };
}
