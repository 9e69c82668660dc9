// What a reader takes along: the line that brings a view back, and the picture.

/** @import { Shot } from "./print.js" */

import { paint } from "../paint/paint.js";
import { giveFile, make, makeButton } from "./dom.js";

/**
 * These traits and their values as one line, as Python's `state` writes them.
 * @param {readonly string[]} traits
 * @param {Record<string, unknown>} state
 */
export const viewLine = (traits, state) =>
  new URLSearchParams(traits.map((t) => [t, String(state[t])])).toString();

/**
 * Put the line on the clipboard, and say so; where there is no clipboard, show it.
 * @param {string} line
 * @param {string} done  what is then said
 * @param {HTMLElement} status
 */
export async function copyLine(line, done, status) {
  const copied = navigator.clipboard?.writeText(line);
  const isDone = await copied?.then(
    () => true,
    () => false,
  );
  status.textContent = isDone ? done : line;
}

/**
 * The buttons under a widget.
 * @param {string} widget  its Python class
 * @param {() => void} save  give the reader its picture
 * @param {() => string} line  of its view
 * @param {HTMLElement[]} more  what else there is to save
 */
export function makeShare(widget, save, line, ...more) {
  const status = make("span", "cl-note", { role: "status" });
  const done = `Copied. ${widget}(…, state="…") brings it back.`;
  const copy = () => copyLine(`state="${line()}"`, done, status); // a line of Python, too
  return make(
    "div",
    "cl-bar cl-tools",
    {},
    makeButton("Save this picture", save, { "data-control": "save" }),
    ...more,
    makeButton("Copy this view", copy, { "data-control": "copy" }),
    status,
  );
}

/**
 * Give the reader what is on a canvas, as PNG.
 * @param {HTMLCanvasElement} canvas
 * @param {string} name  of the file
 */
export function download(canvas, name) {
  canvas.toBlob((blob) => blob && giveFile(blob, name)); // none: the canvas has no pixels
}

/**
 * Give the reader a PNG of a picture, twice its size on screen.
 * @param {Shot | null} shot  null before anything has been painted
 */
export function savePicture(shot) {
  if (!shot) return;
  const { scene, theme, name } = shot;
  const canvas = document.createElement("canvas");
  paint(canvas, scene, theme, 2);
  download(canvas, name);
}
