// One place of a kernel's map as a row that is read as an addition, and the same as wrong ideas
// have it: what stands in each channel's column, the signs between, and what it comes to.

import { addsUp, roundingOf } from "./account.js";
import { combine, sum } from "./ideas.js";
import { joined } from "./joined.js";
import { upTo } from "./range.js";
import { isWhole, text } from "./show.js";

/** @import { Sum } from "../types.js" */
/** @import { Worked } from "./ideas.js" */

/**
 * One channel, or all those without a column of their own.
 * @typedef {{name: string, channels: number[]}} Column
 */

/**
 * What stands in a column.
 * @typedef {object} Term
 * @property {Float32Array} [slice]
 * @property {Float32Array} [map]  which is added, or stands for itself
 * @property {Float32Array} [grey]  a picture that is read here, in place of the channels
 * @property {string} [note]  in the slice's place
 * @property {number} [bias]  of this channel alone, in the map
 * @property {boolean} [hatched]  muted: its map is left out
 */

/**
 * What a row comes to: a map, three maps that are taken for a picture, or words.
 * @typedef {object} Result
 * @property {Float32Array} [map]
 * @property {Float32Array} [picture]
 * @property {"grey"} [scheme]  of a map that is taken for a photo
 * @property {string[]} words  the first is bold
 */

/**
 * @typedef {object} Row
 * @property {(Term | null)[]} terms  null: nothing reads this column
 * @property {string[]} signs  after each term; the last leads on to the bias, or to the result
 * @property {number | null} bias
 * @property {Result} result
 * @property {boolean} [wins]  whether the largest alone counts
 * @property {number} [divided]  by so many: a map is a share of what it would add
 */

const MOST = 5; // columns: of more channels the loudest four, and the others in one

/**
 * The columns of a kernel: they stay the same at all places.
 * @param {Pick<Worked, "parts" | "strongest">} worked
 * @param {string[]} names  of the channels
 * @returns {Column[]}
 */
export function columnsOf({ parts, strongest }, names) {
  const all = upTo(0, parts.length);
  if (all.length <= MOST) return all.map((c) => ({ name: names[c], channels: [c] }));
  const loudness = parts.map((part) => sum([...part].map(Math.abs)));
  const order = all.toSorted((a, b) => loudness[b] - loudness[a] || a - b);
  const own = order.slice(0, MOST - 1);
  if (!own.includes(strongest)) own[MOST - 2] = strongest;
  const others = all.filter((c) => !own.includes(c));
  own.sort((a, b) => a - b);
  return [
    ...own.map((c) => ({ name: names[c], channels: [c] })),
    { name: `${others.length} more`, channels: others },
  ];
}

/** @typedef {{worked: Worked, columns: Column[], hasBias: boolean, muted?: number[]}} Given */

/**
 * The rows that there are, by the name of the idea; "layer" is none.
 * @type {Record<string, (given: Given) => Row>}
 */
const ROWS = {
  layer: (given) => {
    const { worked, columns, muted = [] } = given;
    const terms = termsOf(given, worked.parts, worked.slices).map((term, i) =>
      muted.includes(columns[i].channels[0]) ? { slice: term.slice, hatched: true } : term,
    );
    const audible = worked.parts.filter((_, c) => !muted.includes(c));
    return row(given, terms, addedTo(worked.bias, audible));
  },
  "all channels": (given) => ROWS.layer({ ...given, muted: [] }),
  "stays RGB": (given) => {
    const { worked } = given;
    const terms = termsOf(given, worked.maps["stays RGB"], first(worked));
    const words = [`${terms.length} numbers`];
    return { ...apart(terms, words), result: { picture: worked.rgb, words } };
  },
  "grey first": (given) => {
    const { worked, columns } = given;
    const mixed = { grey: worked.mixed, note: `the mean of ${columns.length}` };
    const terms = [mixed, { slice: worked.slices[0], map: worked.grey }];
    const rest = upTo(2, columns.length).map(() => null);
    const signs = ["∗", ...columns.slice(1).map(() => "")];
    return { ...row(given, [...terms, ...rest], worked.maps["grey first"][0]), signs };
  },
  mean: (given) => {
    const { worked } = given;
    const count = worked.parts.length;
    const share = worked.parts.map((part) => part.map((v) => v / count));
    const terms = termsOf(given, share, worked.slices);
    return { ...row(given, terms, worked.maps.mean[0]), divided: count };
  },
  largest: (given) => {
    const { worked } = given;
    const most = (/** @type {number[]} */ values) => Math.max(...values);
    const terms = termsOf(given, worked.parts, worked.slices, most);
    return { ...row(given, terms, worked.maps.largest[0], "or"), wins: true };
  },
  "one channel": (given) => {
    const { worked, columns } = given;
    const { strongest: s, slices, parts } = worked;
    const terms = columns.map(({ channels }) =>
      channels.length === 1 && channels[0] === s ? { slice: slices[s], map: parts[s] } : null,
    );
    return row(given, terms, worked.maps["one channel"][0], "");
  },
  "shared slice": (given) => {
    const { worked } = given;
    return row(given, termsOf(given, worked.alone, first(worked)), worked.maps["shared slice"][0]);
  },
  "not added": (given) => {
    const { parts, slices } = given.worked;
    return apart(termsOf(given, parts, slices), [...countWords(parts), "No plus anywhere."]);
  },
  "as colours": (given) => {
    const { parts, slices } = given.worked;
    const terms = termsOf(given, parts, slices);
    const words = [`${parts.length} numbers`];
    return { ...apart(terms, words), result: { picture: joined(parts, Float32Array), words } };
  },
  "each alone": (given) => {
    return apart(biased(given), countWords(given.worked.parts));
  },
  "a bias each": (given) => {
    const { worked } = given;
    const y = addedTo(worked.bias * worked.parts.length, worked.parts);
    return { ...row(given, biased(given), y), bias: null };
  },
  "no bias": (given) => {
    const { parts, slices } = given.worked;
    return { ...row(given, termsOf(given, parts, slices), addedTo(0, parts)), bias: null };
  },
};

/**
 * The row of the layer, or of an idea.
 * @param {Given} given
 * @param {string} name  of the idea; "layer" for the layer itself
 */
export const rowOf = (given, name) => ROWS[name](given);

/** @type {(worked: Worked) => Float32Array[]} the first slice, for each channel */
const first = ({ slices }) => slices.map(() => slices[0]);

/** @type {(bias: number, maps: Float32Array[]) => Float32Array} */
const addedTo = (bias, maps) => combine(maps, (values) => sum(values) + bias);

/**
 * A term for each column; those without a column of their own are one, added up unless told how.
 * @param {Given} given
 * @param {Float32Array[]} maps  of all channels
 * @param {Float32Array[]} slices
 * @param {(values: number[]) => number} how
 * @returns {Term[]}
 */
const termsOf = ({ columns }, maps, slices, how = sum) =>
  columns.map(({ channels }) =>
    channels.length === 1
      ? { slice: slices[channels[0]], map: maps[channels[0]] }
      : {
          map: combine(
            channels.map((c) => maps[c]),
            how,
          ),
        },
  );

/** @type {(given: Given) => Term[]} each channel with a bias of its own */
function biased(given) {
  const { parts, slices, bias } = given.worked;
  const maps = parts.map((part) => part.map((v) => v + bias));
  return termsOf(given, maps, slices).map((term) => ({ ...term, bias }));
}

/**
 * A row that comes to one map.
 * @param {Given} given
 * @param {(Term | null)[]} terms
 * @param {Float32Array} map
 * @param {string} sign  between two terms
 * @returns {Row}
 */
function row({ worked, hasBias }, terms, map, sign = "+") {
  const signs = terms.map((_, i) => (i < terms.length - 1 ? sign : ""));
  const bias = hasBias ? worked.bias : null;
  return { terms, signs, bias, result: { map, words: [] } };
}

/** @type {(maps: Float32Array[]) => string[]} how many they are, if they are not added */
const countWords = (maps) =>
  maps[0].length > 1
    ? [`${maps.length} maps,`, `${maps.length} numbers a place.`]
    : [`${maps.length} numbers.`];

/** @type {(terms: Term[], words: string[]) => Row} one whose terms stay apart */
const apart = (terms, words) => ({
  terms,
  signs: terms.map((_, i) => (i < terms.length - 1 ? "and" : "")),
  bias: null,
  result: { words },
});

/** @type {(row: Row) => Float32Array[]} all signed maps that stand in a row */
export const mapsIn = ({ terms, result }) => [
  ...terms.flatMap((term) => (term?.map ? [term.map] : [])),
  ...(result.map && result.scheme !== "grey" ? [result.map] : []),
];

// ---- One place

/**
 * A row at one place: the number of each term, whether it counts, and what they come to.
 * @typedef {Row & {
 *   values: (number | null)[],
 *   counts: boolean[],
 *   total: number | null,
 *   missing: number,
 * }} PlacedRow  missing: what the parts lack of the total, as printed
 */

/**
 * Rows at one place, in as many decimals as make all of them add up.
 * @param {Row[]} rows
 * @param {number} at
 * @param {Sum[]} more  other sums that are written with these digits
 * @returns {{rows: PlacedRow[], decimals: number}}
 */
export function placed(rows, at, more = []) {
  const found = rows.map((row) => placedRow(row, at));
  const sums = found.filter(({ total }) => total !== null).map(sumIn);
  const all = [...sums, ...more];
  const { decimals } = addsUp(all, isWhole(all.flatMap(({ parts, total }) => [...parts, total])));
  for (const row of found) {
    if (row.total !== null) row.missing = roundingOf(sumIn(row), decimals);
  }
  return { rows: found, decimals };
}

/**
 * @param {Row} row
 * @param {number} at
 * @returns {PlacedRow}
 */
function placedRow(row, at) {
  const values = row.terms.map((term) => term?.map?.[at] ?? null);
  const numbers = values.filter((v) => v !== null);
  const most = values.indexOf(Math.max(...numbers));
  const counts = values.map((v, i) => v !== null && (!row.wins || i === most));
  return { ...row, values, counts, total: row.result.map?.[at] ?? null, missing: 0 };
}

/** @type {(row: PlacedRow) => Sum} */
const sumIn = (row) => ({ parts: partsIn(row), total: row.total ?? 0 });

/**
 * What is added up in a row.
 * @param {PlacedRow} row
 */
export function partsIn({ values, counts, bias, terms, divided }) {
  const parts = values.flatMap((v, i) => (v !== null && counts[i] ? parted(v, terms[i]) : []));
  const biases = bias === null ? [] : [bias];
  // What is divided is written as a division, and its result is rounded once.
  return [...(divided ? [sum(parts)] : parts), ...biases];
}

/** @type {(value: number, term: Term | null) => number[]} with the bias that it holds apart */
const parted = (value, term) =>
  term?.bias === undefined ? [value] : [value - term.bias, term.bias];

/**
 * A row in words: "red 2.28 + green −0.60 + bias −0.50 = 1.78".
 * @param {PlacedRow} row
 * @param {string[]} names  of its columns
 * @param {number} decimals
 */
export function rowWords(row, names, decimals) {
  const { terms, values, counts, bias, total, missing, divided } = row;
  /** @type {(v: number) => string} */
  const number = (v) => text(v, decimals);
  let words = values.flatMap((v, i) => {
    if (v === null || !counts[i]) return [];
    const name = i && terms[0]?.grey ? "grey" : names[i];
    const own = terms[i]?.bias;
    if (own === undefined) return [`${name} ${number(v * (divided ?? 1))}`];
    return [`${name} ${number(v - own)}`, `bias ${number(own)}`];
  });
  const [mean] = partsIn({ ...row, bias: null });
  if (divided) words = [`the mean of ${words.join(", ")}: ${number(mean)}`];
  if (bias !== null) words.push(`bias ${number(bias)}`);
  if (total === null) return `${words.join("; ")}, not added up`;
  if (missing) words.push(`rounding ${number(missing)}`);
  return `${words.join(" + ")} = ${number(total)}`;
}
