import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

/** One of a few: arrow keys move, the choice is always visible. */
export function Segmented<V extends string>({
  label,
  value,
  onChange,
  options,
}: {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: readonly { readonly value: V; readonly text: ReactNode }[];
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
      className="inline-flex flex-wrap gap-0.5 rounded border border-n2 bg-n1 p-0.5"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex h-7.5 touch:h-11 items-center gap-1.5 rounded-sm px-2.5 text-sm text-n5 transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-[0_0_0_1px_var(--neutral-2)]"
        >
          {option.text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
