// A screen for a room full of people: how large a scene is built for it. The page draws it half as
// large again on 1280 × 720, and larger on larger screens.

/** @import { Box } from "../types.js" */

/** The width of such a scene, which no other scene has. */
export const PRESENTED = 852;

/** Its height: what the sentence above it and the keys below leave of a screen of 16:9. */
export const STAGE = 378;

/** The least size of type on it: 22 pixels of 1280 × 720. */
export const READABLE = 15;

/**
 * The same boxes with no type smaller than that: of what is laid out in small words elsewhere, too.
 * @param {Box[]} boxes
 * @returns {Box[]}
 */
export const legible = (boxes) =>
  boxes.map((box) => (isSmall(box) ? { ...box, size: READABLE } : box));

/** @param {Box} box */
function isSmall(box) {
  if (box.kind === "scale") return (box.size ?? 14) < READABLE;
  if (box.kind === "cells") return !box.blocks && (box.size ?? READABLE) < READABLE;
  return box.kind === "text" && (box.size ?? READABLE) < READABLE;
}
