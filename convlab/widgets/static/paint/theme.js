// The page's colours, and the steps of each scale of values.

/** From black to white, as canvas pixels: four bytes, alpha first. */
export const GREYS = Int32Array.from(
  { length: 256 },
  (_, v) => (255 << 24) | (v << 16) | (v << 8) | v,
);

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** `size` even steps from the first to the last of these colours, [r, g, b] each, as canvas pixels. */
function stepsOf(size, stops) {
  return Int32Array.from({ length: size }, (_, i) => {
    const at = (i * (stops.length - 1)) / (size - 1),
      low = Math.min(stops.length - 2, Math.floor(at));
    const [r, g, b] = stops[low].map((v, channel) =>
      Math.round(v + (at - low) * (stops[low + 1][channel] - v)),
    );
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

/** The colours of the page's theme, from its CSS, and the steps of each scale of values: "signed" from
 * -limit to +limit, "grey", and "whole" (small whole numbers in a picture: softer greys, so that a black
 * figure stays readable) from low to high. */
export function readTheme(element) {
  const css = getComputedStyle(element);
  const theme = { font: css.fontFamily };
  for (const name of [
    "bg",
    "ground",
    "ink",
    "ink-2",
    "rule",
    "control",
    "pick",
    "pick-ink",
    "pick-ground",
    "kernel",
    "channel",
    "bias",
    "bias-ground",
    "red",
    "green",
    "blue",
    "chip-ink",
    "halo",
    "pad-ground",
    "pad-ink",
    "hatch",
  ])
    theme[name] = css.getPropertyValue(`--cl-${name}`).trim();
  const stops = (name) =>
    css
      .getPropertyValue(name)
      .split(",")
      .map((s) => rgb(s.trim()));
  const [dim, , lit] = stops("--cl-whole");
  theme.steps = {
    signed: stepsOf(511, stops("--cl-diverging")),
    grey: GREYS,
    whole: stepsOf(256, [dim, lit]),
  };
  return theme;
}

const shades = new Map(); // canvas pixel -> how CSS writes it, and the ink that is read on it

function shadeOf(pixel) {
  if (!shades.has(pixel)) {
    const colour = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    shades.set(pixel, { css: `rgb(${colour})`, ink: inkOn(colour) });
  }
  return shades.get(pixel);
}

/** The shade of a value: {css, ink}. range: [low, high], or the limit of a signed scale; what lies
 * beyond is drawn at the ends. */
export function shade(value, scheme, range, theme) {
  const steps = theme.steps[scheme],
    top = steps.length - 1;
  const [low, high] = scheme === "signed" ? [-range, range] : range;
  return shadeOf(
    steps[Math.max(0, Math.min(top, Math.round((top * (value - low)) / (high - low || 1))))],
  );
}

/** Black or white, whichever is easier to read on [r, g, b]. */
export function inkOn(colour) {
  const [r, g, b] = colour.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.1791 ? "#000000" : "#ffffff";
}
