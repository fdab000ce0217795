import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Member } from "@caudal/contract/resources/member.ts";
import { memberWaysQuery, useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useNow } from "../../ui/use-now.ts";

/** In a line: when a member last came in, whether with two steps, and by what else they get in. */
export function WaysLine({ member }: { readonly member: Member }) {
  const { w, f } = useSpeech();
  const now = useNow(30_000);
  const words = w.admin.ways;
  const facts = [
    member.last_sign_in_at === null ? words.never : words.last(f.ago(member.last_sign_in_at, now)),
    member.second_factor ? words.factorOn : words.factorOff,
    words.sessions(member.sessions),
    ...(member.keys === 0 ? [] : [words.keys(member.keys)]),
    ...(member.links === 0 ? [] : [words.links(member.links)]),
  ];
  return <p className="mt-1 text-sm text-n4">{facts.join(" · ")}</p>;
}

type Asked = { readonly text: string; readonly confirm: string; readonly run: () => Promise<unknown> };

/** By what a member gets in, each to be ended after a question. What a link opens and what a key is are not shown: they are their person's. */
export function MemberWaysDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const { w, f } = useSpeech();
  const words = w.admin.ways;
  const now = useNow(30_000);
  const ways = useQuery(memberWaysQuery(member.user_id));
  const [asked, setAsked] = useState<Asked | null>(null);
  const change = useAdminChange((todo: Asked) => todo.run());
  const params = { id: member.user_id };
  const ask = (todo: Asked) => {
    change.reset();
    setAsked(todo);
  };
  return (
    <Modal open onClose={onClose} label={words.title(member.name)} className="w-[36rem] text-left">
      <div className="max-h-[85dvh] space-y-5 overflow-y-auto p-5">
        <h2 className="text-md font-semibold [overflow-wrap:anywhere]">{words.title(member.name)}</h2>
        {asked === null ? <p className="text-n5">{words.text}</p> : null}
        {ways.isError ? <FailureNotice failure={ways.error} onRetry={() => void ways.refetch()} /> : null}
        {ways.data === undefined && !ways.isError ? <Skeleton className="h-32 w-full" /> : null}
        {ways.data === undefined || asked !== null ? null : (
          <>
            <Part
              title={asTitle(words.sessions(member.sessions))}
              action={
                member.sessions === 0
                  ? null
                  : {
                      word: member.sessions === 1 ? words.endSession : words.endSessions,
                      ask: () =>
                        ask({
                          text: words.endSessionsText,
                          confirm: member.sessions === 1 ? words.endSession : words.endSessions,
                          run: () => client.endMemberSessions({ params }),
                        }),
                    }
              }
            />
            <Part
              title={asTitle(words.keys(ways.data.keys.length))}
              action={
                ways.data.keys.length < 2
                  ? null
                  : {
                      word: words.revokeAllKeys,
                      ask: () =>
                        ask({
                          text: words.revokeKeysText,
                          confirm: words.revokeAllKeys,
                          run: () => client.revokeMemberKeys({ params, body: {} }),
                        }),
                    }
              }
            >
              {ways.data.keys.map((key) => (
                <Way
                  key={key.id}
                  name={key.name}
                  mark={`${key.prefix}…`}
                  facts={[
                    key.scopes.map((scope) => w.security.keys.scopes[scope]).join(" · "),
                    [
                      w.security.keys.made(f.date(key.created_at)),
                      key.last_used_at === null
                        ? w.security.keys.unused
                        : w.security.keys.used(f.ago(key.last_used_at, now)),
                      w.security.keys.until(f.date(key.expires_at)),
                    ].join(" · "),
                  ]}
                  onRevoke={() =>
                    ask({
                      text: words.revokeKeyText(key.name),
                      confirm: words.revoke,
                      run: () => client.revokeMemberKeys({ params, body: { ids: [key.id] } }),
                    })
                  }
                />
              ))}
            </Part>
            <Part
              title={asTitle(words.links(ways.data.links.length))}
              action={
                ways.data.links.length < 2
                  ? null
                  : {
                      word: words.revokeAll,
                      ask: () =>
                        ask({
                          text: words.revokeLinksText,
                          confirm: words.revokeAll,
                          run: () => client.revokeMemberLinks({ params, body: {} }),
                        }),
                    }
              }
            >
              {ways.data.links.map((link) => (
                <Way
                  key={link.id}
                  name={words.link}
                  facts={[
                    [
                      words.linkMade(f.date(link.created_at)),
                      ...(link.expires_at === null ? [] : [words.linkUntil(f.date(link.expires_at))]),
                    ].join(" · "),
                  ]}
                  onRevoke={() =>
                    ask({
                      text: words.revokeLinkText,
                      confirm: words.revoke,
                      run: () => client.revokeMemberLinks({ params, body: { ids: [link.id] } }),
                    })
                  }
                />
              ))}
            </Part>
          </>
        )}
        {asked === null ? (
          <div className="flex justify-end">
            <Button onClick={onClose}>{words.close}</Button>
          </div>
        ) : (
          <div role="group" aria-label={asked.confirm}>
            <p className="text-n5 [overflow-wrap:anywhere]">{asked.text}</p>
            {change.isError ? (
              <div className="mt-3">
                <FailureNotice failure={change.error} />
              </div>
            ) : null}
            <div className="mt-6 flex flex-wrap-reverse justify-end gap-2">
              <Button autoFocus onClick={() => setAsked(null)}>
                {w.frame.cancel}
              </Button>
              <Button
                tone="danger"
                disabled={change.isPending}
                onClick={() => change.mutate(asked, { onSuccess: () => setAsked(null) })}
              >
                {asked.confirm}
              </Button>
            </div>
          </div>
        )}
      </div>
    </Modal>
  );
}

const asTitle = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

function Part({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action: { readonly word: string; readonly ask: () => void } | null;
  readonly children?: readonly ReactNode[];
}) {
  return (
    <section>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium">{title}</h3>
        {action === null ? null : (
          <Button size="small" onClick={action.ask}>
            {action.word}
          </Button>
        )}
      </div>
      {children === undefined || children.length === 0 ? null : (
        <ul className="mt-2 divide-y divide-n2 rounded border border-n2">{children}</ul>
      )}
    </section>
  );
}

function Way({
  name,
  mark,
  facts,
  onRevoke,
}: {
  readonly name: string;
  readonly mark?: string;
  readonly facts: readonly string[];
  readonly onRevoke: () => void;
}) {
  const { w } = useSpeech();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="[overflow-wrap:anywhere]">
          {name} {mark === undefined ? null : <code className="num ml-1 text-sm text-n4">{mark}</code>}
        </p>
        {facts.map((fact) => (
          <p key={fact} className="num text-sm text-n4">
            {fact}
          </p>
        ))}
      </div>
      <Button size="small" onClick={onRevoke}>
        {w.admin.ways.revoke}
        <span className="sr-only"> {name}</span>
      </Button>
    </li>
  );
}
