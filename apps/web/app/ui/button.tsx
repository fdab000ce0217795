import type { ComponentProps } from "react";

export type ButtonTone = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "normal" | "small" | "long" | "icon";

const tones: Readonly<Record<ButtonTone, string>> = {
  primary: "bg-accent text-on-accent font-medium hover:bg-accent-strong",
  plain: "bg-surface text-ink border border-n3 hover:bg-n1",
  quiet: "text-n5 hover:bg-n1 hover:text-ink",
  danger: "bg-bad text-paper font-medium hover:opacity-90",
};

const sizes: Readonly<Record<ButtonSize, string>> = {
  normal: "h-9 touch:h-11 px-3.5 gap-2 whitespace-nowrap",
  small: "h-8 touch:h-11 px-2.5 gap-1.5 text-sm whitespace-nowrap",
  // Its words may need a second line: they carry a name that somebody chose.
  long: "min-h-9 touch:min-h-11 max-w-full px-3.5 py-1.5 gap-2 text-balance",
  icon: "size-9 touch:size-11 justify-center",
};

/** The look of a button, for links that act like one. */
export function buttonClass(tone: ButtonTone = "plain", size: ButtonSize = "normal"): string {
  return `inline-flex shrink-0 items-center justify-center rounded transition-colors disabled:opacity-55 ${tones[tone]} ${sizes[size]}`;
}

export function Button({
  tone = "plain",
  size = "normal",
  className = "",
  type = "button",
  ...rest
}: ComponentProps<"button"> & { readonly tone?: ButtonTone; readonly size?: ButtonSize }) {
  return <button type={type} className={`${buttonClass(tone, size)} ${className}`} {...rest} />;
}
