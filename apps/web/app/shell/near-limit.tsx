import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { isManager } from "./rooms.ts";
import { nearLimit, UseBar } from "./use-bar.tsx";

/** Tells that the account's room comes to its end, before an upload is refused for it. */
export function NearLimit() {
  const { w, f } = useSpeech();
  // Asked again whenever the list is opened: what was uploaded or deleted since counts.
  const { data: me } = useQuery({ ...meQuery, refetchOnMount: "always" });
  if (me === undefined) return null;
  const { used, limit } = me.limits.storage;
  if (limit === null || used < limit * nearLimit) return null;
  const words = w.admin.use;
  return (
    <div role="status" className="mb-4 max-w-2xl space-y-2">
      <p className="num">
        {words.near(f.bytes(used), f.bytes(limit), f.bytes(Math.max(0, limit - used)))}{" "}
        {used >= limit ? words.over : null}{" "}
        {isManager(me) ? (
          <AppLink to={paths.admin("use")} className="text-accent underline underline-offset-2">
            {words.see}
          </AppLink>
        ) : null}
      </p>
      <UseBar used={used} limit={limit} />
    </div>
  );
}
