// Where the squares of a quiz picture stand.

import { tileValues } from "../numbers/quiz.js";

const WIDE = 560;

/** The boxes of a picture made of squares, for paint(). */
export function tileScene(tiles) {
  const [n, h, w] = tiles.shape;
  const values = tileValues(tiles),
    size = h * w;
  const numbers = typeof tiles.values !== "string";
  const rgb = tiles.scale === "rgb";
  const count = rgb ? 1 : n;
  const small = size <= 25;
  const cell = numbers
    ? 28
    : small
      ? count > 64
        ? 3
        : 5
      : Math.max(1, Math.floor(130 / Math.max(h, w)));
  const gap = numbers || !small ? 24 : 2;
  const foot = tiles.names.length ? 24 : 0;
  const across = Math.min(
    count,
    tiles.across,
    Math.max(1, Math.floor((WIDE + gap) / (w * cell + gap))),
  );
  const left = (column) =>
    column * (w * cell + gap) + (tiles.together > 1 ? 6 * Math.floor(column / tiles.together) : 0);
  const boxes = [];
  for (let i = 0; i < count; i++) {
    const x = left(i % across),
      y = Math.floor(i / across) * (h * cell + gap + foot);
    const own = rgb ? values : values.subarray(i * size, (i + 1) * size);
    const signed = tiles.scale === "signed";
    if (tiles.filled && !tiles.filled.includes(i)) {
      boxes.push({ kind: "ground", colour: "control", x, y, w: w * cell, h: h * cell });
      boxes.push({
        kind: "ground",
        colour: "bg",
        x: x + 1,
        y: y + 1,
        w: w * cell - 2,
        h: h * cell - 2,
      });
    } else if (small) {
      boxes.push({
        kind: "cells",
        values: [...own],
        columns: w,
        cell,
        size: 16,
        blocks: !numbers,
        scheme: signed ? "signed" : "whole",
        decimals: own.every(Number.isInteger) ? 0 : 1,
        range: signed ? tiles.limit : [0, tiles.limit],
        x,
        y,
      });
    } else {
      boxes.push({
        kind: "map",
        data: own,
        w,
        h,
        scheme: tiles.scale,
        range: signed ? tiles.limit : [0, tiles.limit],
        scale: cell,
        x,
        y,
      });
    }
    if (foot)
      boxes.push({
        kind: "text",
        text: tiles.names[i],
        x: x + (w * cell) / 2,
        y: y + h * cell + 13,
        size: 14,
        align: "center",
        colour: "ink-2",
      });
  }
  return {
    boxes,
    width: left(across - 1) + w * cell,
    height: Math.ceil(count / across) * (h * cell + gap + foot) - gap,
  };
}
