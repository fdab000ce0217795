import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { accountsQuery, beginAnew } from "../api/admin-queries.ts";
import { client } from "../api/client.ts";
import { proofWaysQuery, useProveThere } from "../api/provider.ts";
import { factorQuery } from "../api/security.ts";
import { useSpeech } from "../i18n/speech.ts";
import { safeNext } from "../paths.ts";
import { ProofDialog } from "../shell/proof-dialog.tsx";
import { useSignOut } from "../shell/use-sign-out.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { EnrolDialog } from "./profile/security/enrol-dialog.tsx";

/** Where somebody is led whose account asks for a second step that they have not turned on: to turn it on, and nothing else. */
export function SecondFactorPage() {
  const { w } = useSpeech();
  const words = w.security.required;
  const { next } = useSearch({ from: "/second-factor" });
  const signOut = useSignOut();
  const [enrolling, setEnrolling] = useState(false);
  const factor = useQuery(factorQuery);
  const ways = useQuery(proofWaysQuery);
  const accounts = useQuery(accountsQuery).data ?? [];
  const acting = accounts.find((account) => account.acting);
  const failure = factor.error ?? ways.error;
  const askAgain = () => {
    for (const query of [factor, ways]) if (query.isError) void query.refetch();
  };
  const service = ways.data?.password === false ? (ways.data.oidc?.name ?? null) : null;
  const ready = factor.data !== undefined && (factor.data.on || !factor.data.asked);
  const goOn = () => location.assign(safeNext(next));
  return (
    <EnterFrame
      title={ready ? words.readyTitle : words.title}
      below={
        <button type="button" className="font-medium text-accent underline underline-offset-3" onClick={signOut}>
          {w.people.signOut}
        </button>
      }
    >
      <div className="space-y-6">
        <p className="text-n5 [overflow-wrap:anywhere]">{ready ? words.ready : words.text(acting?.name ?? null)}</p>
        {failure === null ? null : <FailureNotice failure={failure} onRetry={askAgain} />}
        {factor.data === undefined || ways.data === undefined ? (
          failure !== null ? null : (
            <Skeleton className="h-10 w-full" />
          )
        ) : ready ? (
          <Button tone="primary" className="h-10 touch:h-11 w-full" onClick={goOn}>
            {words.goOn}
          </Button>
        ) : ways.data.password ? (
          <Button tone="primary" className="h-10 touch:h-11 w-full" onClick={() => setEnrolling(true)}>
            {w.security.factor.turnOn}
          </Button>
        ) : (
          <Elsewhere service={ways.data.oidc} next={safeNext(next)} onTurnOn={() => setEnrolling(true)} />
        )}
        <OtherAccounts accounts={accounts.filter((account) => !account.acting)} />
      </div>
      <EnrolDialog open={enrolling} service={service} onClose={() => setEnrolling(false)} />
      <ProofDialog />
    </EnterFrame>
  );
}

/** Whoever has no password turns it on here too, or shows one where they sign in, if that can say so. */
function Elsewhere({
  service,
  next,
  onTurnOn,
}: {
  readonly service: { readonly name: string; readonly second_factor: boolean } | null;
  readonly next: string;
  readonly onTurnOn: () => void;
}) {
  const { w } = useSpeech();
  const words = w.security.required;
  const going = useProveThere();
  if (service === null) return <p className="text-n5">{words.nowhere}</p>;
  return (
    <div className="space-y-4">
      <Button tone="primary" className="h-10 touch:h-11 w-full" onClick={onTurnOn}>
        {w.security.factor.turnOn}
      </Button>
      {service.second_factor ? (
        <>
          <p className="text-n5">{words.elsewhere(service.name)}</p>
          {going.isError ? <FailureNotice failure={going.error} /> : null}
          <Button
            size="long"
            className="min-h-10 w-full"
            disabled={going.isPending || going.isSuccess}
            onClick={() => going.mutate(next)}
          >
            {words.there(service.name)}
          </Button>
        </>
      ) : null}
    </div>
  );
}

function OtherAccounts({ accounts }: { readonly accounts: readonly { readonly id: string; readonly name: string }[] }) {
  const { w } = useSpeech();
  const enter = useMutation({
    mutationFn: (id: string) => client.enterAccount({ params: { id } }),
    meta: { shown: true },
    onSuccess: beginAnew,
  });
  if (accounts.length === 0) return null;
  return (
    <section className="space-y-3 border-t border-n2 pt-5">
      <h2 className="text-md font-semibold">{w.security.required.others}</h2>
      {enter.isError ? <FailureNotice failure={enter.error} /> : null}
      <ul className="space-y-2">
        {accounts.map(({ id, name }) => (
          <li key={id}>
            <Button className="w-full" disabled={enter.isPending} onClick={() => enter.mutate(id)}>
              <span className="min-w-0 truncate">{name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
