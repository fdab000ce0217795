import { useSuspenseQuery } from "@tanstack/react-query";
import { departuresQuery } from "../../api/admin-queries.ts";
import { useSpeech } from "../../i18n/speech.ts";

/** Who left, and how much of theirs the account keeps until when. What it is stays theirs alone. */
export function Departures() {
  const { w, f } = useSpeech();
  const { data: departures } = useSuspenseQuery(departuresQuery);
  const words = w.admin.departures;
  if (departures.length === 0) return null;
  return (
    <section className="mt-10">
      <h2 className="text-md font-semibold">{words.title}</h2>
      <p className="measure mt-1 text-sm text-n4">{words.text}</p>
      <ul className="mt-4 divide-y divide-n2 border-y border-n2">
        {departures.map((one) => (
          <li key={one.user_id} className="py-3">
            <p className="font-medium [overflow-wrap:anywhere]">{one.name}</p>
            <p className="text-sm text-n4">
              {words.left(f.date(one.left_at))} · {words.kept(one.files, f.bytes(one.bytes))} ·{" "}
              {words.until(f.date(one.ends_at))}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
