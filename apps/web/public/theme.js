// Runs before the first paint, so that a chosen theme never flashes. A file and not inline: the page forbids inline scripts.
(() => {
  let chosen;
  try {
    chosen = /(?:^|; )caudal-theme=(light|dark)(?:;|$)/.exec(document.cookie)?.[1];
  } catch {
    chosen = undefined;
  }
  if (chosen !== undefined) document.documentElement.dataset.theme = chosen;
})();
