import { useQueryClient } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useEffect } from "react";
import type { FileDetail } from "@caudal/contract/resources/file.ts";
import type { ReadBy } from "@caudal/contract/resources/share.ts";
import { keys } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";

/** Longer than a timer counts. */
const longest = 2 ** 31 - 1;

/** Whose the file is, and until when one reads it. At its end nobody sends an event: the page asks by itself. */
export function SharedLine({ file, shared }: { readonly file: FileDetail; readonly shared: ReadBy }) {
  const { w, f } = useSpeech();
  const client = useQueryClient();
  useEffect(() => {
    if (shared.until === null) return undefined;
    const left = Date.parse(shared.until) - Date.now();
    if (left > longest) return undefined;
    const timer = setTimeout(
      () => {
        void client.invalidateQueries({ queryKey: keys.file(file.id) });
        void client.invalidateQueries({ queryKey: keys.lists });
      },
      Math.max(0, left) + 250,
    );
    return () => clearTimeout(timer);
  }, [client, file.id, shared.until]);
  return (
    <p className="-mt-3 mb-6 flex items-center gap-2 text-n5">
      <Users size={16} aria-hidden className="shrink-0 text-n4" />
      {w.share.byUntil(shared.owner.name, shared.until === null ? null : f.dateTime(shared.until))}
    </p>
  );
}
