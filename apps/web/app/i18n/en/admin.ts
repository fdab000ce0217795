import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function adminWords(f: Format): Words["admin"] {
  const left = (count: number): string => (count === 1 ? "1 is left" : `${f.number(Math.max(0, count))} are left`);
  return {
    title: "Administration",
    state: (account: string, role: string) => `${account} · you are ${role}`,
    sectionsLabel: "Sections of the administration",
    sections: {
      members: "Members",
      invitations: "Invitations",
      profiles: "Access profiles",
      companies: "Companies and warehouses",
      tabs: "Tabs",
      account: "Account",
      use: "Use",
      audit: "Audit",
    },
    account: {
      name: "Name of the account",
      nameHint: "All its members see it, at the top of every page, and so do those who are invited.",
      needName: "Write a name for the account.",
      factor: {
        title: "A second step for everybody",
        text: "A guessed or stolen password is not enough to get in as somebody who has turned it on. Whoever lacks it can only turn it on; until then their sessions and API keys open nothing else.",
        on: "Everybody is asked for it.",
        off: "Each one decides whether to turn it on.",
        lacking: (names: readonly string[], others: number) =>
          `Not turned on by ${names.join(", ")}${others === 0 ? "" : ` and ${f.plural(others, "more person", "more people")}`}.`,
        nobody: "All members have it.",
        ask: "Ask everybody for it",
        askTitle: "Ask everybody for a second step?",
        askText: (count: number) =>
          count === 0
            ? "All members have it already. Whoever comes later will be asked too."
            : `${f.plural(count, "member has not turned it on", "members have not turned it on")} in Caudal: from then on they can only turn it on, and a mail tells them. Whoever signs in by the company's service goes on if that service says that it asked for one.`,
        stop: "Stop asking",
        stopTitle: "Stop asking for the second step?",
        stopText: "Whoever has it keeps it and may turn it off. Whoever does not gets in without it again.",
        yoursFirst: "To ask everybody for it, turn on your own first.",
        yours: "Go to your security",
      },
    },
    use: {
      used: (used: string, limit: string, left: string) => `The account uses ${used} of ${limit}. ${left} are left.`,
      unlimited: (used: string) => `The account uses ${used}, without a limit.`,
      what: "Files as they came count, those on their way, and the copies that are made to read them. To make room, delete files that you no longer use. The limit is set by whoever operates Caudal.",
      over: "The limit is reached: no new files come in until others are deleted, or whoever operates Caudal gives more room.",
      near: (used: string, limit: string, left: string) => `The account uses ${used} of ${limit}: ${left} are left.`,
      see: "See who uses how much",
      bar: "Space used",
      files: (used: number, limit: number | null) =>
        limit === null
          ? `The account keeps ${f.plural(used, "file", "files")}, without a limit on how many.`
          : `The account keeps ${f.plural(used, "file", "files")}, of ${f.number(limit)} that it may: ${left(limit - used)}.`,
      filesBar: "Files kept",
      filesOver:
        "It keeps all that it may: no new files come in until others are deleted, or whoever operates Caudal allows more.",
      person: "Person",
      space: "Space",
      gone: "Somebody who has left",
      goneUntil: (date: string) => `left · kept until ${date}`,
      goneNow: "left · being deleted",
      departed: (size: string, files: number) =>
        `Those who left had brought ${size} in ${f.plural(files, "file", "files")}.`,
      departedFree:
        "It does not count towards the limit. It stays theirs alone until the date that you see below; then it is deleted.",
      departedOver: (size: string | null, files: number | null) =>
        `It is more than fits beside the rest, which is as much as the account's limit. What is over counts towards it: ${[...(size === null ? [] : [size]), ...(files === null ? [] : [f.plural(files, "file", "files")])].join(" and ")}, until it is deleted on the date that you see below.`,
      runs: (limit: number, working: number, waiting: number) =>
        limit === 1
          ? `One file is processed at a time: ${working} now, and ${waiting} waiting.`
          : `Up to ${limit} files are processed at once: ${working} now, and ${waiting} waiting.`,
    },
    accounts: { menu: "Switch account" },
    view: {
      label: "View as somebody else",
      as: (name: string, role: string) => `You are looking as ${name}, ${role}.`,
      limits: (until: string) =>
        `You can only look, until ${until}. Their files, insights, logs and notifications are not shown.`,
      end: "End the view",
    },
    members: {
      count: (count: number) => f.plural(count, "member", "members"),
      invite: "Invite",
      you: "you",
      since: (date: string) => `since ${date}`,
      role: "Role",
      roleChange: "Change role",
      roleTitle: (name: string, role: string) => `Change the role of ${name} to ${role}?`,
      roleTitleMe: (role: string) => `Change your role to ${role}?`,
      roleTexts: {
        owner: "May do everything in this account, also change and remove the other owners.",
        admin: "Decides who enters and what each one sees; does not change owners.",
        analyst: "Uploads files and processes them. Does not enter Administration.",
        viewer: "Only reads: neither uploads files nor starts runs. Does not enter Administration.",
      },
      roleHolds: "It holds from their next request on.",
      roleHoldsMe: "It holds from now on. Only another owner can give you yours back.",
      roleInvitations: "Invitations that they sent and nobody has accepted stop working.",
      roleInvitationsMe: "Invitations that you sent and nobody has accepted stop working.",
      profile: "Access profile",
      profileChange: "Change profile",
      profileTitle: (name: string, profile: string) => `Change the profile of ${name} to “${profile}”?`,
      profileTitleMe: (profile: string) => `Change your profile to “${profile}”?`,
      profileText: "It decides which companies, warehouses and tabs they see. It holds from their next request on.",
      profileTextManager:
        "Owners and administrators see everything: the profile counts once they no longer are, and for whoever looks as that person.",
      viewAs: "View as",
      remove: "Remove",
      removeTitle: (name: string) => `Remove ${name}?`,
      removeText:
        "They cannot enter this account from this moment on, and their runs are cancelled. Invitations they sent that nobody has accepted stop working. Their files stay theirs alone for 30 days, to take away; after that they are deleted.",
      handOver: "Hand over",
      handOverTitle: (name: string) => `Hand ownership over to ${name}?`,
      handOverText: "They become an owner and you an administrator. Only they can give it back.",
      leave: "Leave the account",
      leaveTitle: (account: string) => `Leave “${account}”?`,
      leaveText:
        "You stop seeing it from this moment on, and invitations you sent that nobody has accepted stop working. To come back you need another invitation. Your files stay yours for 30 days, to take away; after that they are deleted.",
      rules:
        "Changes hold from the person's next request on. An owner is changed by another owner only, and the account always keeps one. Whoever stops administering loses the invitations they sent that nobody has accepted.",
    },
    ways: {
      open: "Ways in",
      title: (name: string) => `Ways in of ${name}`,
      text: "By what they get in, and what you can end. Keys are not shown, nor which file a link opens: that is theirs alone. They are told by mail, and the audit tells it.",
      never: "has not come in yet",
      last: (ago: string) => `came in ${ago}`,
      factorOn: "two steps",
      factorOff: "no two steps",
      sessions: (count: number) => (count === 0 ? "no sessions" : f.plural(count, "session", "sessions")),
      keys: (count: number) => (count === 0 ? "no API keys" : f.plural(count, "API key", "API keys")),
      links: (count: number) => (count === 0 ? "no links" : f.plural(count, "link", "links")),
      endSession: "End their session",
      endSessions: "End all",
      endSessionsText:
        "All their sessions end, those in other accounts too, and what they are doing is cut. They can sign in again; to keep them out, remove them from the account.",
      revoke: "Revoke",
      revokeAll: "Revoke all",
      revokeAllKeys: "Revoke all",
      revokeKeyText: (name: string) =>
        `The key “${name}” stops working at this moment, and the program that uses it gets in no more. This cannot be undone.`,
      revokeKeysText: "Their keys in this account stop working at this moment. This cannot be undone.",
      link: "Link to a file of theirs",
      linkMade: (date: string) => `made on ${date}`,
      linkUntil: (date: string) => `until ${date}`,
      revokeLinkText: "Whoever has the link opens it no more. This cannot be undone.",
      revokeLinksText: "Whoever has their links opens them no more. This cannot be undone.",
      close: "Close",
    },
    departures: {
      title: "Who left",
      text: "Their files stay theirs alone until the date shown; after that they are deleted. They take none of the account's room as long as they are not more than its limit.",
      left: (date: string) => `left on ${date}`,
      kept: (files: number, size: string) => `${f.plural(files, "file", "files")}, ${size}`,
      until: (date: string) => `until ${date}`,
    },
    invitations: {
      email: "E-mail of the person",
      send: "Send invitation",
      sending: "Sending…",
      sent: "The invitation is on its way.",
      resend: "Send again",
      resent: "Sent again",
      revoke: "Revoke",
      none: "You have not invited anybody yet",
      noneText: "Write an e-mail and choose a role: a link arrives that works once, for seven days.",
      states: { open: "open", expired: "expired", accepted: "accepted", revoked: "revoked" },
      until: (date: string) => `expires ${date}`,
      since: (date: string) => `sent ${date}`,
      by: (name: string) => `invited by ${name}`,
      byMe: "invited by you",
      byGone: "invited by somebody who is no longer here",
      roleHints: {
        admin: "Decides who enters and what each one sees.",
        analyst: "Uploads files and processes them.",
        viewer: "Only reads.",
      },
    },
    invited: {
      title: "You were invited to Caudal",
      offer: (inviter: string | null, account: string, role: string) =>
        inviter === null
          ? `You are invited to the account “${account}” as ${role}.`
          : `${inviter} invites you to the account “${account}” as ${role}.`,
      until: (date: string) => `Expires ${date}.`,
      accept: "Accept and enter",
      acceptThere: (service: string) => `Accept with ${service}`,
      onlyThere: (email: string, service: string) => `Accept it with the account of ${email} at ${service}.`,
      known: "Do you have an account with this e-mail? Sign in with your password and you come back here.",
      signedInAs: (email: string) => `You are signed in as ${email}.`,
      join: "Join the account",
      other: "Sign out and use another e-mail",
      below: "The link works once.",
    },
    noAccount: {
      title: "You do not belong to any account any more",
      text: "Whoever administers the last one removed you from it, or you left. What you left stays yours alone for 30 days: take it or delete it before, because then it is deleted. A mail tells you until when.",
      below: "If you are invited again, open the link that arrives by mail.",
    },
    lists: {
      add: "Add",
      name: "Name",
      rename: "Rename",
      remove: "Delete",
      removeTitle: (name: string) => `Delete “${name}”?`,
      removeText: "Only possible when nothing uses it. It cannot be undone.",
    },
    companies: {
      add: "New company",
      none: "There are no companies yet",
      noneText: "Add the first one, “Northern Hardware” say, and then its warehouses.",
      warehousesOf: (name: string) => `Warehouses of ${name}`,
      addWarehouse: (name: string) => `New warehouse of ${name}`,
    },
    tabs: { add: "New tab", hint: "Tabs group dashboards; each access profile says which of them it opens." },
    profiles: {
      about:
        "A profile says which companies, warehouses and tabs its members see, and which fields they do not. Owners and administrators see everything. For now it decides only which names they see: there are no dashboards yet, and it hides nothing of anybody's own files and insights.",
      add: "New profile",
      edit: "Edit",
      name: "Name of the profile",
      companiesTitle: "Companies",
      warehousesTitle: "Warehouses",
      tabsTitle: "Tabs",
      allCompanies: "all companies",
      allWarehouses: "all warehouses",
      companies: (count: number) => f.plural(count, "company", "companies"),
      warehouses: (count: number) => f.plural(count, "warehouse", "warehouses"),
      tabs: (count: number) => f.plural(count, "tab", "tabs"),
      hidden: (count: number) => f.plural(count, "hidden field", "hidden fields"),
      members: (count: number) => f.plural(count, "member", "members"),
      hiddenTitle: "Hidden fields",
      hiddenHint:
        "One per line, such as “cost” or “margin”. They are kept for the dashboards, which do not exist yet: today they hide nothing.",
      nothingYet: "There are none yet.",
      seeNew: "See the new one",
      newcomers: "Given to whoever joins without an invitation",
      giveNewcomers: "Give to newcomers",
      newcomersTitle: (name: string) => `Give “${name}” to whoever joins without an invitation?`,
      newcomersText:
        "Whoever comes in by the company's service for the first time, invited by nobody, will get it. Those who are members already keep theirs.",
    },
    access: {
      about:
        "For now the profile decides only which names you see here. There are no dashboards yet: its companies, warehouses and hidden fields take nothing out of files or insights.",
      companies: "Companies",
      noCompanies: "No company is open to you.",
      warehouses: "Warehouses",
      noWarehouses: "No warehouse is open to you.",
      tabs: "Tabs",
      noTabs: "No tab is open to you.",
      hidden: "Hidden fields",
      noHidden: "None.",
    },
  };
}
