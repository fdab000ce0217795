import { useId, useState } from "react";
import { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import { useCreateKey } from "../../../api/security.ts";
import { Field, inputClass } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";

const durations = [30, 90, 180, 365] as const;
const start = { name: "", scopes: ["files:read"] as readonly KeyScope[], expires_in_days: 90 };

/** What it is for, what it may do and for how long; then the key, once. */
export function CreateKeyDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { w } = useSpeech();
  const words = w.security.keys;
  const create = useCreateKey();
  const [asked, setAsked] = useState(start);
  const [tried, setTried] = useState(false);
  const days = useId();
  const close = () => {
    setAsked(start);
    setTried(false);
    create.reset();
    onClose();
  };
  const submit = () => {
    setTried(true);
    const name = asked.name.trim();
    if (name === "" || asked.scopes.length === 0) return;
    create.mutate({ ...asked, name, scopes: [...asked.scopes] });
  };
  if (create.data !== undefined)
    return (
      <Dialog open={open} title={words.madeTitle} text={words.madeText} closeWord={words.done} onClose={close}>
        <Field label={words.key} readOnly value={create.data.key} onFocus={(event) => event.target.select()} />
        <CopyButton text={create.data.key} />
      </Dialog>
    );
  return (
    <>
      <Dialog
        open={open}
        title={words.createTitle}
        failure={create.error}
        confirm={create.isPending ? words.doing : words.create}
        pending={create.isPending}
        onClose={close}
        onSubmit={submit}
      >
        <Field
          label={words.name}
          hint={words.nameHint}
          autoFocus
          maxLength={100}
          problem={tried && asked.name.trim() === "" ? words.needName : undefined}
          value={asked.name}
          onChange={(event) => setAsked({ ...asked, name: event.target.value })}
        />
        <fieldset>
          <legend className="mb-1.5 font-medium">{words.allowed}</legend>
          {KeyScope.options.map((scope) => (
            <label key={scope} className="flex min-h-8 items-center gap-2.5 touch:min-h-11">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={asked.scopes.includes(scope)}
                onChange={(event) =>
                  setAsked({
                    ...asked,
                    scopes: KeyScope.options.filter((each) =>
                      each === scope ? event.target.checked : asked.scopes.includes(each),
                    ),
                  })
                }
              />
              {words.scopes[scope]}
            </label>
          ))}
          {tried && asked.scopes.length === 0 ? (
            <p role="alert" className="mt-1.5 text-sm text-bad">
              {words.needScope}
            </p>
          ) : null}
        </fieldset>
        <div>
          <label htmlFor={days} className="mb-1.5 block font-medium">
            {words.expires}
          </label>
          <select
            id={days}
            className={inputClass}
            value={asked.expires_in_days}
            onChange={(event) => setAsked({ ...asked, expires_in_days: Number(event.target.value) })}
          >
            {durations.map((count) => (
              <option key={count} value={count}>
                {words.days(count)}
              </option>
            ))}
          </select>
        </div>
      </Dialog>
    </>
  );
}
