import { useState } from "react";
import type { FormEvent, ReactNode } from "react";
import { useAdminChange } from "../../api/admin-queries.ts";
import { Field } from "../../forms/field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { FailureNotice } from "../../ui/notice.tsx";

export type Named = { readonly id: string; readonly name: string };

/** Things that have a name: renamed in their place, removed when nothing uses them. */
export function NamedRow({
  item,
  detail,
  still,
  onRename,
  onRemove,
  children,
}: {
  readonly item: Named;
  readonly detail?: string;
  /** Whether anything may be changed now. */
  readonly still: boolean;
  readonly onRename: (name: string) => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
  readonly children?: ReactNode;
}) {
  const { w } = useSpeech();
  const words = w.admin.lists;
  const [name, setName] = useState<string | null>(null);
  const [removing, setRemoving] = useState(false);
  const rename = useAdminChange(onRename);
  const remove = useAdminChange(onRemove);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name !== null) rename.mutate(name.trim(), { onSuccess: () => setName(null) });
  };
  return (
    <li className="py-3">
      {name === null ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <p className="min-w-40 flex-1 font-medium [overflow-wrap:anywhere]">
            {item.name}
            {detail === undefined ? null : <span className="font-normal text-n4"> · {detail}</span>}
          </p>
          <div className="flex gap-2">
            <Button size="small" disabled={!still} onClick={() => setName(item.name)}>
              {words.rename}
              <span className="sr-only"> {item.name}</span>
            </Button>
            <Button size="small" disabled={!still} onClick={() => setRemoving(true)}>
              {words.remove}
              <span className="sr-only"> {item.name}</span>
            </Button>
          </div>
        </div>
      ) : (
        <form noValidate onSubmit={save} className="flex flex-wrap items-end gap-3">
          <Field
            label={words.name}
            className="min-w-48 flex-1"
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" tone="primary" disabled={name.trim() === "" || rename.isPending}>
            {w.people.save}
          </Button>
          <Button onClick={() => setName(null)}>{w.frame.cancel}</Button>
        </form>
      )}
      {rename.isError ? (
        <div className="mt-3">
          <FailureNotice failure={rename.error} />
        </div>
      ) : null}
      {children}
      {removing ? (
        <ConfirmDialog
          title={words.removeTitle(item.name)}
          text={words.removeText}
          confirm={words.remove}
          change={remove}
          value={undefined}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </li>
  );
}

/** One line to add another. */
export function AddForm({
  label,
  hint,
  tone = "primary",
  onAdd,
}: {
  readonly label: string;
  readonly hint?: string;
  /** A page has one primary action. */
  readonly tone?: "primary" | "plain";
  readonly onAdd: (name: string) => Promise<unknown>;
}) {
  const { w } = useSpeech();
  const [name, setName] = useState("");
  const add = useAdminChange(onAdd);
  const save = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  return (
    <form noValidate onSubmit={save} className="max-w-xl space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field
          label={label}
          hint={hint}
          className="min-w-48 flex-1"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" tone={tone} disabled={name.trim() === "" || add.isPending}>
          {w.admin.lists.add}
        </Button>
      </div>
      {add.isError ? <FailureNotice failure={add.error} /> : null}
    </form>
  );
}
