import { useSpeech } from "../i18n/speech.ts";
import { useSignOut } from "../shell/use-sign-out.ts";
import { Button } from "../ui/button.tsx";
import { EnterFrame } from "./enter-frame.tsx";

/** Somebody signed in who belongs to no account any more. */
export function NoAccountPage() {
  const { w } = useSpeech();
  const signOut = useSignOut();
  const words = w.admin.noAccount;
  return (
    <EnterFrame title={words.title} below={words.below}>
      <p className="mb-6 text-n5">{words.text}</p>
      <Button tone="primary" className="h-10 touch:h-11 w-full" onClick={signOut}>
        {w.people.signOut}
      </Button>
    </EnterFrame>
  );
}
