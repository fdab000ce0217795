import { useState } from "react";
import { useAdminChange } from "../../api/admin-queries.ts";
import { SelectField } from "../../forms/select-field.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

/** A choice that is saved after a question. Choosing saves nothing: by keyboard each value on the way is chosen. The button asks. */
export function AskedChoice<T extends string>({
  label,
  options,
  current,
  disabled,
  action,
  of,
  ask,
  save,
}: {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly name: string }[];
  readonly current: T;
  readonly disabled: boolean;
  /** What the button and the question's say. */
  readonly action: string;
  /** Whose it is, for those who hear the button. */
  readonly of: string;
  readonly ask: (chosen: T) => { readonly title: string; readonly text: string };
  readonly save: (chosen: T) => Promise<unknown>;
}) {
  const change = useAdminChange(save);
  // Null: as it is, whatever that has become meanwhile.
  const [picked, setPicked] = useState<T | null>(null);
  const [asked, setAsked] = useState(false);
  const chosen = picked ?? current;
  return (
    <div>
      <SelectField
        label={label}
        value={chosen}
        disabled={disabled || change.isPending}
        onChange={(event) => setPicked(options.find(({ value }) => value === event.target.value)?.value ?? null)}
      >
        {options.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      {chosen === current ? null : (
        <div className="mt-2">
          <Button size="small" tone="primary" disabled={disabled} onClick={() => setAsked(true)}>
            {action}
            <span className="sr-only"> {of}</span>
          </Button>
        </div>
      )}
      {asked ? (
        <ConfirmDialog
          {...ask(chosen)}
          confirm={action}
          tone="primary"
          change={change}
          value={chosen}
          onClose={() => {
            setAsked(false);
            setPicked(null);
          }}
        />
      ) : null}
    </div>
  );
}
