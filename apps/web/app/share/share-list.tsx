import { useQuery } from "@tanstack/react-query";
import { Link2, User } from "lucide-react";
import { useState } from "react";
import type { Share } from "@caudal/contract/resources/share.ts";
import { sharesQuery, useEndShare } from "../api/sharing.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useNow } from "../ui/use-now.ts";
import { ChangeShare } from "./change-share.tsx";

/** To whom the file is open now, and to whom it was. */
export function ShareList({
  fileId,
  again,
}: {
  readonly fileId: string;
  /** Where another link can be made in the place of one that has ended, which itself stays so. */
  readonly again?: { readonly make: (ended: Share) => void; readonly pending: boolean };
}) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const shares = useQuery(sharesQuery(fileId));
  const end = useEndShare(fileId);
  const [changing, setChanging] = useState<string | null>(null);
  if (shares.isError) return <FailureNotice failure={shares.error} onRetry={() => void shares.refetch()} />;
  const active = shares.data?.filter((share) => share.active) ?? [];
  const ended = shares.data?.filter((share) => !share.active) ?? [];
  const nameOf = ({ grantee, created_at }: Share): string =>
    grantee.kind === "member" ? grantee.name : `${w.share.link}, ${w.share.made(f.ago(created_at, now))}`;
  return (
    <section className="mt-6 border-t border-n2 pt-4">
      <h3 className="mb-1 font-medium">{w.share.openTo}</h3>
      {shares.data === undefined ? <Skeleton className="h-9 w-full" /> : null}
      {shares.data !== undefined && active.length === 0 ? <p className="text-n4">{w.share.onlyYou}</p> : null}
      <ul className="divide-y divide-n2">
        {active.map((share) => (
          <li key={share.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <Grantee share={share} />
            <div className="flex gap-2">
              <Button
                size="small"
                aria-label={w.share.changeOf(nameOf(share))}
                aria-expanded={changing === share.id}
                onClick={() => setChanging(changing === share.id ? null : share.id)}
              >
                {w.share.change}
              </Button>
              <Button
                size="small"
                aria-label={w.share.endOf(nameOf(share))}
                disabled={end.isPending}
                onClick={() => end.mutate(share.id)}
              >
                {w.share.end}
              </Button>
            </div>
            {changing === share.id ? <ChangeShare share={share} onDone={() => setChanging(null)} /> : null}
          </li>
        ))}
      </ul>
      {ended.length === 0 ? null : (
        <details className="mt-3">
          <summary className="flex touch:h-11 cursor-pointer items-center text-n4">{w.share.ended}</summary>
          <ul className="divide-y divide-n2">
            {ended.map((share) => (
              <li key={share.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-n4">
                <Grantee share={share} />
                {again !== undefined && share.grantee.kind === "link" ? (
                  <Button size="small" disabled={again.pending} onClick={() => again.make(share)}>
                    {w.share.another}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Grantee({ share }: { readonly share: Share }) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const { grantee } = share;
  const end = share.revoked_at ?? share.expires_at;
  const facts = [
    ...(grantee.kind === "link"
      ? [
          // By nothing else can two of them be told apart: an address is shown once.
          w.share.made(f.ago(share.created_at, now)),
          w.share.opens(grantee.opens, grantee.last_opened_at === null ? null : f.ago(grantee.last_opened_at, now)),
        ]
      : []),
    ...(share.active && share.expires_at !== null ? [w.share.ends(f.date(share.expires_at))] : []),
    ...(!share.active && end !== null ? [w.share.endedAt(f.date(end))] : []),
    ...(share.may_download ? [w.share.mayDownload] : []),
  ];
  const Icon = grantee.kind === "member" ? User : Link2;
  return (
    <div className="flex min-w-0 flex-1 basis-52 items-center gap-2.5">
      <Icon size={16} aria-hidden className="shrink-0 text-n4" />
      <span className="min-w-0">
        <span className="[overflow-wrap:anywhere]">{grantee.kind === "member" ? grantee.name : w.share.link}</span>
        {facts.length === 0 ? null : <span className="num block text-sm text-n4">{facts.join(" · ")}</span>}
      </span>
    </div>
  );
}
