import type { Words } from "../es/words.ts";

export function adminWords(): Words["admin"] {
  return {
    title: "Administration",
    state: (account: string, role: string) => `${account} · you are ${role}`,
    sectionsLabel: "Sections of the administration",
    sections: { account: "Account", audit: "Audit" },
    account: {
      name: "Name of the account",
      nameHint: "All its members see it, at the top of every page, and so do those who are invited.",
      needName: "Write a name for the account.",
    },
  };
}
