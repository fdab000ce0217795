import { useQuery } from "@tanstack/react-query";
import { signInWaysQuery } from "../api/queries.ts";
import type { Words } from "../i18n/es/words.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { buttonClass } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Signing in with the operator's own service, where there is one, and what became of it when it sent somebody back without a session. */
export function OtherWay({ next, problem }: { readonly next: string; readonly problem: string | undefined }) {
  const { w } = useSpeech();
  const ways = useQuery(signInWaysQuery);
  const service = ways.data?.oidc ?? null;
  return (
    <>
      {problem === undefined ? null : (
        <div className="mb-4">
          <Notice tone="bad" title={w.people.otherWayFailed}>
            {isProblem(problem, w) ? w.people.otherWayProblems[problem] : w.people.otherWayProblems.unavailable}
          </Notice>
        </div>
      )}
      {service === null ? null : (
        <div className="mb-4 space-y-4">
          {/* Not a link of the router: the server answers there, and sends the browser to another site. */}
          <a href={paths.otherWay(next)} className={`${buttonClass("plain")} h-10 touch:h-11 w-full`}>
            {w.people.otherWay(service.name)}
          </a>
          <p className="flex items-center gap-3 text-n5 before:h-px before:flex-1 before:bg-n2 after:h-px after:flex-1 after:bg-n2">
            {w.people.orElse}
          </p>
        </div>
      )}
    </>
  );
}

function isProblem(code: string, w: Words): code is keyof Words["people"]["otherWayProblems"] {
  return Object.hasOwn(w.people.otherWayProblems, code);
}
