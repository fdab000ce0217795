import { useSuspenseQuery } from "@tanstack/react-query";
import { accountUseQuery } from "../../api/admin-queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { UseBar } from "../../shell/use-bar.tsx";

/** How much the account keeps and does, of how much it may, and who keeps how much: never what. */
export function UseSection() {
  const { w, f } = useSpeech();
  const words = w.admin.use;
  const {
    data: { storage, files, runs, people, departed },
  } = useSuspenseQuery(accountUseQuery);
  const { used, limit } = storage;
  const beyond = (kept: number, most: number | null) => (most === null ? 0 : Math.max(0, kept - most));
  const counted = { bytes: beyond(departed.bytes, limit), files: beyond(departed.files, files.limit) };
  return (
    <div className="max-w-2xl space-y-6">
      <div className="space-y-2">
        <p className="num font-medium">
          {limit === null
            ? words.unlimited(f.bytes(used))
            : words.used(f.bytes(used), f.bytes(limit), f.bytes(Math.max(0, limit - used)))}
        </p>
        {limit === null ? null : <UseBar used={used} limit={limit} />}
        {limit !== null && used >= limit ? <p className="measure text-bad">{words.over}</p> : null}
        <p className="measure text-n4">{words.what}</p>
      </div>
      <div className="space-y-2">
        <p className="num font-medium">{words.files(files.used, files.limit)}</p>
        {files.limit === null ? null : <UseBar used={files.used} limit={files.limit} label={words.filesBar} />}
        {files.limit !== null && files.used >= files.limit ? (
          <p className="measure text-bad">{words.filesOver}</p>
        ) : null}
        {departed.files > 0 || departed.bytes > 0 ? (
          <p className="num measure text-n4">
            {words.departed(f.bytes(departed.bytes), departed.files)}{" "}
            {counted.bytes > 0 || counted.files > 0
              ? words.departedOver(
                  counted.bytes > 0 ? f.bytes(counted.bytes) : null,
                  counted.files > 0 ? counted.files : null,
                )
              : words.departedFree}
          </p>
        ) : null}
        <p className="num text-n5">{words.runs(runs.limit, runs.working, runs.waiting)}</p>
      </div>
      <table className="w-full">
        <thead>
          <tr className="border-b border-n2 text-left text-n4">
            <th className="py-2 font-normal">{words.person}</th>
            <th className="py-2 text-right font-normal">{words.space}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-n2">
          {people.map((person) => (
            <tr key={person.user_id}>
              <td className="py-2 [overflow-wrap:anywhere]">
                {person.name ?? words.gone}
                {person.departed ? (
                  <span className="block text-sm text-n4">
                    {person.until === null ? words.goneNow : words.goneUntil(f.date(person.until))}
                  </span>
                ) : null}
              </td>
              <td className="num py-2 text-right whitespace-nowrap">{f.bytes(person.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
