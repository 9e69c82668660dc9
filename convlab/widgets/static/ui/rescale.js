// The button that gives maps a wider scale, once a hand has moved them beyond theirs.

import { rescaling } from "../numbers/beyond.js";
import { assign, make, makeButton, write } from "./dom.js";

/** @import { Drawn } from "../types.js" */
/** @import { Hand } from "./hand.js" */

/** @param {Hand} hand */
export function makeRescale(hand) {
  let limit = 0;
  const [stays, reason] = [make("b", "cl-stays"), make("span")];
  const why = make("span", "cl-note cl-why", {}, stays, reason);
  const button = makeButton("", () => hand.choose({ limit }), { "data-control": "limit" });

  /** @param {Drawn} drawn */
  function update({ layer, state, limits, decimals }) {
    const offer = rescaling(layer, state, limits, decimals);
    for (const one of [why, button]) assign(one, { hidden: !offer });
    limit = offer?.limit ?? 0;
    write(stays, offer ? `${offer.stays} ` : "");
    write(reason, offer?.why ?? "");
    write(button, offer?.words ?? "");
  }
  return { why, button, update };
}
