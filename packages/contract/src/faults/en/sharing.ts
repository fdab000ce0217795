import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const sharingFaults = {
  link_unknown: words(
    "This link opens nothing",
    "It does not exist, it has expired, or whoever made it stopped sharing.",
    "Ask whoever sent it for a new one.",
  ),
  share_grantee_unknown: words(
    "That person is not in your account",
    "A file is shared with members of the same account. Nothing was shared.",
    "Choose somebody from the list, or make a link.",
  ),
  share_ended: words(
    "That link has ended",
    "A link that has ended is not opened again: whoever kept the address would be let in once more. Nothing was changed.",
    "Create another link and share that.",
  ),
  share_expiry_invalid: words(
    "That date will not do as an end",
    (p) =>
      p["link"] === true
        ? "A link ends on a date to come, within a year. Nothing was changed."
        : "A share ends on a date to come. Nothing was changed.",
    "Choose another date.",
  ),
  too_many_shares: words(
    "There is no place for more shares",
    (p) =>
      p["of"] === "day"
        ? `You can share up to${quoted(p["max"], "", "") || " some number of"} times a day. Nothing more was shared.`
        : p["of"] === "member"
          ? `You can have up to${quoted(p["max"], "", "") || " some number of"} shares that hold, over all your files. Nothing more was shared.`
          : `A file can have up to${quoted(p["max"], "", "") || " some number of"} shares that hold. Nothing more was shared.`,
    (p) =>
      p["of"] === "day"
        ? "Wait until tomorrow, or give one link to several people."
        : "Stop sharing with whom no longer uses it, and try again.",
  ),
  file_not_yours: words(
    "This file is somebody else's",
    "It was shared with you to read. Processing, deleting and sharing it are its owner's to do.",
    "Ask whoever shared it with you.",
  ),
  download_not_shared: words(
    "You cannot download this file",
    "It was shared with you to read here, without the download.",
    "Ask whoever shared it to allow downloading.",
  ),
  erasure_word_wrong: words(
    "The word is missing",
    "To erase all that is yours, ERASE has to be typed. Nothing was erased.",
    "Type it as it is and try again.",
  ),
  erasure_last_owner: words(
    "An account would be left without an owner",
    "You are the last owner of an account with other members. Nothing was erased.",
    "Make somebody else an owner, or choose to delete that account with everything in it.",
  ),
} satisfies Partial<FaultCatalogue>;
