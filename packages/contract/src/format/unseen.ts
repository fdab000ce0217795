/** Control characters, separators of lines, and what has no look of its own: marks of direction, fillers, tags, a blank of Braille. */
const sign = String.raw`[\p{Cc}\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]`;

const visible = String.raw`(?!\p{Default_Ignorable_Code_Point})`;
const tag = String.raw`\u{e0061}-\u{e007a}\u{e0030}-\u{e0039}`;

/**
 * What cannot be seen and is written all the same: joiners between the parts of an emoji and in scripts that join their letters (Persian,
 * Hindi, …), what chooses a form of an emoji, a Chinese or a Mongolian sign, and the tags of a region's flag. Elsewhere they only make two
 * names look the same, or a name of nothing. What each belongs to is seen, or stays itself by a line here: so nothing that goes takes away
 * what something else stayed for, and one pass is enough. (Looking back is known to Safari from 16.4 on, which the styles need as well.)
 */
const meant = [
  String.raw`(?<=\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=${visible}(?=[\p{L}\p{M}])(?:\p{scx=Arab}|[^\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Zinh}\p{sc=Zyyy}]))[\u200c\u200d](?=${visible}[\p{L}\p{M}])`,
  // Signs of Sinhala and Malayalam end in one.
  String.raw`(?<=${visible}(?!\p{sc=Zinh})\p{M})\u200d`,
  String.raw`(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]`,
  String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{sc=Hani})[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=${visible}\p{sc=Mong})[\u180b-\u180d\u180f]`,
  String.raw`(?<=\u{1f3f4}[${tag}]{0,6})[${tag}\u{e007f}]`,
];

const unseen = new RegExp(`(?=${sign})(?!${meant.join("|")})[^]`, "gu");

/** A text without what cannot be seen and has nothing to do there. */
export function withoutUnseen(text: string): string {
  return text.replace(unseen, "");
}
