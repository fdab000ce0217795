import { useMutation } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import type { Me } from "@caudal/contract/resources/me.ts";
import { beginAnew } from "../api/admin-queries.ts";
import { client } from "../api/client.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";

/** Says all the time as whom the page is looked at, what that leaves out, until when, and leads out. */
export function ViewBanner({ me }: { readonly me: Me }) {
  const { w, f } = useSpeech();
  const end = useMutation({ mutationFn: () => client.endView(), onSuccess: beginAnew });
  if (me.viewing === null) return null;
  return (
    <section
      aria-label={w.admin.view.label}
      className="sticky top-(--top) z-10 flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-accent/40 bg-accent-soft px-4 py-2 md:px-8"
    >
      <Eye size={17} aria-hidden className="shrink-0 text-accent-strong" />
      <p className="min-w-48 flex-1 text-accent-strong [overflow-wrap:anywhere]">
        <strong className="font-semibold">{w.admin.view.as(me.viewing.name, w.people.roles[me.account.role])}</strong>{" "}
        {w.admin.view.limits(f.dateTime(me.viewing.ends_at))}
      </p>
      <Button size="small" disabled={end.isPending} onClick={() => end.mutate()}>
        {w.admin.view.end}
      </Button>
    </section>
  );
}
