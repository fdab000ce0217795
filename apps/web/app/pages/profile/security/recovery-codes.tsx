import { Download } from "lucide-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "../../../api/queries.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { buttonClass } from "../../../ui/button.tsx";
import { CopyButton } from "./copy-button.tsx";

/** The codes, to be taken along: as a file or to the clipboard. */
export function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const text = `${w.security.factor.codesHead(me.email)}\n\n${codes.join("\n")}\n`;
  return (
    <>
      <ul className="num grid grid-cols-1 gap-x-6 gap-y-1 rounded border border-n2 bg-n1 px-4 py-3 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex gap-2">
        <a
          className={buttonClass("plain", "small")}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download={w.security.factor.codesFile}
        >
          <Download size={15} aria-hidden />
          {w.security.download}
        </a>
        <CopyButton text={codes.join("\n")} />
      </div>
    </>
  );
}
