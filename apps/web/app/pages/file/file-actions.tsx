import { useRouter } from "@tanstack/react-router";
import { Download, Ellipsis, Play, RotateCcw, Square, Trash2 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import type { FileResource } from "@caudal/contract/resources/file.ts";
import { api } from "../../api/client.ts";
import { useCancelRun, useProcessFile } from "../../api/mutations.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { floating, menuItem } from "../../ui/floating.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { rerunOf } from "./rerun.ts";
import { wasCancelled } from "./was-cancelled.ts";

/** The one thing to do next with a file that waits, failed or is under way. */
export function NextStep({
  file,
  size = "small",
  tone = "plain",
}: {
  readonly file: FileResource;
  readonly size?: "small" | "normal";
  readonly tone?: "plain" | "primary";
}) {
  const { w } = useSpeech();
  const process = useProcessFile();
  const cancel = useCancelRun();
  const run = file.run;
  if (file.status === "processing" && run !== null)
    return (
      <Button
        size={size}
        aria-label={`${w.file.act.cancelRun}: ${file.file_name}`}
        disabled={cancel.isPending || run.state === "cancelling"}
        onClick={() => cancel.mutate({ id: run.id, fileId: file.id })}
      >
        {w.frame.cancel}
      </Button>
    );
  const failedAgain = rerunOf(file)?.state === "failed";
  if (file.shared !== null) return null;
  if (file.status !== "uploaded" && file.status !== "error" && !failedAgain) return null;
  return (
    <Button
      size={size}
      tone={failedAgain ? "plain" : tone}
      disabled={process.isPending}
      onClick={() => process.mutate(file.id)}
    >
      {file.status === "uploaded" ? <Play size={14} aria-hidden /> : <RotateCcw size={14} aria-hidden />}
      {process.isPending
        ? w.file.act.processing
        : file.status === "uploaded" || wasCancelled(file)
          ? w.file.act.process
          : w.file.act.retry}
    </Button>
  );
}

/** Everything else that can be done with a file. */
export function FileActions({
  file,
  leave = false,
}: {
  readonly file: FileResource;
  /** Whether deleting it leaves this page. */ readonly leave?: boolean;
}) {
  const { w } = useSpeech();
  const router = useRouter();
  const [deleting, setDeleting] = useState(false);
  const process = useProcessFile();
  const cancel = useCancelRun();
  const run = file.run;
  const own = file.shared === null;
  if (file.shared?.may_download === false) return null;
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={w.file.list.actions(file.file_name)}
          className="inline-grid size-9 touch:size-11 place-items-center rounded text-n4 hover:bg-n2 hover:text-ink"
        >
          <Ellipsis size={17} aria-hidden />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content align="end" sideOffset={4} collisionPadding={8} className={`${floating} w-56 p-1.5`}>
            <DropdownMenu.Item asChild className={menuItem}>
              <a href={api.contentAddress(file.id)} download={file.file_name}>
                <Download size={16} aria-hidden className="text-n4" />
                {w.file.act.download}
              </a>
            </DropdownMenu.Item>
            {own && file.status === "done" ? (
              <DropdownMenu.Item className={menuItem} onSelect={() => process.mutate(file.id)}>
                <RotateCcw size={16} aria-hidden className="text-n4" />
                {w.file.act.again}
              </DropdownMenu.Item>
            ) : null}
            {file.status === "processing" && run !== null ? (
              <DropdownMenu.Item className={menuItem} onSelect={() => cancel.mutate({ id: run.id, fileId: file.id })}>
                <Square size={16} aria-hidden className="text-n4" />
                {w.file.act.cancelRun}
              </DropdownMenu.Item>
            ) : null}
            {own ? (
              <>
                <DropdownMenu.Separator className="my-1.5 h-px bg-n2" />
                <DropdownMenu.Item className={`${menuItem} text-bad`} onSelect={() => setDeleting(true)}>
                  <Trash2 size={16} aria-hidden />
                  {w.file.act.delete}
                </DropdownMenu.Item>
              </>
            ) : null}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <DeleteDialog
        file={file}
        open={deleting}
        onClose={() => setDeleting(false)}
        onDeleted={() => {
          if (leave) router.history.push(paths.files());
        }}
      />
    </>
  );
}
