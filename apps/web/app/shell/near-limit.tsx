import { useQuery } from "@tanstack/react-query";
import { accountLimitsQuery, meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { isManager } from "./rooms.ts";
import { nearLimit, UseBar } from "./use-bar.tsx";

/** Tells that the account's room comes to its end, of bytes or of files, before an upload is refused for it. */
export function NearLimit() {
  const { w, f } = useSpeech();
  const { data: me } = useQuery(meQuery);
  const { data: limits } = useQuery(accountLimitsQuery);
  if (me === undefined || limits === undefined) return null;
  const { storage, files } = limits;
  const words = w.admin.use;
  const told = [
    ...(isNear(storage)
      ? [
          {
            ...storage,
            label: words.bar,
            text: words.near(
              f.bytes(storage.used),
              f.bytes(storage.limit),
              f.bytes(Math.max(0, storage.limit - storage.used)),
            ),
            over: words.over,
          },
        ]
      : []),
    ...(isNear(files)
      ? [{ ...files, label: words.filesBar, text: words.files(files.used, files.limit), over: words.filesOver }]
      : []),
  ];
  if (told.length === 0) return null;
  return (
    <div role="status" className="mb-4 max-w-2xl space-y-2">
      {told.map(({ label, text, over, used, limit }) => (
        <div key={label} className="space-y-2">
          <p className="num">
            {text} {used >= limit ? over : null}
          </p>
          <UseBar used={used} limit={limit} label={label} />
        </div>
      ))}
      {isManager(me) ? (
        <p>
          <AppLink to={paths.admin("use")} className="text-accent underline underline-offset-2">
            {words.see}
          </AppLink>
        </p>
      ) : null}
    </div>
  );
}

type Kept = { readonly used: number; readonly limit: number | null };

function isNear(kept: Kept): kept is { readonly used: number; readonly limit: number } {
  return kept.limit !== null && kept.used >= kept.limit * nearLimit;
}
