import { useInfiniteQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { filesQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { floating } from "../ui/floating.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";

/** What is running now, from any page. `hidden`: who looks as somebody else is not told. */
export function RunsMenu({ hidden }: { readonly hidden: boolean }) {
  const { w, f } = useSpeech();
  const [open, setOpen] = useState(false);
  const running =
    useInfiniteQuery(filesQuery({ status: "processing" })).data?.pages.flatMap((page) => page.items) ?? [];
  const label = hidden ? w.frame.runs.title : w.frame.runs.label(running.length);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className={`relative flex h-9 min-w-9 touch:h-11 touch:min-w-11 items-center justify-center gap-1.5 rounded px-2 hover:bg-n1 ${running.length > 0 ? "text-accent" : "text-n4"}`}
      >
        <Activity size={17} aria-hidden />
        {running.length > 0 ? <span className="num text-sm font-medium">{f.number(running.length)}</span> : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={w.frame.runs.title}
          className={`${floating} w-80 max-w-[calc(100vw-1rem)]`}
        >
          <h2 className="border-b border-n2 px-4 py-2.5 font-medium">{w.frame.runs.title}</h2>
          {running.length === 0 ? (
            <p className="px-4 py-6 text-center text-n4">{hidden ? w.frame.runs.hidden : w.frame.runs.none}</p>
          ) : null}
          <ul className="divide-y divide-n2">
            {running.map((file) => (
              <li key={file.id}>
                <AppLink
                  to={paths.file(file.id)}
                  onClick={() => setOpen(false)}
                  className="block px-4 py-3 hover:bg-n1"
                >
                  <span className="flex gap-3">
                    <span className="min-w-0 flex-1 truncate font-medium">{file.file_name}</span>
                    {file.run?.state === "queued" ? null : (
                      <span className="num text-n4">{f.progress(file.run?.progress ?? 0)}</span>
                    )}
                  </span>
                  {file.run?.state === "queued" ? null : (
                    <span className="mt-1.5 block">
                      <ProgressBar
                        value={file.run?.progress ?? 0}
                        label={`${w.file.detail.progress}: ${file.file_name}`}
                      />
                    </span>
                  )}
                  <span className="mt-1 block truncate text-sm text-n4">{file.run?.message}</span>
                </AppLink>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
