// A notebook imports a widget as one module from memory, and a page opened from disk may import no
// file beside it: there "./numbers/show.js" leads nowhere. So each module becomes a blob with an
// address of its own, and what it imports, at once or when asked for, is rewritten to the addresses
// of the others.

const MODULES = /((?:^(?:import|export)\b[^"=;]*|\bawait import\()")(\.{1,2}\/[^"]+)"/gm;

/**
 * Import one of these modules. A page that holds several widgets makes one blob of a module they
 * share: blobs are known by their text, so that an upgraded widget never meets an old module.
 *
 * @param {Record<string, string>} sources  path -> text, with all that they import
 * @param {string} path  of the one to import
 * @returns {Promise<any>} what it exports
 */
// biome-ignore lint/correctness/noUnusedVariables: called by what stands behind this file's text
function loadModule(sources, path) {
  const shared = /** @type {{convlabBlobs?: Map<string, string>}} */ (globalThis);
  shared.convlabBlobs ??= new Map();
  const blobs = shared.convlabBlobs;

  /** @type {Map<string, string>} */
  const addresses = new Map(); // of paths: many modules import the same one

  /** @type {(path: string) => string} */
  const addressOf = (path) => {
    const address = addresses.get(path) ?? makeAddress(path);
    addresses.set(path, address);
    return address;
  };
  /** @type {(path: string) => string} */
  const makeAddress = (path) => {
    const text = sources[path].replace(MODULES, (_, before, specifier) => {
      const imported = new URL(specifier, `file:///${path}`).pathname.slice(1);
      return `${before}${addressOf(imported)}"`;
    });
    const known = blobs.get(text);
    if (known) return known;
    const parts = [text, `\n//# sourceURL=convlab/${path}\n`];
    const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    blobs.set(text, address);
    return address;
  };
  return import(addressOf(path));
}
