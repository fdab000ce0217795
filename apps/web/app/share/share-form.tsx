import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { z } from "zod";
import type { ShareRequest } from "@caudal/contract/resources/share.ts";
import { colleaguesQuery } from "../api/sharing.ts";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { DownloadBox, endOf, UntilSelect } from "./terms.tsx";

/** With whom, until when, and whether with the file's bytes. */
export function ShareForm({
  kind,
  pending,
  onShare,
}: {
  readonly kind: "member" | "link";
  readonly pending: boolean;
  readonly onShare: (body: z.input<typeof ShareRequest>) => void;
}) {
  const { w } = useSpeech();
  const id = useId();
  const people = useQuery({ ...colleaguesQuery, enabled: kind === "member" });
  const [person, setPerson] = useState("");
  const [span, setSpan] = useState(kind === "member" ? "" : "30");
  const [download, setDownload] = useState(false);
  if (kind === "member" && people.data?.length === 0) return <p className="mt-4 text-n5">{w.share.nobody}</p>;
  const submit = (): void =>
    onShare({
      grantee: kind === "member" ? { kind, user_id: person } : { kind },
      may_download: download,
      expires_at: endOf(span),
    });
  return (
    <form
      className="mt-4 space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {kind === "link" ? <p className="text-n4">{w.share.linkHint}</p> : null}
      <div className="flex flex-wrap gap-4">
        {kind === "member" ? (
          <div className="min-w-0 flex-1 basis-56">
            <label htmlFor={`${id}-person`} className="mb-1.5 block font-medium">
              {w.share.person}
            </label>
            <select
              id={`${id}-person`}
              required
              value={person}
              onChange={(event) => setPerson(event.target.value)}
              className={inputClass}
            >
              <option value="">{w.share.choose}</option>
              {(people.data ?? []).map((one) => (
                <option key={one.user_id} value={one.user_id}>
                  {one.hint === null ? one.name : `${one.name} (${one.hint})`}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <UntilSelect value={span} className="w-44" wordOf={w.share.days} onChange={setSpan}>
          {kind === "member" ? <option value="">{w.share.noEnd}</option> : null}
        </UntilSelect>
      </div>
      <DownloadBox checked={download} onChange={setDownload} />
      <Button type="submit" tone="primary" disabled={pending || (kind === "member" && person === "")}>
        {pending ? w.share.sharing : kind === "member" ? w.share.share : w.share.createLink}
      </Button>
    </form>
  );
}
