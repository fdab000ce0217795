import { Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { addFiles } from "./uploads.ts";

/** Files may be dropped on any part of any page. */
export function DropAnywhere() {
  const { w } = useSpeech();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const move = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      addFiles(event.dataTransfer?.files ?? []);
    };
    const stop = new AbortController();
    const options = { signal: stop.signal };
    addEventListener("dragenter", enter, options);
    addEventListener("dragover", move, options);
    addEventListener("dragleave", leave, options);
    addEventListener("drop", drop, options);
    return () => stop.abort();
  }, []);
  if (!over) return null;
  return (
    <div className="appear pointer-events-none fixed inset-0 z-50 grid place-items-center bg-(--veil) p-6">
      <div className="rounded border-2 border-dashed border-accent bg-surface px-12 py-10 text-center shadow-float">
        <Upload size={28} aria-hidden className="mx-auto text-accent" />
        <p className="mt-3 text-lg font-semibold">{w.file.drop.anywhere}</p>
        <p className="mt-1 text-n4">{w.file.drop.anywhereText}</p>
      </div>
    </div>
  );
}
