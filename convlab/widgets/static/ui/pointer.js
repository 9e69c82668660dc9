// Pointers over a canvas: what they hover over, pick and drag.

/** @import { Point, PointedPlace } from "../types.js" */

/**
 * @typedef {object} Surface  a canvas that shows a scene
 * @property {HTMLCanvasElement} canvas
 * @property {() => number} width  of the scene
 */

/**
 * @typedef {object} Pointing
 * @property {(at: Point) => PointedPlace | null} placeAt
 * @property {(place: PointedPlace | null) => void} hover
 * @property {(place: PointedPlace) => void} pick
 * @property {(place: PointedPlace, at: Point) => boolean} canDrag
 * @property {(place: PointedPlace, at: Point) => void} drag  one that can be dragged, once the
 *   pointer is at a point
 */

/**
 * A mouse picks as it goes, pressed. A finger may be about to scroll the page, and then its pointer
 * is cancelled: it picks when it lifts. What can be dragged follows both from the start, and
 * wherever they go.
 * @param {Surface} surface
 * @param {Pointing} pointing
 */
export function listenToPointer(surface, pointing) {
  const { canvas } = surface;
  let dragged = /** @type {PointedPlace | null} */ (null);

  /** @param {PointerEvent} event @param {boolean} picks */
  function point(event, picks) {
    const at = pointOn(surface, event);
    if (dragged) return pointing.drag(dragged, at);
    const place = pointing.placeAt(at);
    canvas.style.cursor = place && pointing.canDrag(place, at) ? "grab" : "";
    if (place && picks) pointing.pick(place);
    else pointing.hover(place);
  }
  /** @param {PointerEvent} event */
  function press(event) {
    const at = pointOn(surface, event);
    const place = pointing.placeAt(at);
    dragged = place && pointing.canDrag(place, at) ? place : null;
    if (dragged) canvas.setPointerCapture(event.pointerId);
    point(event, !isFinger(event));
  }
  /** @param {PointerEvent} event */
  function release(event) {
    const wasDragged = dragged;
    dragged = null;
    if (!wasDragged) point(event, isFinger(event));
  }
  canvas.addEventListener("pointerdown", press);
  canvas.addEventListener("pointermove", (event) =>
    point(event, event.buttons > 0 && !isFinger(event)),
  );
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", () => {
    dragged = null;
  });
  canvas.addEventListener("pointerleave", () => pointing.hover(null));
  holdThePage(surface, pointing);
}

/**
 * A finger that drags does not scroll the page.
 * @param {Surface} surface
 * @param {Pointing} pointing
 */
function holdThePage(surface, { placeAt, canDrag }) {
  /** @param {TouchEvent} event */
  function onTouch(event) {
    const at = pointOn(surface, event.touches[0]);
    const place = placeAt(at);
    if (event.touches.length === 1 && place && canDrag(place, at)) event.preventDefault();
  }
  surface.canvas.addEventListener("touchstart", onTouch, { passive: false });
}

/** @param {PointerEvent} event */
const isFinger = ({ pointerType }) => pointerType === "touch";

/**
 * Where on the scene a pointer is.
 * @param {Surface} surface
 * @param {{clientX: number, clientY: number}} event
 * @returns {Point}
 */
export function pointOn({ canvas, width: wide }, { clientX, clientY }) {
  const { left, top, width } = canvas.getBoundingClientRect();
  const zoom = width / wide();
  return { x: (clientX - left) / zoom, y: (clientY - top) / zoom };
}
