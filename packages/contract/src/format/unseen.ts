/**
 * What cannot be seen and is written all the same: joiners between the parts of an emoji and in scripts that join their letters (Persian,
 * Hindi, …), what chooses a form of an emoji, a Chinese or a Mongolian sign, and the tags of a region's flag. Elsewhere they only make two
 * names look the same, or a name of nothing.
 */
const meant = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=(?=[\p{L}\p{M}])(?:\p{scx=Arab}|[^\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Zinh}\p{sc=Zyyy}]))[\u200c\u200d](?=[\p{L}\p{M}])`,
  // Signs of Sinhala and Malayalam end in one.
  String.raw`(?<=(?!\p{sc=Zinh})\p{M})\u200d`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{sc=Hani})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{sc=Mong})[\u180b-\u180d\u180f]`,
  String.raw`(?<=\u{1f3f4}[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}]{0,6})[\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}\u{e007f}]`,
];

/** Control characters, separators of lines, and what has no look of its own: marks of direction, fillers, tags, a blank of Braille. */
const sign = String.raw`[\p{Cc}\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]`;

const unseen = new RegExp(`(?!${meant.join("|")})${sign}`, "gu");

/** A text without what cannot be seen and has nothing to do there. */
export function withoutUnseen(text: string): string {
  const kept = text.replace(unseen, "");
  // What is gone may have been what the next one belonged to.
  return kept === text ? text : withoutUnseen(kept);
}
