import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { factorQuery, useRenewCodes, useTurnOffFactor } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Group } from "../group.tsx";
import { EnrolDialog } from "./enrol-dialog.tsx";
import { GiveBothDialog } from "./give-both-dialog.tsx";
import type { Lacking } from "./no-password.tsx";

export function SecondFactor({ lacking }: { readonly lacking: Lacking | null }) {
  const { w, f } = useSpeech();
  const words = w.security.factor;
  const query = useQuery(factorQuery);
  const [open, setOpen] = useState<"enrol" | "renew" | "off" | null>(null);
  const close = () => setOpen(null);
  const turnOff = useTurnOffFactor();
  const renew = useRenewCodes();
  const state = query.data;
  const service = lacking?.service ?? null;
  return (
    <Group title={words.title}>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {state === undefined && !query.isError ? <Skeleton className="h-16 w-full max-w-96" /> : null}
      {state === undefined ? null : state.on ? (
        <div>
          <p className="measure">{words.on(f.date(state.since ?? ""))}</p>
          <p className={`measure ${state.recovery_codes_left < 3 ? "text-warn" : "text-n4"}`}>
            {words.left(state.recovery_codes_left)}
          </p>
          <div className="mt-4 flex flex-wrap gap-2">
            <Button onClick={() => setOpen("renew")}>{words.renew}</Button>
            {state.asked ? null : <Button onClick={() => setOpen("off")}>{words.turnOff}</Button>}
          </div>
          {state.asked ? <p className="measure mt-3 text-sm text-n4">{words.asked}</p> : null}
        </div>
      ) : lacking !== null && service === null ? (
        <p className="measure text-n5">{words.lacking}</p>
      ) : (
        <div>
          <p className="measure text-n5">{service === null ? words.off : words.offThere(service)}</p>
          <Button tone="primary" className="mt-4" onClick={() => setOpen("enrol")}>
            {words.turnOn}
          </Button>
        </div>
      )}
      <EnrolDialog open={open === "enrol"} service={service} onClose={close} />
      <GiveBothDialog
        open={open === "off"}
        title={words.turnOffTitle}
        text={
          lacking === null ? words.turnOffText : service === null ? words.turnOffLacking : words.turnOffThere(service)
        }
        confirm={words.turnOff}
        tone="danger"
        withPassword={lacking === null}
        change={turnOff}
        onClose={close}
      />
      <GiveBothDialog
        open={open === "renew"}
        title={words.renewTitle}
        text={words.renewText}
        confirm={words.renew}
        withPassword={lacking === null}
        change={renew}
        onClose={close}
      />
    </Group>
  );
}
