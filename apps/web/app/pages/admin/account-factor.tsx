import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { accountFactorQuery, useAdminChange } from "../../api/admin-queries.ts";
import { client } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";

const namesShown = 5;

/** Whether everybody who acts in the account needs a second step, and who has none yet. */
export function AccountFactor() {
  const { w } = useSpeech();
  const words = w.admin.account.factor;
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: factor } = useSuspenseQuery(accountFactorQuery);
  const [asked, setAsked] = useState(false);
  const change = useAdminChange((required: boolean) => client.setAccountFactor({ body: { required } }));
  const { required, lacking } = factor;
  const still = me.viewing === null;
  const names = lacking.slice(0, namesShown).map(({ name }) => name);
  return (
    <section className="mt-10 max-w-2xl border-t border-n2 pt-6">
      <h2 className="text-md font-semibold">{words.title}</h2>
      <p className="measure mt-2 text-n5">{words.text}</p>
      <p className="mt-3 font-medium">{required ? words.on : words.off}</p>
      <p className="measure mt-1 text-n5 [overflow-wrap:anywhere]">
        {lacking.length === 0 ? words.nobody : words.lacking(names, lacking.length - names.length)}
      </p>
      {!required && !factor.yours ? (
        <p className="mt-3 text-n5">
          {words.yoursFirst}{" "}
          <AppLink to={paths.profile("security")} className="font-medium text-accent underline underline-offset-3">
            {words.yours}
          </AppLink>
        </p>
      ) : (
        <Button className="mt-4" disabled={!still} onClick={() => setAsked(true)}>
          {required ? words.stop : words.ask}
        </Button>
      )}
      {asked ? (
        <ConfirmDialog
          title={required ? words.stopTitle : words.askTitle}
          text={required ? words.stopText : words.askText(lacking.length)}
          confirm={required ? words.stop : words.ask}
          tone={required ? "danger" : "primary"}
          change={change}
          value={!required}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </section>
  );
}
