import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useId, useState } from "react";
import type { ErasurePlan } from "@caudal/contract/resources/erasure.ts";
import { erasureWords } from "@caudal/contract/resources/erasure.ts";
import { leftAccountsQuery } from "../../api/departures.ts";
import { endPresence, watchPresence } from "../../api/presence.ts";
import { askForProof } from "../../api/proof-gate.ts";
import { meQuery } from "../../api/queries.ts";
import { proofQuery } from "../../api/security.ts";
import { erasureQuery, useEraseMe } from "../../api/sharing.ts";
import { Field } from "../../forms/field.tsx";
import { currentLocale } from "../../i18n/choose-locale.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { LeftAccounts } from "./left-accounts.tsx";
import { Group } from "./group.tsx";

/** Take what is yours away, or have it erased. */
export function DataSection() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const ofAnother = me.viewing !== null;
  const left = useQuery({ ...leftAccountsQuery, enabled: !ofAnother });
  if (ofAnother) return <Empty {...w.share.data.hiddenInView} />;
  return (
    <div className="max-w-3xl divide-y divide-n2">
      <Group title={w.share.data.exportTitle}>
        <p className="measure">{w.share.data.exportText}</p>
        <ExportButton />
      </Group>
      {left.data === undefined || left.data.length === 0 ? null : (
        <Group title={w.share.left.title}>
          <p className="measure">{w.share.left.text}</p>
          <LeftAccounts accounts={left.data} />
        </Group>
      )}
      <Group title={w.share.data.eraseTitle}>
        <p className="measure">{w.share.data.eraseText}</p>
        <EraseMe />
      </Group>
    </div>
  );
}

/** A browser that follows a link shows no question, so the proof is asked for before it goes there. */
export function ExportButton() {
  const { w } = useSpeech();
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: async () => {
      const isStillThere = watchPresence();
      const { proved_until } = await client.fetchQuery(proofQuery);
      if (proved_until !== null && Date.parse(proved_until) - Date.now() > spareMs) return isStillThere();
      return isStillThere() && (await askForProof()) && isStillThere();
    },
    meta: { shown: true },
    onSuccess: (proved) => {
      if (proved) location.assign("/api/me/export");
    },
  });
  return (
    <>
      {take.isError ? <FailureNotice failure={take.error} /> : null}
      <Button tone="primary" disabled={take.isPending} onClick={() => take.mutate()}>
        <Download size={16} aria-hidden />
        {w.share.data.exportButton}
      </Button>
    </>
  );
}

/** What an erasure would do, and the word that asks for it. */
export function EraseMe() {
  const plan = useQuery(erasureQuery);
  return (
    <>
      {plan.isError ? <FailureNotice failure={plan.error} onRetry={() => void plan.refetch()} /> : null}
      {plan.isPending ? <Skeleton className="h-40 w-full" /> : null}
      {plan.data === undefined ? null : <Erasure plan={plan.data} />}
    </>
  );
}

/** A proof that ends sooner than this may have ended by the time the browser gets there. */
const spareMs = 30_000;

function Erasure({ plan }: { readonly plan: ErasurePlan }) {
  const { w, f } = useSpeech();
  const words = w.share.data;
  const id = useId();
  const router = useRouter();
  const erase = useEraseMe();
  const [given, setGiven] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState("");
  const word = erasureWords[currentLocale()];
  const held = plan.accounts.filter((account) => account.fate === "last_owner" && !given.includes(account.id));
  const { goes } = plan;
  const list = words.goesList({ ...goes, size: f.bytes(goes.bytes), shares: goes.shares_given });
  return (
    <form
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        erase.mutate(
          { word: typed, give_up: [...given] },
          {
            onSuccess: () => {
              endPresence();
              router.history.push(paths.signIn());
            },
          },
        );
      }}
    >
      <Facts title={words.goes} facts={list} />
      <Facts title={words.stays} facts={words.staysList} />
      <section hidden={plan.accounts.length === 0}>
        <h3 className="font-medium">{words.accounts}</h3>
        <ul className="measure mt-1 space-y-2">
          {plan.accounts.map((account) => (
            <li key={account.id}>
              {words.fates[account.fate](account.name, account.others)}
              {account.fate === "last_owner" ? (
                <label className="mt-1 flex min-h-6 touch:min-h-11 items-center gap-2.5 text-bad">
                  <input
                    type="checkbox"
                    checked={given.includes(account.id)}
                    onChange={(event) =>
                      setGiven(
                        event.target.checked ? [...given, account.id] : given.filter((one) => one !== account.id),
                      )
                    }
                    className="size-4 accent-bad"
                  />
                  {words.giveUp(account.name)}
                </label>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <Field
        label={words.word(word)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        className="max-w-xs"
        name={`${id}-word`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {erase.isError ? <FailureNotice failure={erase.error} /> : null}
      <Button
        type="submit"
        tone="danger"
        disabled={typed.trim().toUpperCase() !== word || held.length > 0 || erase.isPending}
      >
        {erase.isPending ? words.erasing : words.erase}
      </Button>
    </form>
  );
}

function Facts({ title, facts }: { readonly title: string; readonly facts: readonly string[] }) {
  return (
    <section>
      <h3 className="font-medium">{title}</h3>
      <ul className="measure mt-1 list-disc space-y-1 pl-5 text-n5">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </section>
  );
}
