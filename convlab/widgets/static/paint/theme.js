// The page's colours, and the steps of each scale of values.

/** @import { Colour, MapScale, Theme } from "../types.js" */

/** A canvas pixel: four bytes, alpha first. @type {(r: number, g: number, b: number) => number} */
const pixelOf = (r, g, b) => (255 << 24) | (b << 16) | (g << 8) | r;

/** From black to white, as canvas pixels. */
export const GREYS = Int32Array.from({ length: 256 }, (_, v) => pixelOf(v, v, v));

/** @typedef {[r: number, g: number, b: number]} RGB  0 to 255 */

/** @type {(hex: string) => RGB} */
const rgbOf = (hex) => {
  const part = (/** @type {number} */ i) => parseInt(hex.slice(i, i + 2), 16);
  return [part(1), part(3), part(5)];
};

/**
 * Even steps from the first to the last of these colours, as canvas pixels.
 * @param {number} size  so many steps
 * @param {RGB[]} stops
 */
function stepsOf(size, stops) {
  return Int32Array.from({ length: size }, (_, i) => {
    const at = (i * (stops.length - 1)) / (size - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    const mixed = stops[low].map((v, channel) =>
      Math.round(v + (at - low) * (stops[low + 1][channel] - v)),
    );
    return pixelOf(mixed[0], mixed[1], mixed[2]);
  });
}

/** @type {Colour[]} */
const COLOURS = [
  "bg",
  "ground",
  "ink",
  "ink-2",
  "rule",
  "control",
  "pick",
  "pick-ink",
  "pick-ground",
  "kernel",
  "channel",
  "bias",
  "bias-ground",
  "red",
  "green",
  "blue",
  "chip-ink",
  "halo",
  "pad-ground",
  "pad-ink",
  "hatch",
];

/**
 * The colours of the page's theme, from its CSS, and the steps of each scale of values: "signed"
 * from −limit to +limit, "grey", and "whole" (small whole numbers in a picture: softer greys, so
 * that a black figure stays readable) from low to high.
 * @param {Element} element
 * @returns {Theme}
 */
export function readTheme(element) {
  const css = getComputedStyle(element);
  const read = (/** @type {string} */ name) => css.getPropertyValue(`--cl-${name}`).trim();
  const stops = (/** @type {string} */ name) =>
    read(name)
      .split(",")
      .map((hex) => rgbOf(hex.trim()));
  const colours = COLOURS.map((name) => [name, read(name)]);
  const [dim, , lit] = stops("whole");
  return {
    .../** @type {Record<Colour, string>} */ (Object.fromEntries(colours)),
    font: css.fontFamily,
    steps: {
      signed: stepsOf(511, stops("diverging")),
      grey: GREYS,
      whole: stepsOf(256, [dim, lit]),
    },
  };
}

/** @typedef {{css: string, ink: string}} Shade  a colour, and the ink that is read on it */

/** Canvas pixels as CSS writes them, made when first asked for. @type {Map<number, Shade>} */
const shades = new Map();

/** @param {number} pixel */
function shadeOf(pixel) {
  let known = shades.get(pixel);
  if (!known) {
    /** @type {RGB} */
    const rgb = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    known = { css: `rgb(${rgb})`, ink: inkOn(rgb) };
    shades.set(pixel, known);
  }
  return known;
}

/**
 * The shade of a value; what lies beyond its scale is drawn at the ends.
 * @param {number} value
 * @param {MapScale} scale  any but "rgb", which has no shades
 * @param {Pick<Theme, "steps">} theme
 */
export function shade(value, scale, theme) {
  const steps = theme.steps[/** @type {"grey"} */ (scale.scheme)];
  const last = steps.length - 1;
  const step = Math.round(last * placeOn(scale, value));
  return shadeOf(steps[Math.max(0, Math.min(last, step))]);
}

/**
 * Where a value stands between the ends of a scale, at 0 and 1.
 * @param {MapScale} scale
 * @param {number} value
 */
function placeOn(scale, value) {
  if (scale.scheme !== "signed") {
    const [low, high] = scale.range;
    return (value - low) / (high - low || 1);
  }
  const size = Math.abs(value) / scale.range;
  return (1 + Math.sign(value) * (scale.root ? Math.sqrt(size) : size)) / 2;
}

/**
 * Relative luminance (WCAG 2), 0 for black and 1 for white.
 * @param {RGB} rgb
 */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((v) => {
    const part = v / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is easier to read on a colour. @param {RGB} rgb */
export const inkOn = (rgb) => (luminance(rgb) > 0.1791 ? "#000000" : "#ffffff");
