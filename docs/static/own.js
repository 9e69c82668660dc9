// The page for a network of the reader's own. live.js, which stands before it, brings modules.

const own = document.querySelector("[data-own]");
moduleNamed("own.js").then(({ render }) => render(own));
