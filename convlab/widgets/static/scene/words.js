// Paragraphs on a board, which has no page that breaks lines: words set by what they take up in any
// usual font.

/** @import { Board, Colour } from "../types.js" */

/** @typedef {{text: string, bold?: boolean, colour?: Colour}} Run  words of one look */
/** @typedef {{x: number, y: number, width: number, size?: number, line?: number}} Column */

/** The width of letters that are not as wide as most, by the size of the font. */
const WIDTHS = new Map(
  Object.entries({
    "ijl'|": 0.22,
    " \u00a0ftI.,:;/!": 0.28,
    "r()-": 0.34,
    cksvxyzJ: 0.5,
    ABEKPSVXY: 0.67,
    CDHNRUGOQ: 0.74,
    "wmMW%": 0.82,
  }).flatMap(([letters, width]) =>
    [...letters].map((one) => /** @type {[string, number]} */ ([one, width])),
  ),
);
const ADVANCE = 0.556;

/**
 * About how wide words are.
 * @param {string} words
 * @param {number} size
 * @param {boolean} bold
 */
export function wordsWidth(words, size, bold = false) {
  let letters = 0;
  for (const letter of words) letters += WIDTHS.get(letter) ?? ADVANCE;
  return size * letters * (bold ? 1.06 : 1);
}

/**
 * Runs of words one after the other, broken into lines; returns where the last line ends.
 * @param {Board} board
 * @param {Run[]} runs
 * @param {Column} column  y: the middle of the first line
 */
export function putParagraph(board, runs, { x, y, width, size = 15, line = 24 }) {
  let right = 0;
  let down = y;
  for (const { text, bold = false, colour } of runs) {
    const space = wordsWidth(" ", size, bold);
    /** @type {string[]} */
    let waiting = [];
    let start = right;
    /** All that waits, as one box. */
    const put = () => {
      const words = waiting.join(" ");
      const max = Math.max(1, wordsWidth(words, size, bold) * 1.05);
      if (words) board.add("text", { text: words, x: x + start, y: down, size, bold, colour, max });
      waiting = [];
    };
    for (const word of text.split(" ")) {
      const wide = wordsWidth(word, size, bold);
      if (right > 0 && right + wide > width) {
        put();
        down += line;
        start = 0;
        right = 0;
      }
      waiting.push(word);
      right += wide + space;
    }
    put();
  }
  return down + line / 2;
}
