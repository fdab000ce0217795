import { useRouter } from "@tanstack/react-router";
import { useSpeech } from "../i18n/speech.ts";
import { Logo } from "../shell/logo.tsx";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { buttonClass } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";
import { FailureNotice } from "../ui/notice.tsx";

export function PageFailure({ error, reset }: { readonly error: unknown; readonly reset?: () => void }) {
  const router = useRouter();
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-10">
      <FailureNotice
        failure={error}
        onRetry={() => {
          reset?.();
          void router.invalidate();
        }}
      />
    </main>
  );
}

/** An address that leads nowhere, outside of the frame. */
export function NotFoundPage() {
  const { w } = useSpeech();
  return (
    <main className="mx-auto w-full max-w-3xl px-4 py-10">
      <AppLink to={paths.home()} className="mb-8 inline-flex items-center gap-2.5 text-md font-semibold tracking-tight">
        <Logo />
        {w.frame.name}
      </AppLink>
      <NotFound />
    </main>
  );
}

export function NotFound() {
  const { w } = useSpeech();
  return (
    <div className="mx-auto w-full max-w-3xl">
      <h1 className="sr-only">{w.frame.notFound.title}</h1>
      <Empty title={w.frame.notFound.title} text={w.frame.notFound.text}>
        <AppLink to={paths.files()} className={buttonClass("primary")}>
          {w.frame.notFound.action}
        </AppLink>
      </Empty>
    </div>
  );
}
