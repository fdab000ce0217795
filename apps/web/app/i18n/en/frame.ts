import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function frameWords(f: Format): Words["frame"] {
  return {
    name: "Caudal",
    home: "Home",
    files: "Files",
    main: "Main",
    skip: "Skip to content",
    collapse: "Collapse the menu",
    expand: "Expand the menu",
    search: "Search or do…",
    searchLong: "Search pages, files and actions",
    palette: {
      title: "Search and do",
      placeholder: "Type the name of a file, a page or an action",
      pages: "Pages",
      files: "Files",
      actions: "Actions",
      none: (text) => `Nothing matches “${text}”.`,
      upload: "Upload files",
      theme: (name) => `Switch to the ${name} theme`,
      language: "Cambiar a español",
      readAll: "Mark all notifications as read",
      keys: "↑ ↓ to move · Enter to open · Esc to close",
    },
    runs: {
      title: "In progress",
      none: "Nothing is in progress.",
      label: (count) => (count === 0 ? "Nothing in progress" : `${f.number(count)} in progress`),
    },
    bell: {
      title: "Notifications",
      label: (unread) => (unread === 0 ? "Notifications, none unread" : `Notifications, ${f.number(unread)} unread`),
      readAll: "Mark all as read",
      read: "Mark as read",
      unread: "Unread",
      open: "Open file",
      none: "We tell you here when a file is ready or needs something from you.",
      more: "See earlier ones",
      earlier: (count) => f.plural(count, "earlier notification", "earlier notifications"),
    },
    live: {
      lost: "Live connection lost, retrying. What you see may be behind.",
      offline: "Your device is offline. What you see was loaded before; the rest goes on when the network returns.",
      back: "Live connection restored.",
    },
    account: {
      left: (name: string) => `You are no longer in ${name}.`,
      leftText:
        "You chose another account in another window, or were removed from this one. What you see and typed stays here, saved in neither.",
      back: (name: string) => `Back to ${name}`,
      reload: "Go to the other account",
    },
    theme: { title: "Theme", system: "Follow the system", light: "Light", dark: "Dark" },
    language: "Language",
    close: "Close",
    cancel: "Cancel",
    back: "Back",
    retry: "Try again",
    loading: "Loading…",
    more: "Show more",
    menu: "More actions",
    notFound: {
      title: "This page does not exist",
      text: "The address may be incomplete, or the file was deleted.",
      action: "Go to Files",
    },
    network: {
      title: "We could not reach the server",
      detail: "The network dropped or the server is not answering. Nothing that was saved is lost.",
      action: "Check your connection and try again.",
    },
    unexpected: {
      title: "The page stopped here",
      detail: (what) => `This part could not be shown (${what}). Your files and results are safe on the server.`,
      action: "Reload the page.",
    },
    reload: "Reload",
    requestId: (id) => `Request ${id}`,
  };
}
