import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";

export function CopyButton({ text }: { readonly text: string }) {
  const { w } = useSpeech();
  const [copied, setCopied] = useState(false);
  return (
    <Button size="small" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      <span role="status">{copied ? w.security.copied : w.security.copy}</span>
    </Button>
  );
}
