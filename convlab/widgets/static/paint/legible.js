// Figures and words that stay large enough to read where a scene is drawn small.

/** @import { Box } from "../types.js" */

const LEAST = 12; // CSS pixels on the screen

/** The size of what is written in a box, unless it says another. */
const USUAL = { text: 15, cells: 15, swatch: 22, pill: 15, scale: 14 };

/**
 * The boxes of a scene that is drawn so many times as large, with nothing written in less than 12
 * pixels of the screen. What has its room keeps it, and is set narrower there.
 * @param {Box[]} boxes
 * @param {number} zoom
 */
export function legible(boxes, zoom) {
  const least = LEAST / zoom;
  return least > USUAL.scale ? boxes.map((box) => enlarged(box, least)) : boxes;
}

/** @type {(box: Box, least: number) => Box} */
function enlarged(box, least) {
  switch (box.kind) {
    case "text":
    case "swatch":
    case "pill":
    case "scale":
      return (box.size ?? USUAL[box.kind]) < least ? { ...box, size: least } : box;
    case "cells": {
      const size = Math.min(least, box.tall ?? box.cell);
      return (box.size ?? USUAL.cells) < size ? { ...box, size } : box;
    }
    default:
      return box;
  }
}
