// The site's page on other channel counts: a trained first layer before and after kernels.adapt.

/** @import { Way } from "./numbers/adapt.js" */

import { Refusal } from "./numbers/layer_checks.js";
import { within } from "./numbers/range.js";
import { operate, sameWords } from "./numbers/surgery.js";
import { makeGallery } from "./quiz_feedback.js";
import { surgeryScene } from "./scene/surgery.js";

/** What has still to be learnt. */
const LEARN = {
  zeros: "The new slices start at 0 and say nothing at first. Their gradient is not 0: they learn.",
  mean: "All slices are smaller, because more of them add up. The new ones begin as a mean.",
  sum: "Nothing, while all channels are equal: there they need only one slice.",
  repeat: "Copies part as soon as the channels that they read differ.",
  split: "A slice that comes twice is halved. The two part as soon as their channels differ.",
};
const MOST = 6; // channels that the page has room for
const NUMBER = { zeros: 4, mean: 4, sum: 1, repeat: 6, split: 4 };

/** @param {{el: HTMLElement, photo: Uint8Array, floats: (coded: string) => Float32Array}} given */
export function render({ el, photo, floats }) {
  /** @param {string} name */
  const part = (name) =>
    /** @type {HTMLInputElement} */ (el.querySelector(`[data-part="${name}"]`));
  const [weight, bias] = [floats(el.dataset.weight ?? ""), floats(el.dataset.bias ?? "")];
  const gallery = makeGallery(() => part("picture"));
  const chosen = () =>
    /** @type {Way} */ (el.querySelector("input[type=radio]:checked")?.getAttribute("value"));

  /** How many channels, or which old one each holds. @param {Way} how */
  function channelsFor(how) {
    const holds = part("holds").value.split(",").map(Number);
    const count = how === "split" ? holds.length : Number(part("channels").value);
    if (count > MOST) throw new Refusal(`This page shows up to ${MOST} channels, not ${count}.`);
    return how === "split" ? holds : count;
  }
  function show() {
    const how = chosen();
    part("count").hidden = how === "split";
    part("which").hidden = how !== "split";
    try {
      const channels = channelsFor(how);
      const kernel = within(Math.trunc(Number(part("kernel").value)), bias.length);
      const made = operate({ photo, weight, bias, channels, how });
      part("problem").textContent = "";
      part("code").textContent = codeFor(channels, how);
      part("same").textContent = sameWords(made, how);
      part("learn").textContent = LEARN[how];
      const words = `Kernel ${kernel}: its slices for ${made.after.names.join(", ")}, and its map`;
      const build = (/** @type {number} */ width, /** @type {number} */ ratio) =>
        surgeryScene({ made, kernel, width, ratio });
      part("picture").replaceChildren(gallery.canvas(words, build));
      gallery.repaint();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      part("problem").textContent = error.message;
    }
  }
  el.addEventListener("input", ({ target }) => {
    const isWay = /** @type {HTMLInputElement} */ (target).type === "radio";
    if (isWay) part("channels").value = String(NUMBER[chosen()]);
    show();
  });
  show();
  return { follow: () => {} };
}

/** @param {number | number[]} channels @param {Way} how */
function codeFor(channels, how) {
  const written = Array.isArray(channels) ? `[${channels.join(", ")}]` : channels;
  return `layer = kernels.adapt(layer, ${written}, "${how}")`;
}

export default { render };
