// What people type where a number goes: read as they mean it, or refused in plain words.

import { decimalsOf, text } from "./show.js";

/**
 * What can be typed into a field.
 * @typedef {object} Field
 * @property {string} thing  with its article, as a sentence begins: "A weight"
 * @property {number} low
 * @property {number} high
 * @property {boolean} [whole]  whether only whole numbers go there
 */

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const FRACTION = /^([+-]?\d+)\/(\d+)$/;

/** In ASCII: digits of any script, a real minus sign, no spaces.
 * @param {string} typed */
const plain = (typed) =>
  typed
    .normalize("NFKC")
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/٫/g, ".")
    .replace(/[−–‐]/g, "-")
    .replace(/[\s'’٬]/g, "");

/** With a point before the decimals, and nothing between thousands; null if it could be either.
 * @type {(typed: string, whole: boolean) => string | null} */
function withPoint(typed, whole) {
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d*$/.test(typed)) return typed.replaceAll(",", "");
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d*$/.test(typed))
    return typed.replaceAll(".", "").replace(",", ".");
  if (/^[+-]?\d{1,3}(,\d{3}){2,}$/.test(typed)) return typed.replaceAll(",", "");
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(typed)) return whole ? typed.replace(",", "") : null;
  return typed.replace(",", ".");
}

/**
 * A number as it is typed, "0,5" and "1/9" too; or a sentence for what is none, with the value that
 * stays.
 * @param {string} typed
 * @param {Field} field
 * @param {number} before  what the field holds
 * @returns {{value: number, words?: undefined} | {value?: undefined, words: string}}
 */
export function readTyped(typed, { thing, low, high, whole = false }, before) {
  const stays = `It stays ${shown(before)}.`;
  const written = withPoint(plain(typed), whole);
  if (written === null) {
    const [small, large] = [plain(typed).replace(",", "."), plain(typed).replace(",", "")];
    return { words: `“${typed.trim()}” can be read as ${small} or ${large}: type one. ${stays}` };
  }
  const [, over, under] = written.match(FRACTION) ?? [];
  const value = over ? Number(over) / Number(under) : NUMBER.test(written) ? Number(written) : NaN;
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return { value };
  const kind = whole ? "a whole number from" : "a number between";
  const range = `${shown(low)} ${whole ? "to" : "and"} ${shown(high)}`;
  return { words: `${thing} is ${kind} ${range}. ${stays}` };
}

/** @param {number} value */
const shown = (value) => text(value, decimalsOf([value], 0, 6));
