// A kernel beside wrong ideas of it: their rows, their scales, and what both come to at one place.

import { difference, limitsOf, workOut } from "./ideas.js";
import { columnsOf, mapsIn, placed, rowOf, rowWords } from "./rows.js";
import { text } from "./show.js";

/** @import { Idea, WrongSpec, WrongState } from "../types.js" */
/** @import { Column } from "./rows.js" */

/** @typedef {ReturnType<typeof workKernel>} Kernel */
/** @typedef {ReturnType<typeof lookAt>} Seen */

/** A kernel with its rows: all that does not follow from a place.
 * @param {Parameters<typeof workOut>[0]} task @param {WrongSpec} spec @param {number} o */
export function workKernel(task, { channel_names, has_bias, ideas }, o) {
  const worked = workOut(task, o);
  const columns = columnsOf(worked, channel_names);
  const given = { worked, columns, hasBias: has_bias };
  const names = ["layer", ...Object.keys(ideas)];
  const rows = Object.fromEntries(names.map((name) => [name, rowOf(given, name)]));
  const { layer, ...others } = Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, mapsIn(row)]),
  );
  return { worked, columns, rows, limits: limitsOf(layer, others, worked.parts.length) };
}

/** The rows of the layer and of an idea at one place, and how far they are apart.
 * @param {Kernel} kernel @param {WrongState} state */
export function lookAt({ worked, rows }, { idea, row, col }) {
  const at = row * worked.ow + col;
  const y = worked.y[at];
  const off = difference(worked, idea)[at];
  const gap = { parts: [y + off, -y], total: off };
  const { rows: found, decimals } = placed([rows.layer, rows[idea]], at, [gap]);
  return { layer: found[0], idea: found[1], y, off, decimals };
}

/** What is on screen, for a screen reader.
 * @param {Seen} seen @param {Column[]} columns @param {Idea} about @param {WrongState} state */
export function twin({ layer, idea, off, decimals }, columns, { title }, { row, col }) {
  const names = columns.map(({ name }) => name);
  return (
    `pixel (${row}, ${col}): the layer: ${rowWords(layer, names, decimals)}. ` +
    `The idea ${title}: ${rowWords(idea, names, decimals)}. Difference ${text(off, decimals)}`
  );
}
