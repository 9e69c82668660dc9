// The explorer's whole picture: the grid where it fits, else the overview and one opened kernel;
// then the ledger.

import { upTo } from "../numbers/range.js";
import { makeBoard, PINNED, ringPixel, WIDTH } from "./board.js";
import { columnsOf, inputsOf, putAxes, putGrid } from "./grid.js";
import { putLedger } from "./ledger.js";
import { ownScale, putBands, putOverview } from "./many.js";
import { lights } from "./pointing.js";

/** The whole picture: the grid where it fits, else the overview and one opened kernel; then the ledger. */
export function buildScene(given) {
  const { state, limits } = given,
    inputs = inputsOf(given.layer.x, limits.input);
  const show = { ...given, exact: inputs.exact, limits: { ...limits, input: inputs.range } };
  const board = makeBoard();
  const asColumns = state.in_channels <= 8,
    asRows = asColumns && state.out_channels <= 8;
  const rows = asRows ? upTo(0, state.out_channels) : [state.out_channel];
  const withCols = { ...show, cols: asColumns ? columnsOf({ ...show, rows }) : null };
  let y = 0;
  if (!asRows && state.out_channels > 1) {
    y = putOverview(board, show, 8) + 8;
    if (limits.own_slices) show.limits.slices = ownScale(limits, state.out_channel); // opened, it looks as above
  }
  y = putAxes(board, show, Math.max(y, 8));
  // Labels and maps, which stay in sight when a narrow window scrolls the columns
  const stays = asColumns
    ? { top: y, left: withCols.cols.left + 7, right: withCols.cols.mapX - 20 }
    : null;
  y = asColumns ? putGrid(board, withCols, rows, y) : putBands(board, show, y);
  const [o, row, col] = state.pinned;
  for (const place of board.places)
    if (place.role === "map" && place.o === o) ringPixel(board, place, row, col, PINNED);
  if (state.target !== "output") board.boxes.push(...lights(board.places, show.layer, state));
  const height = putLedger(board, withCols, y + 8);
  // Boxes were placed from the content's edge; the picked row's ground bleeds 8 px to each side.
  for (const box of [...board.boxes, ...board.places, ...board.slots]) box.x += 8;
  return { ...board, stays, width: WIDTH + 16, height: height + 2 };
}

/** The picture to save: the scene with the counts and shapes above it, and the ledger's title in words. */
export function captioned(scene, { out_channel, row, col }, count, shapes) {
  const down = 84,
    title = scene.slots.find(({ what }) => what === "title");
  const words = [
    { text: count, x: 8, y: 24, size: 24, bold: true },
    { text: shapes, x: 8, y: 56, colour: "ink-2" },
    {
      text: `One pixel of map ${out_channel}: row ${row}, column ${col}`,
      x: title.x,
      y: title.y + down + 14,
      size: 17,
      bold: true,
    },
  ];
  return {
    width: scene.width,
    height: scene.height + down,
    boxes: [
      ...scene.boxes.map((box) => ({ ...box, y: box.y + down })),
      ...words.map((box) => ({ kind: "text", max: 888, ...box })),
    ],
  };
}
