// The painter: a list of boxes in, one canvas out. Everything on the canvas is in that list, so it
// can be read back, saved and drawn at any scale.

import { fillAtlas } from "./atlas.js";
import { covers, matched, merged, touches } from "./changes.js";
import { forgetFont, paintBox } from "./painters.js";
import { penOf } from "./pen.js";

/** @import { Box, MapBox, Picture, Theme } from "../types.js" */
/** @import { Area } from "./changes.js" */
/** @import { Maps } from "./painters.js" */

const FADED = 0.28; // how much is left of what is not added yet, or left out

/** What has round or slanting edges: cut in two, a soft edge comes out a shade different. */
const SOFT = new Set(["pill", "chip", "flag", "handle", "contour", "dots", "paint"]);

/**
 * What is on a canvas: boxes, and where each may be, in device pixels.
 * @typedef {{boxes: Box[], spots: Area[], theme: Theme, ratio: number}} Painted
 */

const painted = /** @type {WeakMap<HTMLCanvasElement, Painted>} */ (new WeakMap());

/** Where maps are made into pixels, for all canvases of a page. @type {HTMLCanvasElement} */
let atlas;

/**
 * Paint a scene on a canvas at `ratio` device pixels a CSS pixel; of a scene much like the last
 * one, only where the two differ.
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} scene
 * @param {Theme} theme
 * @param {number} ratio
 */
export function paint(canvas, scene, theme, ratio) {
  const { boxes } = scene;
  const last = setSize(canvas, scene, ratio) ? undefined : painted.get(canvas);
  const known = last?.theme === theme && last.ratio === ratio ? last : undefined;
  const { spots, areas } = compare(canvas, boxes, known, ratio);
  painted.set(canvas, { boxes, spots, theme, ratio });
  const inside = areas.map((area) => boxes.filter((_, i) => touches(spots[i], area)));
  const mapBoxes = new Set(inside.flat().filter((box) => box.kind === "map"));
  atlas ??= document.createElement("canvas");
  const places = fillAtlas(atlas, /** @type {MapBox[]} */ ([...mapBoxes]), theme, ratio);
  const maps = { atlas, spots: /** @type {Map<Box, number[]>} */ (places), ratio };
  const pen = penOf(canvas, { alpha: false });
  for (const [i, area] of areas.entries()) paintArea(pen, area, inside[i], { theme, maps });
}

/**
 * Returns whether the canvas had another size, and so is empty now.
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} scene
 * @param {number} ratio
 */
function setSize(canvas, { width, height }, ratio) {
  const wide = Math.round(width * ratio);
  const tall = Math.round(height * ratio);
  if (canvas.width === wide && canvas.height === tall) return false;
  canvas.width = wide;
  canvas.height = tall;
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  return true;
}

/**
 * Where each box may be, in device pixels, and the areas that differ from what is on the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Box[]} boxes
 * @param {Painted | undefined} last
 * @param {number} ratio
 */
function compare(canvas, boxes, last, ratio) {
  const same = matched(last?.boxes ?? [], boxes);
  const spots = boxes.map((box, i) => last?.spots[same[i]] ?? deviceArea(canvas, box, ratio));
  if (!last?.boxes.length) return { spots, areas: [wholeOf(canvas)] };
  const stay = new Set(same);
  const differs = merged([
    ...spots.filter((_, i) => same[i] < 0),
    ...last.spots.filter((_, i) => !stay.has(i)),
  ]);
  const soft = spots.filter((_, i) => SOFT.has(boxes[i].kind)); // painted whole
  const cut = soft.filter((one) => differs.some((other) => touches(one, other)));
  return { spots, areas: merged([...differs, ...cut]) };
}

/** @type {(canvas: HTMLCanvasElement) => Area} */
const wholeOf = ({ width, height }) => [0, 0, width, height];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Box} box
 * @param {number} ratio
 * @returns {Area}
 */
function deviceArea({ width, height }, box, ratio) {
  const [left, top, right, bottom] = covers(box);
  return [
    Math.max(0, Math.floor(left * ratio)),
    Math.max(0, Math.floor(top * ratio)),
    Math.min(width, Math.ceil(right * ratio)),
    Math.min(height, Math.ceil(bottom * ratio)),
  ];
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Area} area
 * @param {Box[]} boxes
 * @param {{theme: Theme, maps: Maps}} look
 */
function paintArea(pen, [left, top, right, bottom], boxes, { theme, maps }) {
  const { ratio } = maps;
  pen.save();
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
  pen.fillStyle = theme.bg;
  pen.fillRect(left, top, right - left, bottom - top);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.textBaseline = "middle";
  forgetFont();
  for (const box of boxes) {
    pen.globalAlpha = box.faded ? FADED : 1;
    paintBox(pen, box, theme, maps);
  }
  pen.restore();
}

/**
 * A few boxes, but no maps, on top of what is there.
 * @param {CanvasRenderingContext2D} pen
 * @param {Exclude<Box, MapBox>[]} boxes
 * @param {Theme} theme
 */
export function paintOver(pen, boxes, theme) {
  forgetFont();
  const none = { atlas, spots: new Map(), ratio: 1 };
  for (const box of boxes) paintBox(pen, box, theme, none);
}

/**
 * Show on a canvas what was painted on another one.
 * @param {HTMLCanvasElement} from
 * @param {HTMLCanvasElement} canvas
 */
export function copyPainted(from, canvas) {
  if (canvas.width !== from.width || canvas.height !== from.height) {
    canvas.width = from.width;
    canvas.height = from.height;
    Object.assign(canvas.style, { width: from.style.width, height: from.style.height });
  }
  penOf(canvas, { alpha: false }).drawImage(from, 0, 0);
  const what = painted.get(from);
  if (what) painted.set(canvas, what);
}
