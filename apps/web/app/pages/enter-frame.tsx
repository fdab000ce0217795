import type { ReactNode } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { Logo } from "../shell/logo.tsx";
import { ToldFailureNotice } from "../shell/told-failure-notice.tsx";

/** The door: what Caudal does on one side, the form on the other. */
export function EnterFrame({
  title,
  children,
  below,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly below: ReactNode;
}) {
  const { w } = useSpeech();
  return (
    <main className="grid min-h-dvh lg:grid-cols-[5fr_6fr]">
      <section className="hidden flex-col justify-between border-r border-n2 bg-n1 p-12 lg:flex">
        <p className="flex items-center gap-2.5 text-md font-semibold tracking-tight">
          <Logo />
          {w.frame.name}
        </p>
        <Currents />
        <div>
          <p className="max-w-md text-2xl font-semibold tracking-tight text-balance">{w.people.promise}</p>
          <p className="mt-4 max-w-md text-md text-n5">{w.people.pitch}</p>
        </div>
      </section>
      <section className="flex flex-col justify-center px-4 py-10 sm:px-12">
        <div className="mx-auto w-full max-w-sm">
          <p className="mb-10 flex items-center gap-2.5 text-md font-semibold tracking-tight lg:hidden">
            <Logo />
            {w.frame.name}
          </p>
          <h1 className="mb-6 text-xl font-semibold">{title}</h1>
          {children}
          <p className="mt-6 text-n4">{below}</p>
        </div>
      </section>
      <ToldFailureNotice />
    </main>
  );
}

/** Scattered points that fall into three currents: what the product does, drawn once. */
function Currents() {
  const points = Array.from({ length: 54 }, (_, index) => {
    const column = index / 53;
    const lane = index % 3;
    const noise = Math.sin(index * 12.9898) * 43758.5453;
    const scatter = (noise - Math.floor(noise) - 0.5) * 150 * (1 - Math.min(1, column * 1.35)) ** 1.5;
    return {
      x: 12 + column * 396,
      y: 100 + (lane - 1) * 30 + Math.sin(column * 7) * 9 + scatter,
      r: 2 + column * 1.6,
      o: 0.3 + column * 0.7,
    };
  });
  return (
    <svg viewBox="0 0 420 200" aria-hidden className="w-full max-w-lg text-accent">
      {points.map((point) => (
        <circle key={point.x} cx={point.x} cy={point.y} r={point.r} opacity={point.o} fill="currentColor" />
      ))}
    </svg>
  );
}
