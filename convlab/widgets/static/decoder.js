// The site's page for errors: a message is explained as it is pasted, and the layer that it tells
// of is shown live. Nothing of it leaves the page.

/** @import { TalkedOf } from "./numbers/explain/found.js" */

import { render as renderExplorer } from "./explorer.js";
import { modelOf } from "./model.js";
import { whyNotShown } from "./numbers/answer.js";
import { explain } from "./numbers/explain.js";
import { checkedLayer, outputSides, Refusal } from "./numbers/layer_checks.js";
import { explorerOf } from "./numbers/made_layer.js";
import { makeExplained, makeKnown } from "./ui/explained.js";

const UNKNOWN = "I do not know this message. I know these kinds:";
const LINK = "#error="; // at the end of a link: what was pasted, each "+" as it is

/**
 * @param {{el: HTMLElement, photo: Uint8Array}} given
 */
export function render({ el, photo }) {
  /** @param {string} name */
  const part = (name) => /** @type {HTMLElement} */ (el.querySelector(`[data-part="${name}"]`));
  const box = /** @type {HTMLTextAreaElement} */ (part("box"));
  const stage = part("stage");
  let shown = "";
  let end = () => {};

  /** @param {TalkedOf} [talked] */
  function show(talked) {
    const key = JSON.stringify(talked);
    if (key === shown) return;
    shown = key;
    end();
    stage.replaceChildren();
    const { layer, why } = shownLayer(talked, Math.sqrt(photo.length / 3));
    part("unseen").textContent = why;
    part("made").hidden = !layer;
    end = () => {};
    if (!layer) return;
    const { arrays, plain, first } = explorerOf(layer, photo, Math.sqrt(photo.length / 3));
    end = renderExplorer({ model: modelOf({ ...plain, ...first, ...arrays }), el: stage });
  }
  function read() {
    const message = box.value.trim();
    const found = message ? explain(message) : undefined;
    part("cause").textContent = message && (found ? found.cause.split("\n")[0] : UNKNOWN);
    part("said").replaceChildren(...(found ? makeExplained(found, photo) : message && makeKnown()));
    show(found?.layer);
  }
  /** @param {string} hash */
  function follow(hash) {
    const linked = new URLSearchParams(hash.slice(1).replaceAll("+", "%2B"));
    box.value = linked.get("error") ?? box.value;
    read();
  }
  box.addEventListener("input", () => {
    read();
    history.replaceState(null, "", LINK + encodeURIComponent(box.value));
  });
  for (const chip of el.querySelectorAll("[data-message]")) {
    chip.addEventListener("click", () => {
      box.value = /** @type {HTMLElement} */ (chip).dataset.message ?? "";
      box.dispatchEvent(new Event("input"));
    });
  }
  follow(location.hash);
  return { follow };
}

/**
 * The layer that a message tells of, if it can be shown, or why it is not.
 * @param {TalkedOf | undefined} talked
 * @param {number} side
 */
function shownLayer(talked, side) {
  if (!talked) return { why: "" };
  try {
    const layer = checkedLayer({ ...talked });
    const why = whyNotShown(layer, side, outputSides(layer, Array(layer.ndim).fill(side)));
    return why ? { why } : { layer, why };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { why: `No picture of this layer: ${error.message}.` };
  }
}

export default { render };
