import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const listeners = new Set<() => void>();
const dark = typeof matchMedia === "undefined" ? null : matchMedia("(prefers-color-scheme: dark)");
dark?.addEventListener("change", announce);

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function chosen(): Theme {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "system";
}

function shown(): "light" | "dark" {
  const theme = chosen();
  return theme === "system" ? (dark?.matches === true ? "dark" : "light") : theme;
}

export function useTheme(): { readonly chosen: Theme; readonly shown: "light" | "dark" } {
  return { chosen: useSyncExternalStore(subscribe, chosen), shown: useSyncExternalStore(subscribe, shown) };
}

/**
 * Applies at once; remembered where the browser allows it (`theme.js` reads it before the first paint). In a cookie, because signing out
 * empties the browser's storage: that holds names of files, and a theme says nothing about anybody.
 */
export function chooseTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
  const seconds = theme === "system" ? 0 : 400 * 24 * 3600;
  const secure = location.protocol === "https:" ? "; secure" : "";
  try {
    document.cookie = `caudal-theme=${theme}; path=/; max-age=${seconds}; samesite=lax${secure}`;
  } catch (thrown) {
    // A browser that forbids cookies shows the theme for this visit.
    if (!(thrown instanceof DOMException)) throw thrown;
  }
  announce();
}
