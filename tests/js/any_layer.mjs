// Layers of every kind, for tests of what holds for any of them.

import { checkedLayer } from "../../convlab/widgets/static/numbers/layer_checks.js";

/**
 * @param {(n: number) => number} below  a random number of 0 … n − 1
 * @param {string[]} modes  of padding
 */
export function anyLayer(below, modes = ["zeros"]) {
  const ndim = 1 + below(3);
  const transposed = below(3) === 0;
  const groups = 1 + below(4);
  const sides = (least, most) => Array.from({ length: ndim }, () => least + below(most));
  return checkedLayer({
    ...{ ndim, transposed, groups, bias: below(2) === 0 },
    in_channels: groups * (1 + below(300)),
    out_channels: groups * (1 + below(300)),
    kernel_size: sides(1, 9),
    stride: sides(1, 4),
    padding: sides(0, 5),
    dilation: sides(1, 3),
    padding_mode: transposed ? "zeros" : modes[below(modes.length)],
  });
}
