import { Pause, Play, X } from "lucide-react";
import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import type { Speech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { pickFiles } from "./file-picker.ts";
import { useNow } from "../ui/use-now.ts";
import type { UploadItem } from "./upload-state.ts";
import { cancelUpload, continueLeftover, pauseUpload, resumeUpload } from "./uploads.ts";

export function UploadRow({ item }: { readonly item: UploadItem }) {
  const speech = useSpeech();
  const { w, f } = speech;
  const words = w.file.upload;
  const account = useQuery({ ...meQuery, enabled: false }).data?.account.name ?? "";
  const now = useNow(1000);
  const over =
    item.phase === "done" ||
    (item.phase === "failed" && !["network", "refused", "other_file"].includes(item.failure?.kind ?? ""));
  return (
    <li className="px-4 py-3">
      <div className="flex items-center gap-1">
        <p className="min-w-0 flex-1 truncate font-medium" title={item.name}>
          {item.name}
        </p>
        {item.phase === "sending" || item.phase === "waiting" ? (
          <Act
            label={words.of(item.name, words.pause)}
            onClick={() => pauseUpload(item.id)}
            icon={<Pause size={15} aria-hidden />}
          />
        ) : null}
        {item.phase === "paused" ||
        (item.phase === "failed" && (item.failure?.kind === "network" || item.failure?.kind === "refused")) ? (
          <Act
            label={words.of(item.name, words.resume)}
            onClick={() => resumeUpload(item.id)}
            icon={<Play size={15} aria-hidden />}
          />
        ) : null}
        <Act
          label={words.of(item.name, over ? words.dismiss : item.phase === "leftover" ? words.discard : words.cancel)}
          onClick={() => cancelUpload(item.id)}
          icon={<X size={15} aria-hidden />}
        />
      </div>
      {over || item.phase === "queued" ? null : (
        <div className="my-1.5">
          <ProgressBar
            value={item.sent === null ? null : item.size === 0 ? 1 : item.sent / item.size}
            label={words.progress(item.name)}
            paused={item.phase !== "sending"}
          />
        </div>
      )}
      <p
        className={`num text-sm ${item.phase === "failed" ? "text-bad" : item.phase === "waiting" || item.phase === "elsewhere" ? "text-warn" : "text-n4"}`}
      >
        {stateLine(item, account, now, speech)}
      </p>
      {item.phase === "sending" && item.resumedFrom > 0 ? (
        <p className="num text-sm text-good">{words.resumed(f.bytes(item.resumedFrom))}</p>
      ) : null}
      {item.phase === "leftover" || item.failure?.kind === "other_file" ? (
        <Button
          size="small"
          className="mt-2"
          onClick={() =>
            void pickFiles(false).then(([file]) => (file === undefined ? undefined : continueLeftover(item.id, file)))
          }
        >
          {words.continue}
        </Button>
      ) : null}
      {item.phase === "done" && item.fileId !== null ? (
        <AppLink to={paths.file(item.fileId)} className={`${buttonClass("plain", "small")} mt-2`}>
          {words.open}
        </AppLink>
      ) : null}
    </li>
  );
}

function Act({
  label,
  onClick,
  icon,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="grid size-7 touch:size-11 place-items-center rounded-sm text-n4 hover:bg-n1 hover:text-ink"
    >
      {icon}
    </button>
  );
}

/** One line: how far, how fast, how long still, or why not. */
function stateLine(item: UploadItem, account: string, now: number, { w, f }: Speech): string {
  const words = w.file.upload;
  const sent = f.bytes(item.sent ?? 0);
  const total = f.bytes(item.size);
  switch (item.phase) {
    case "queued":
      return `${words.queued} · ${total}`;
    case "sending": {
      const left =
        item.rate === null || item.rate <= 0
          ? null
          : f.duration(Math.max(1, Math.round((item.size - (item.sent ?? 0)) / item.rate)));
      return words.sent(sent, total, item.rate === null ? null : f.bytes(item.rate), left);
    }
    case "paused":
      return words.paused(sent, total);
    case "waiting":
      return item.until === null
        ? words.waiting(sent)
        : words.held(sent, f.duration(Math.max(1, Math.round((item.until - now) / 1000))));
    case "elsewhere":
      return words.elsewhere(account, (item.sent ?? 0) > 0 ? sent : null);
    case "leftover":
      return item.sent === null ? words.leftoverUnknown : words.leftover(sent, total);
    case "done":
      return `${words.done} · ${total}`;
    case "failed":
      return failureLine(item, { w, f });
  }
}

function failureLine(item: UploadItem, { w, f }: Pick<Speech, "w" | "f">): string {
  const words = w.file.upload;
  switch (item.failure?.kind) {
    case "problem":
      return `${item.failure.problem.title}. ${item.failure.problem.detail} ${item.failure.problem.action}`;
    case "too_large":
      return words.tooLarge(f.bytes(item.size), f.bytes(item.failure.limit));
    case "empty":
      return words.empty;
    case "other_file":
      return words.otherFile(item.name);
    case "refused":
      return words.refused(f.bytes(item.sent ?? 0));
    case "network":
      return words.waiting(f.bytes(item.sent ?? 0));
    default:
      return words.failed;
  }
}
