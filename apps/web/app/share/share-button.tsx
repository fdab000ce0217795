import { Share2 } from "lucide-react";
import { useState } from "react";
import type { FileDetail } from "@caudal/contract/resources/file.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { ShareDialog } from "./share-dialog.tsx";

export function ShareButton({ file }: { readonly file: FileDetail }) {
  const { w, f } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Share2 size={16} aria-hidden />
        {w.share.share}
        {file.share_count > 0 ? <span className="num text-n4">{f.number(file.share_count)}</span> : null}
      </Button>
      <ShareDialog file={file} open={open} onClose={() => setOpen(false)} />
    </>
  );
}
