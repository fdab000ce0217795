import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import type { Session } from "@caudal/contract/resources/session.ts";
import { client as calls } from "../../../api/client.ts";
import { endPresence } from "../../../api/presence.ts";
import { keys } from "../../../api/queries.ts";
import { sessionsQuery, useEndOthers, useEndSession } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { paths } from "../../../paths.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { Group } from "../group.tsx";
import { Dialog } from "./dialog.tsx";
import type { Lacking } from "./no-password.tsx";

export function Sessions({ lacking }: { readonly lacking: Lacking | null }) {
  const { w } = useSpeech();
  const words = w.security.sessions;
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  const endOthers = useEndOthers();
  const endAllOthers = () => {
    end.reset();
    endOthers.mutate(null);
  };
  const [leaving, setLeaving] = useState(false);
  // Whichever was tried last: what failed before it is no longer of interest.
  const ending = end.error ?? endOthers.error;
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{lacking === null ? words.text : words.textThere(lacking.service)}</p>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {ending === null ? null : <FailureNotice failure={ending} />}
      {query.data === undefined ? (
        query.isError ? null : (
          <Skeleton className="h-24 w-full" />
        )
      ) : (
        <ul className="divide-y divide-n2 rounded border border-n2 bg-surface">
          {query.data.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              ending={end.isPending && end.variables === session.id}
              onEnd={() => {
                endOthers.reset();
                end.mutate(session.id);
              }}
            />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={endOthers.isPending || (query.data?.length ?? 0) < 2} onClick={endAllOthers}>
          {words.endOthers}
        </Button>
        <Button onClick={() => setLeaving(true)}>{words.everywhere}</Button>
        <span role="status" className="text-n4">
          {endOthers.data === undefined ? "" : words.ended(endOthers.data.ended)}
        </span>
      </div>
      <LeaveDialog open={leaving} onClose={() => setLeaving(false)} />
    </Group>
  );
}

function SessionRow({
  session,
  ending,
  onEnd,
}: {
  readonly session: Session;
  readonly ending: boolean;
  readonly onEnd: () => void;
}) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const words = w.security.sessions;
  const program = words.program(session.program.name, session.program.system);
  const since = f.date(session.created_at);
  const told = [
    ...(session.address === null ? [] : [session.address]),
    words.used(f.ago(session.last_used_at, now)),
    words.since(since),
    words.ends(f.date(session.ends_at)),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">
          {program}
          {session.current ? <span className="ml-2 font-normal text-accent">{words.current}</span> : null}
        </p>
        <p className="num text-n4 [overflow-wrap:anywhere]">{told.join(" · ")}</p>
      </div>
      {session.current ? null : (
        <Button size="small" disabled={ending} aria-label={words.endLabel(program, since)} onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  );
}

function LeaveDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { w } = useSpeech();
  const words = w.security.sessions;
  const router = useRouter();
  const leave = useMutation({
    mutationKey: keys.signOut,
    mutationFn: () => calls.signOutEverywhere(),
    meta: { shown: true },
    onSuccess: () => {
      endPresence();
      router.history.push(paths.signIn());
    },
  });
  return (
    <Dialog
      open={open}
      title={words.everywhereTitle}
      text={words.everywhereText}
      failure={leave.error}
      confirm={words.everywhere}
      tone="danger"
      pending={leave.isPending}
      onClose={onClose}
      onSubmit={() => leave.mutate()}
    />
  );
}
