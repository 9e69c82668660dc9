// A film of pictures, as a GIF, made in the page.

import { paint } from "../paint/paint.js";
import { giveFile, make, makeButton, penOf, write } from "./dom.js";

/** @import { Colour, Picture, Theme } from "../types.js" */

/**
 * @typedef {object} Film
 * @property {string} name  of the file
 * @property {Theme} theme
 * @property {number} ratio  its pixels a CSS pixel
 * @property {readonly {picture: () => Picture, wait: number}[]} frames  wait: milliseconds
 */

/**
 * What the encoder offers.
 * @typedef {object} Encoder
 * @property {() => {
 *   writeFrame: (indices: Uint8Array, width: number, height: number, look: object) => void,
 *   finish: () => void,
 *   bytes: () => Uint8Array<ArrayBuffer>,
 * }} GIFEncoder
 * @property {(rgba: Uint8ClampedArray, most: number) => number[][]} quantize
 * @property {(rgba: Uint8ClampedArray, palette: number[][]) => Uint8Array} applyPalette
 */

const MOST = 255; // colours; one more stands for "as before"
/** Those of grounds and words are kept to the digit. @type {Colour[]} */
const KEPT = ["bg", "ground", "ink", "ink-2", "pick", "pick-ground", "kernel", "channel", "bias"];

/** Let the page answer a hand. */
const pause = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Give the reader a film. Returns what is said of it.
 * @param {Film} film
 * @param {(words: string) => void} say  how far it is
 */
export async function saveFilm({ name, theme, ratio, frames }, say) {
  const count = frames.length;
  /** @type {(Picture & {wait: number})[]} */
  const pictures = [];
  for (const [i, { picture, wait }] of frames.entries()) {
    if (i % 8 === 0) await pause();
    pictures.push({ ...picture(), wait });
  }
  const height = Math.max(...pictures.map((one) => one.height));
  const shots = makeShots(theme, ratio);
  const samples = [0, count >> 1, count - 1].map((i) => shots(pictures[i], height));
  const encode = await makeEncoder(
    samples,
    KEPT.map((name) => rgbOf(theme[name])),
  );
  for (const [i, picture] of pictures.entries()) {
    if (i % 10 === 0) say(`Film: picture ${i + 1} of ${count}…`);
    await pause();
    encode.add(shots(picture, height), picture.wait);
  }
  const bytes = encode.end();
  giveFile(new Blob([bytes], { type: "image/gif" }), name);
  return `${name}: ${count} pictures, ${(bytes.length / 1e6).toFixed(1)} MB.`;
}

/** @param {Theme} theme @param {number} ratio */
function makeShots(theme, ratio) {
  const canvas = document.createElement("canvas");
  penOf(canvas, { alpha: false, willReadFrequently: true });
  return (/** @type {Picture} */ picture, /** @type {number} */ height) => {
    paint(canvas, { ...picture, height }, theme, ratio);
    return penOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
  };
}

/** Red, green and blue of a colour, however a style sheet writes it. @param {string} colour */
function rgbOf(colour) {
  const pen = penOf(make("canvas", "", { width: 1, height: 1 }));
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
}

/**
 * Adds pictures to a GIF that goes on for ever; of each only what differs from the one before.
 * @param {ImageData[]} samples  whose colours it has
 * @param {number[][]} kept  and these
 */
async function makeEncoder(samples, kept) {
  const encoder = /** @type {Encoder} */ (/** @type {any} */ (await import("../vendor/gifenc.js")));
  const { GIFEncoder, quantize, applyPalette } = encoder;
  const all = new Uint8ClampedArray(samples.reduce((sum, { data }) => sum + data.length, 0));
  samples.reduce((start, { data }) => {
    all.set(data, start);
    return start + data.length;
  }, 0);
  const colours = [...kept, ...quantize(all, MOST - kept.length)];
  const palette = [...colours, [0, 0, 0]];
  const gif = GIFEncoder();
  /** @type {Uint8Array} */
  let before = new Uint8Array();

  /** @param {ImageData} shot @param {number} delay */
  function add({ data, width, height }, delay) {
    const indices = applyPalette(data, colours);
    const changed = indices.map((index, i) => (index === before[i] ? colours.length : index));
    const isFirst = !before.length;
    before = indices;
    const same = { transparent: true, transparentIndex: colours.length };
    const look = isFirst ? { palette, repeat: 0 } : { ...same, dispose: 1 };
    gif.writeFrame(changed, width, height, { delay, ...look });
  }
  function end() {
    gif.finish();
    return gif.bytes();
  }
  return { add, end };
}

/**
 * Returns what is said of the film.
 * @typedef {(say: (words: string) => void) => Promise<string>} MakeFilm
 */

/**
 * The button that asks for a film, and what is said while it is made.
 * @param {MakeFilm} film
 */
export function makeFilming(film) {
  const button = makeButton("Save this film", save, { "data-control": "film" });
  const status = make("span", "cl-note", { "aria-live": "polite" });
  const say = (/** @type {string} */ words) => write(status, words);
  async function save() {
    button.disabled = true;
    try {
      say(await film(say));
    } catch (error) {
      say(`There is no film: ${/** @type {Error} */ (error).message}`);
    } finally {
      button.disabled = false;
    }
  }
  return { button, status };
}
