import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import type { Me } from "@caudal/contract/resources/me.ts";
import { useAccountLeft } from "../api/acting-account.ts";
import { useLiveState } from "../api/live.ts";
import { useSpeech } from "../i18n/speech.ts";

/** Says so when what is shown may be behind; a blink of the connection is not worth a word. */
export function LiveBanner({ me }: { readonly me: Me }) {
  const { w } = useSpeech();
  const state = useLiveState();
  // Why it is lost then stands above.
  const elsewhere = useAccountLeft(me.account.id);
  const online = useOnline();
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (state !== "lost") return setLate(false);
    const timer = setTimeout(() => setLate(true), 1500);
    return () => clearTimeout(timer);
  }, [state]);
  const words = !online ? w.frame.live.offline : late && !elsewhere ? w.frame.live.lost : null;
  return (
    <div role="status" className="sticky top-(--top) z-10">
      {words === null ? null : (
        <p className="flex items-center gap-2 border-b border-warn/40 bg-warn-soft px-4 py-2 text-sm text-warn md:px-8">
          <WifiOff size={15} aria-hidden className="shrink-0" />
          {words}
        </p>
      )}
    </div>
  );
}

function useOnline(): boolean {
  const [online, setOnline] = useState(() => navigator.onLine);
  useEffect(() => {
    const tell = () => setOnline(navigator.onLine);
    addEventListener("online", tell);
    addEventListener("offline", tell);
    return () => {
      removeEventListener("online", tell);
      removeEventListener("offline", tell);
    };
  }, []);
  return online;
}
