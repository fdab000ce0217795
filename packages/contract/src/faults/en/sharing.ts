import { type FaultCatalogue, words } from "../fault-words.ts";

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
  share_expiry_invalid: words(
    "That date will not do as an end",
    (p) =>
      p["link"] === true
        ? "A link ends on a date to come, within a year. Nothing was changed."
        : "A share ends on a date to come. Nothing was changed.",
    "Choose another date.",
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
