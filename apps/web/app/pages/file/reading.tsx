import { TriangleAlert } from "lucide-react";
import { renderReason } from "@caudal/contract/reading/reading-words.ts";
import type { FileReading, ReadingReason } from "@caudal/contract/resources/reading.ts";
import { useSpeech } from "../../i18n/speech.ts";
import type { Words } from "../../i18n/es/words.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import { choiceOf, isDoubt, readingOrder } from "./reading-choice.ts";
import { useFile } from "./use-file.ts";

export function ReadingSection() {
  const { w } = useSpeech();
  const { query } = useFile();
  const file = query.data;
  if (file === undefined) return <Skeleton className="h-96 w-full" />;
  if (file.reading === null) return <p className="text-n4">{w.file.detail.notYet}</p>;
  return <Reading reading={file.reading} />;
}

function Reading({ reading }: { readonly reading: FileReading }) {
  const { w } = useSpeech();
  const doubts = reading.reasons.filter(isDoubt).length;
  const entries = readingOrder.flatMap((about) => {
    const reasons = reading.reasons
      .filter((reason) => reason.about === about)
      .toSorted((a, b) => a.certainty - b.certainty);
    const choice = choiceOf(about, reading, w);
    return choice === null && reasons.length === 0 ? [] : [{ about, reasons, choice }];
  });
  return (
    <>
      <p className="measure mb-4 text-n5">
        {w.file.reading.intro}
        {doubts > 0 ? (
          <span className="ml-2 inline-flex items-center gap-1.5 text-warn">
            <TriangleAlert size={14} aria-hidden />
            {w.file.reading.doubts(doubts)}
          </span>
        ) : null}
      </p>
      <dl className="divide-y divide-n2 border-y border-n2">
        {entries.map(({ about, reasons, choice }) => (
          <div key={about} className="grid gap-x-10 gap-y-1 py-4 md:grid-cols-[10rem_14rem_1fr]">
            <dt className="text-n4">{w.file.reading.about[about]}</dt>
            <dd className="font-medium [overflow-wrap:anywhere]">{choice ?? ""}</dd>
            <dd>
              <ul className="space-y-1.5">
                {reasons.map((reason, index) => (
                  <Reason key={index} reason={reason} w={w} />
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Reason({ reason, w }: { readonly reason: ReadingReason; readonly w: Words }) {
  const { f } = useSpeech();
  const doubt = isDoubt(reason);
  return (
    <li className="measure flex gap-2">
      {doubt ? <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-warn" /> : null}
      <span>
        {doubt ? <span className="font-medium text-warn">{w.file.reading.doubt}: </span> : null}
        {renderReason(f.tag, reason)}{" "}
        {reason.certainty < 1 ? (
          <span className="num text-sm text-n4">({w.file.reading.certainty(f.percent(reason.certainty))})</span>
        ) : null}
      </span>
    </li>
  );
}
