import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, type ReactNode } from "react";
import { client } from "../../../api/client.ts";
import { inputClass } from "../../../forms/field.tsx";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { isFiltered, type AuditFilter } from "./audit-filter.ts";

const field = `${inputClass} !h-9 touch:!h-11`;

export function FilterBar({
  filter,
  onChange,
}: {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}) {
  const { w } = useSpeech();
  const people = usePeople();
  const set = (more: AuditFilter) => onChange({ ...filter, ...more });
  const chosen = [
    ...(filter.person !== undefined && !people.some(({ id }) => id === filter.person) ? (["person"] as const) : []),
    ...(filter.action === undefined ? [] : (["action"] as const)),
    ...(filter.object === undefined ? [] : (["object"] as const)),
  ];
  return (
    <div role="group" aria-label={w.audit.filters} className="mb-6">
      <div className="grid grid-cols-2 gap-3 md:flex md:flex-wrap md:items-end">
        <Labelled label={w.audit.person} className="md:w-52">
          {(id) => (
            <select
              id={id}
              className={field}
              value={people.some((each) => each.id === filter.person) ? filter.person : ""}
              onChange={(event) => set({ person: event.target.value })}
            >
              <option value="">{w.audit.everybody}</option>
              {people.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled label={w.audit.topic} className="md:w-56">
          {(id) => (
            <select
              id={id}
              className={field}
              value={filter.type ?? ""}
              onChange={(event) => set({ type: event.target.value, action: undefined, object: undefined })}
            >
              <option value="">{w.audit.everything}</option>
              {Object.entries(w.audit.types).map(([type, word]) => (
                <option key={type} value={type}>
                  {word}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        {(["from", "to"] as const).map((end) => (
          <Labelled key={end} label={w.audit[end]} className="md:w-40">
            {(id) => (
              <input
                id={id}
                type="date"
                className={field}
                value={filter[end] ?? ""}
                max={end === "from" ? filter.to : undefined}
                min={end === "to" ? filter.from : undefined}
                onChange={(event) => set({ [end]: event.target.value })}
              />
            )}
          </Labelled>
        ))}
        {isFiltered(filter) ? (
          <Button tone="quiet" className="col-span-2 md:col-span-1" onClick={() => onChange({})}>
            {w.audit.clear}
          </Button>
        ) : null}
      </div>
      {chosen.length === 0 ? null : (
        <ul className="mt-3 flex flex-wrap gap-2">
          {chosen.map((name) => (
            <li key={name}>
              <Button
                size="small"
                aria-label={w.audit.remove(w.audit.chosen[name])}
                onClick={() => set({ [name]: undefined })}
              >
                {w.audit.chosen[name]}
                <X size={14} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The members of the account. Whoever left it is filtered for from an entry. */
function usePeople(): readonly { readonly id: string; readonly name: string }[] {
  const colleagues = useQuery({
    queryKey: ["colleagues"],
    queryFn: ({ signal }) => client.listColleagues({ signal }),
    staleTime: 60_000,
  });
  const me = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => client.getMe({ signal }), staleTime: 300_000 });
  const others = (colleagues.data?.items ?? []).map(({ user_id, name }) => ({ id: user_id, name }));
  const own = me.data === undefined ? [] : [{ id: me.data.user_id, name: me.data.name }];
  return [...own, ...others.filter(({ id }) => id !== me.data?.user_id)];
}

function Labelled({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className: string;
  readonly children: (id: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1 block text-sm text-n4">
        {label}
      </label>
      {children(id)}
    </div>
  );
}
