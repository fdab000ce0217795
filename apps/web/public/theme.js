// Runs before the first paint, so that a chosen theme never flashes. A file and not inline: the page forbids inline scripts.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("caudal.theme");
  } catch {
    chosen = null;
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
