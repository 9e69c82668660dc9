// Where a map reaches a level, as lines between the middles of its pixels: marching squares.

/** @import { Numbers } from "../types.js" */

/** @typedef {[x: number, y: number][]} Line  in places of the map, from its upper left corner */

// The sides of a square of four neighbours.
const [TOP, RIGHT, BOTTOM, LEFT] = [0, 1, 2, 3];

/**
 * For each choice of corners that lie above the level (1: upper left, 2: upper right, 4: lower
 * right, 8: lower left), the sides that a line enters and leaves by; what is above is on its left.
 * @type {Record<number, number[]>}
 */
const HALF = {
  1: [LEFT, TOP],
  2: [TOP, RIGHT],
  3: [LEFT, RIGHT],
  4: [RIGHT, BOTTOM],
  6: [TOP, BOTTOM],
  7: [LEFT, BOTTOM],
};

/** Where all other corners are above, the line is the same, the other way round. */
const OPPOSITE = Object.entries(HALF).map(([corners, [from, to]]) => [15 - +corners, [to, from]]);

/** Where two corners face each other, the middle decides: 16 is added if it is above, too.
 * @type {Record<number, number[]>} */
const CROSSINGS = {
  ...HALF,
  ...Object.fromEntries(OPPOSITE),
  5: [LEFT, TOP, RIGHT, BOTTOM],
  21: [RIGHT, TOP, LEFT, BOTTOM],
  10: [TOP, RIGHT, BOTTOM, LEFT],
  26: [TOP, LEFT, BOTTOM, RIGHT],
};

/**
 * The lines along which a map of h × w numbers, `offset` added to each, reaches a level. A closed
 * one ends where it begins.
 * @param {{data: Numbers, w: number, h: number, offset?: number, level: number}} map
 * @returns {Line[]}
 */
export function contourLines({ data, w, h, offset = 0, level }) {
  const height = level - offset;
  const { next, isEntered } = crossings(data, w, h, height);
  /** @type {Line[]} */
  const lines = [];
  /** @param {number} start */
  const follow = (start) => {
    const line = [pointOf(start, data, w, height)];
    for (let side = next[start]; side >= 0; ) {
      line.push(pointOf(side, data, w, height));
      const after = next[side];
      next[side] = -1;
      side = side === start ? -1 : after;
    }
    next[start] = -1;
    lines.push(line);
  };
  // Lines that come in over the border first: what is left then is closed.
  for (let i = 0; i < next.length; i++) if (next[i] >= 0 && !isEntered[i]) follow(i);
  for (let i = 0; i < next.length; i++) if (next[i] >= 0) follow(i);
  return lines;
}

/**
 * For each side of the squares, the side that its line goes on to, or −1. Side 2n lies between
 * pixel n and the one at its right, 2n + 1 between n and the one below.
 * @param {Numbers} data
 * @param {number} w
 * @param {number} h
 * @param {number} height
 */
function crossings(data, w, h, height) {
  const next = new Int32Array(2 * w * h).fill(-1);
  const isEntered = new Uint8Array(2 * w * h);
  for (let i = 0; i < h - 1; i++) {
    for (let j = 0; j < w - 1; j++) {
      const at = i * w + j;
      const sides = [2 * at, 2 * at + 3, 2 * (at + w), 2 * at + 1];
      const crossed = CROSSINGS[cornersAbove(data, at, w, height)] ?? [];
      for (let n = 0; n < crossed.length; n += 2) {
        next[sides[crossed[n]]] = sides[crossed[n + 1]];
        isEntered[sides[crossed[n + 1]]] = 1;
      }
    }
  }
  return { next, isEntered };
}

/** @type {(data: Numbers, at: number, w: number, height: number) => number} */
function cornersAbove(data, at, w, height) {
  const [a, b, c, d] = [data[at], data[at + 1], data[at + w + 1], data[at + w]];
  const above =
    Number(a > height) + 2 * Number(b > height) + 4 * Number(c > height) + 8 * Number(d > height);
  const isOpposite = above === 5 || above === 10;
  return isOpposite && (a + b + c + d) / 4 > height ? above + 16 : above;
}

/** @type {(side: number, data: Numbers, w: number, height: number) => [x: number, y: number]} */
function pointOf(side, data, w, height) {
  const at = side >> 1;
  const isDown = side & 1;
  const other = data[isDown ? at + w : at + 1];
  const share = (height - data[at]) / (other - data[at]);
  const x = (at % w) + 0.5;
  const y = Math.floor(at / w) + 0.5;
  return isDown ? [x, y + share] : [x + share, y];
}
