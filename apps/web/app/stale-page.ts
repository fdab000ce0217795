const mark = "caudal.reloaded";
const leastBetween = 60_000;

/**
 * After an update the server no longer has the parts that an open page has yet to load. Such a page is loaded anew, once a minute at
 * most, and only when the server answers: without a network a reload would take away what can still be read.
 */
export function reloadWhenStale(): void {
  addEventListener("vite:preloadError", () => {
    const last = Number(sessionStorage.getItem(mark) ?? 0);
    if (Date.now() - last < leastBetween) return;
    void fetch("/healthz", { cache: "no-store" }).then(
      (answer) => {
        if (!answer.ok) return;
        sessionStorage.setItem(mark, String(Date.now()));
        location.reload();
      },
      // Nobody answers: the page keeps what it has, and says so where the part is missing.
      () => undefined,
    );
  });
}
