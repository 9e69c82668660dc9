/**
 * Lists of numbers as one, one behind the other.
 * @template {Float32Array | Int8Array} A
 * @param {ArrayLike<number>[]} lists
 * @param {new (length: number) => A} Kind  such as Float32Array
 * @returns {A}
 */
export function joined(lists, Kind) {
  const all = new Kind(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}
