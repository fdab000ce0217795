import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { inputClass } from "../forms/field.tsx";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";

/** An address that is told once. */
export function NewLink({ url }: { readonly url: string }) {
  const { w } = useSpeech();
  const [copied, setCopied] = useState(false);
  return (
    <div role="status" className="mt-4 rounded border border-n2 bg-n1 p-3">
      <p className="mb-2 font-medium">{w.share.newLink}</p>
      <div className="flex flex-wrap gap-2">
        <input
          readOnly
          aria-label={w.share.link}
          value={url}
          onFocus={(event) => event.target.select()}
          className={`${inputClass} min-w-0 flex-1 basis-56`}
        />
        <Button
          tone="primary"
          className="!h-10 touch:!h-11"
          onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
        >
          {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          {copied ? w.share.copied : w.share.copy}
        </Button>
      </div>
    </div>
  );
}
