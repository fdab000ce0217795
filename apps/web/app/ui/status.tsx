import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, Clock, LoaderCircle } from "lucide-react";
import type { FileResource } from "@caudal/contract/resources/file.ts";
import { useSpeech } from "../i18n/speech.ts";
import { rerunOf } from "../pages/file/rerun.ts";
import { wasCancelled } from "../pages/file/was-cancelled.ts";
import { ProgressBar } from "./progress-bar.tsx";

/** The state of a file in a word and an icon; under way also how far, and what is being done. */
export function FileState({ file }: { readonly file: FileResource }) {
  const { w, f } = useSpeech();
  const run = file.run;
  if (file.status === "processing" && run?.state === "queued")
    return <Mark Icon={Clock} word={w.file.status.queued} tone="text-n4" />;
  if (file.status === "processing") {
    const progress = run?.progress ?? 0;
    const word =
      run?.state === "cancelling"
        ? w.file.status.cancelling
        : run?.state === "waiting"
          ? w.file.status.waiting
          : rerunOf(file) === null
            ? w.file.status.processing
            : w.file.status.again;
    return (
      <div className="w-full max-w-44">
        <div className="flex items-center gap-1.5 text-accent">
          <LoaderCircle size={14} aria-hidden className="animate-spin" />
          <span className="truncate">{word}</span>
          <span className="num ml-auto text-n4">{f.progress(progress)}</span>
        </div>
        <div className="mt-1.5">
          <ProgressBar value={progress} label={`${w.file.detail.progress}: ${file.file_name}`} />
        </div>
      </div>
    );
  }
  if (wasCancelled(file)) return <Mark Icon={CircleSlash} word={w.file.status.cancelled} tone="text-n4" />;
  if (file.status === "error") return <Mark Icon={CircleAlert} word={w.file.status.error} tone="text-bad" />;
  if (file.status === "uploaded") return <Mark Icon={CircleDashed} word={w.file.status.uploaded} tone="text-warn" />;
  const done = <Mark Icon={CircleCheck} word={w.file.status.done} tone="text-good" />;
  if (rerunOf(file)?.state !== "failed") return done;
  return (
    <span className="inline-flex flex-col">
      {done}
      <span className="text-sm text-warn">{w.file.status.againFailed}</span>
    </span>
  );
}

function Mark({
  Icon,
  word,
  tone,
}: {
  readonly Icon: typeof CircleCheck;
  readonly word: string;
  readonly tone: string;
}) {
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${tone}`}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
