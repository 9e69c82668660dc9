// A question in data: what was typed, which answer that is, runs of words, squares of numbers.

const COLOURED = { kernel: "kernel", slice: "channel", bias: "bias" };

/** "**1 kernel** × 9" -> [["1 kernel", "kernel"], [" × 9"]]: bold runs, coloured if they count something. */
export function runs(words) {
  return words
    .split("**")
    .map((run, i) => {
      if (i % 2 === 0) return [run];
      const counted = /^[\d,]+ (kernel|slice|bias)(?:e?s)?$/.exec(run);
      return [run, counted ? COLOURED[counted[1]] : "bold"];
    })
    .filter(([run]) => run);
}

/** The number that someone typed, thousands apart or not, a minus sign of either kind; null if it is none. */
export function typedNumber(words) {
  const plain = words.trim().replace("−", "-");
  return /^[-+]?(\d+|\d{1,3}([, ]\d{3})+)(\.\d+)?$/.test(plain)
    ? Number(plain.replace(/[, ]/g, ""))
    : null;
}

/** Which answer a choice is: its index, or for a number that was typed maybe none, -1. */
export const answerTo = (spec, chosen) =>
  spec.typed
    ? spec.answers.findIndex((answer) => typedNumber(answer.text) === typedNumber(chosen))
    : chosen;

/** The numbers of a picture: as they are, or one signed byte each for 127 steps to the limit. */
export function tileValues({ values, limit }) {
  if (typeof values !== "string") return Float32Array.from(values);
  return Float32Array.from(
    Int8Array.from(atob(values), (c) => c.charCodeAt(0)),
    (v) => (v * limit) / 127,
  );
}

/** A picture in words: its label, and its numbers if they are written in it. */
export function tileWords(tiles) {
  if (typeof tiles.values === "string") return tiles.label;
  const [n, h, w] = tiles.shape;
  const square = (i) =>
    Array.from({ length: h }, (_, r) =>
      tiles.values.slice((i * h + r) * w, (i * h + r + 1) * w).join(" "),
    ).join("; ");
  return `${tiles.label}: ${Array.from({ length: n }, (_, i) => `${tiles.names[i] ?? ""} ${square(i)}`.trim()).join(" | ")}`;
}
