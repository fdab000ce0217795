import { Upload } from "lucide-react";
import { useId } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { buttonClass } from "../ui/button.tsx";
import { acceptedFiles } from "./file-picker.ts";
import { addFiles } from "./uploads.ts";

export function DropZone({ maxBytes }: { readonly maxBytes: number }) {
  const { w, f } = useSpeech();
  const hint = useId();
  return (
    <label className="group flex flex-col items-center rounded border border-dashed border-n3 bg-surface px-6 py-9 text-center transition-colors hover:border-accent hover:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <span className="hidden text-lg font-semibold sm:block">{w.file.drop.title}</span>
      <span id={hint} className="measure mt-1 text-n4">
        <span className="block text-n5">{w.file.drop.text}</span>
        <span className="mt-1 block text-sm">{w.file.drop.limit(f.bytes(maxBytes))}</span>
      </span>
      <input
        type="file"
        multiple
        accept={acceptedFiles}
        aria-label={w.file.drop.button}
        aria-describedby={hint}
        className="sr-only"
        onChange={(event) => {
          addFiles(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
      <span aria-hidden className={`${buttonClass("primary")} mt-5`}>
        <Upload size={16} />
        {w.file.drop.button}
      </span>
    </label>
  );
}
