// A widget on paper: its picture, in light colours and as wide as the sheet, in place of what can
// only be clicked.

/** @import { Picture, Theme } from "../types.js" */

import { paint } from "../paint/paint.js";
import { readTheme } from "../paint/theme.js";
import { make } from "./dom.js";

/** @typedef {{scene: Picture, theme: Theme, name: string}} Shot  a picture, and its file's name */

/**
 * Before the page is printed, put the widget's picture in its place; afterwards, take it away.
 * @param {HTMLElement} root
 * @param {() => Shot | null} shot  null before anything has been painted
 * @returns {() => void} ends it
 */
export function printAsPicture(root, shot) {
  const canvas = make("canvas", "cl-printed");
  function before() {
    root.classList.add("cl-paper");
    const { scene } = shot() ?? {};
    if (!scene) return;
    paint(canvas, scene, readTheme(root), 2);
    Object.assign(canvas.style, { width: `${scene.width}px`, height: "" });
    root.append(canvas);
  }
  function after() {
    root.classList.remove("cl-paper");
    canvas.remove();
  }
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  return () => {
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
  };
}
