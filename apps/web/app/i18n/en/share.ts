import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function shareWords(f: Format): Words["share"] {
  return {
    share: "Share",
    title: (name) => `Share “${name}”`,
    intro: "They read it and see what was found in it. Nobody else can process, delete or share it.",
    withMember: "With somebody of your account",
    person: "Person",
    choose: "Choose somebody",
    nobody: "There is nobody else in your account. You can make a link.",
    withLink: "With a link",
    linkHint: "Whoever has the link opens it without an account: insights and rows, to read only.",
    until: "Until",
    noEnd: "No end",
    days: (count) => f.plural(count, "day", "days"),
    download: "May download it",
    createLink: "Make link",
    another: "Make another link",
    sharing: "Sharing…",
    newLink: "Copy the link now: it is not shown again.",
    copy: "Copy link",
    copied: "Copied",
    openTo: "Who can read it",
    onlyYou: "Only you.",
    link: "Link",
    made: (when) => `made ${when}`,
    opens: (count, last) =>
      count === 0 || last === null
        ? "nobody has opened it"
        : `${f.plural(count, "opening", "openings")}, the last ${last}`,
    ends: (date) => `until ${date}`,
    mayDownload: "with download",
    end: "Stop sharing",
    change: "Change",
    changeOf: (who: string) => `Change how it is shared: ${who}`,
    asItIs: (date: string) => `until ${date}, as it is`,
    fromToday: (days: string) => `${days} from today`,
    endOf: (who) => `Stop sharing: ${who}`,
    ended: "Before",
    endedAt: (date) => `ended on ${date}`,
    count: (count) => `Shared with ${f.number(count)}`,
    by: (name) => `By ${name}`,
    byUntil: (name, date) =>
      date === null
        ? `${name} shares it with you, to read only.`
        : `${name} shares it with you until ${date}, to read only.`,
    whose: "Whose",
    all: "All",
    own: "Mine",
    shared: "Shared with me",
    noneShared: {
      title: "Nobody has shared a file with you",
      text: "When somebody of your account shares one, it appears here and you are notified.",
    },
    hiddenInView: {
      title: "Files are not shown in this view",
      text: "Each file belongs to whoever uploaded it and to those it is shared with. Whoever manages the account does not see them, not in this way either.",
    },
    working: { title: "It is being read", text: "Its owner started processing. What is found appears here." },
    page: {
      by: (name) => `${name} shared this file with you`,
      until: (date) => `The link holds until ${date}.`,
      insights: "Insights",
      rows: "Rows",
      download: "Download",
      none: "There are no insights yet.",
      noneFound:
        "The file was read to its end, and nothing in it is out of the ordinary. Its rows are under the other tab.",
      unread: "This file could not be read, so there are no insights. Whoever shared it can try again.",
      noRows: "The file was read to its end, and there are no rows in it.",
      unreadRows: "This file could not be read, so there are no rows. Whoever shared it can try again.",
      foot: "Read with Caudal",
    },
    gone: (objects, size, insights) =>
      `The file is deleted with what came of it: ${f.plural(insights, "insight", "insights")}, ${f.plural(objects, "stored object", "stored objects")} (${size}). Notifications about it are left without its name.`,
    left: {
      title: "What you left",
      text: "It stays yours alone until the date shown. Your download has it; after that it is deleted.",
      kept: (files: number, size: string) => `${f.plural(files, "file", "files")}, ${size}`,
      until: (date: string) => `until ${date}`,
      remove: "Delete now",
      removeTitle: (account: string) => `Delete what you left in “${account}”?`,
      removeText: (files: number) =>
        `${f.plural(files, "file", "files")} with what was found in them. This cannot be undone.`,
      confirm: "Delete",
    },
    data: {
      hiddenInView: {
        title: "Your data is not shown in this view",
        text: "End the view, above on the page, to take it away or have it erased.",
      },
      exportTitle: "Take what is yours",
      exportText:
        "A zip with your files as you uploaded them, what was found in them, your notifications, what you share, your sessions and what was noted about you. It comes with the SHA-256 sum of everything.",
      exportButton: "Download my data",
      eraseTitle: "Erase yourself",
      eraseText: "There is no way back. Before, download what you want to keep.",
      goes: "What goes",
      stays: "What stays",
      goesList: (c) => [
        ...(c.files === 0
          ? []
          : [
              `${f.plural(c.files, "file", "files")} (${c.size}) with all that came of it, also what you left in other accounts`,
            ]),
        ...(c.insights === 0 ? [] : [f.plural(c.insights, "insight", "insights")]),
        ...(c.notifications === 0 ? [] : [f.plural(c.notifications, "notification", "notifications")]),
        ...(c.shares === 0
          ? []
          : [`what you shared ${f.plural(c.shares, "time", "times")}: whoever read it sees it no more`]),
        "your profile, your sessions, your API keys and your way to sign in",
      ],
      staysList: [
        "The account's log keeps that something happened and when, without your name or what it was: so it can still be shown that nobody altered it.",
        "Files that others shared with you: they are theirs.",
      ],
      accounts: "Your accounts",
      fates: {
        leave: (name) => `You leave “${name}”, which goes on without you.`,
        goes: (name) => `“${name}” is deleted: there is nobody else in it.`,
        last_owner: (name, others) =>
          `You are the last owner of “${name}”, with ${f.plural(others, "other member", "other members")}. Make somebody else an owner in Administration, or delete it with everybody's things.`,
      },
      giveUp: (name) => `Delete “${name}” with everybody's files`,
      word: (word) => `Type ${word} to confirm`,
      erase: "Erase all that is mine",
      erasing: "Erasing…",
    },
  };
}
