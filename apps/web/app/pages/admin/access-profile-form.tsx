import { useSuspenseQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { FormEvent } from "react";
import type { AccessProfile } from "@caudal/contract/resources/access.ts";
import { companiesQuery, tabsQuery, useAdminChange, warehousesQuery } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { problemCode } from "../../api/failure.ts";
import { Field, inputClass } from "../../forms/field.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import type { Named } from "./named-list.tsx";

/** One access profile as a whole. What somebody else saved meanwhile is not overwritten: the server compares the version. */
export function AccessProfileForm({
  profile,
  onClose,
}: {
  readonly profile: AccessProfile | null;
  readonly onClose: () => void;
}) {
  const { w } = useSpeech();
  const words = w.admin.profiles;
  const { data: companies } = useSuspenseQuery(companiesQuery);
  const { data: warehouses } = useSuspenseQuery(warehousesQuery);
  const { data: tabs } = useSuspenseQuery(tabsQuery);
  const [name, setName] = useState(profile?.name ?? "");
  const [allCompanies, setAllCompanies] = useState(profile?.all_companies ?? false);
  const [allWarehouses, setAllWarehouses] = useState(profile?.all_warehouses ?? false);
  const [chosenCompanies, setCompanies] = useState<readonly string[]>(profile?.companies ?? []);
  const [chosenWarehouses, setWarehouses] = useState<readonly string[]>(profile?.warehouses ?? []);
  const [chosenTabs, setTabs] = useState<readonly string[]>(profile?.tabs ?? []);
  const [hidden, setHidden] = useState((profile?.hidden_fields ?? []).join("\n"));
  const hiddenId = useId();
  const save = useAdminChange(() => {
    const body = {
      name: name.trim(),
      all_companies: allCompanies,
      all_warehouses: allWarehouses,
      companies: [...chosenCompanies],
      warehouses: [...chosenWarehouses],
      tabs: [...chosenTabs],
      hidden_fields: [...new Set(hidden.split("\n").map((line) => line.trim()))].filter((line) => line !== ""),
    };
    return profile === null
      ? client.createAccessProfile({ body })
      : client.updateAccessProfile({ params: { id: profile.id }, body: { ...body, version: profile.version } });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <form noValidate onSubmit={submit} className="max-w-2xl space-y-6 rounded border border-n2 bg-surface p-5">
      <Field
        label={words.name}
        maxLength={200}
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Choices
        title={words.companiesTitle}
        all={{ text: words.allCompanies, checked: allCompanies, onChange: setAllCompanies }}
        items={companies}
        chosen={chosenCompanies}
        onChange={setCompanies}
      />
      <Choices
        title={words.warehousesTitle}
        all={{ text: words.allWarehouses, checked: allWarehouses, onChange: setAllWarehouses }}
        items={warehouses}
        chosen={chosenWarehouses}
        onChange={setWarehouses}
      />
      <Choices title={words.tabsTitle} items={tabs} chosen={chosenTabs} onChange={setTabs} />
      <div>
        <label htmlFor={hiddenId} className="mb-1.5 block font-medium">
          {words.hiddenTitle}
        </label>
        <textarea
          id={hiddenId}
          rows={3}
          aria-describedby={`${hiddenId}-hint`}
          value={hidden}
          onChange={(event) => setHidden(event.target.value)}
          className={`${inputClass} h-auto touch:h-auto py-2`}
        />
        <p id={`${hiddenId}-hint`} className="mt-1.5 text-sm text-n4">
          {words.hiddenHint}
        </p>
      </div>
      {save.isError ? (
        <FailureNotice
          failure={save.error}
          actions={
            problemCode(save.error) === "changed_meanwhile" ? (
              <Button size="small" onClick={onClose}>
                {words.seeNew}
              </Button>
            ) : undefined
          }
        />
      ) : null}
      <div className="flex gap-2">
        <Button type="submit" tone="primary" disabled={name.trim() === "" || save.isPending}>
          {w.people.save}
        </Button>
        <Button onClick={onClose}>{w.frame.cancel}</Button>
      </div>
    </form>
  );
}

function Choices({
  title,
  all,
  items,
  chosen,
  onChange,
}: {
  readonly title: string;
  readonly all?: { readonly text: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void };
  readonly items: readonly Named[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { w } = useSpeech();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{title}</legend>
      {all === undefined ? null : <Check text={all.text} checked={all.checked} onChange={all.onChange} />}
      {all?.checked === true ? null : (
        <div className="grid gap-x-4 sm:grid-cols-2">
          {items.length === 0 ? <p className="text-sm text-n4">{w.admin.profiles.nothingYet}</p> : null}
          {items.map((item) => (
            <Check
              key={item.id}
              text={item.name}
              checked={chosen.includes(item.id)}
              onChange={(checked) => onChange(checked ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Check({
  text,
  checked,
  onChange,
}: {
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="flex min-h-8 touch:min-h-11 items-center gap-2.5">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
    </label>
  );
}
