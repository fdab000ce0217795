import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { EnterFrame } from "./enter-frame.tsx";
import { OtherWay } from "./other-way.tsx";

/** In place of a page that asks for a password, where the operator's own service is the one way in. */
export function OnlyThere({ service, next }: { readonly service: string; readonly next?: string }) {
  const { w } = useSpeech();
  return (
    <EnterFrame title={w.people.signInTitle} below={w.people.noPasswords(service)}>
      <OtherWay next={next ?? paths.home()} problem={undefined} />
    </EnterFrame>
  );
}
