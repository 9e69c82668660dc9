// On which scale of colours a map of the layer is shown: see `numbers/limits.js`.

/** @import { Limits, SignedScale } from "../types.js" */

/** @type {(limits: Limits) => SignedScale} of running sums and feature maps */
export const mapScale = ({ maps, root }) => ({ scheme: "signed", range: maps, root });

/** @type {(limits: Limits) => SignedScale} of partial maps, and of the products that they add */
export const partScale = ({ parts, root }) => ({ scheme: "signed", range: parts, root });
