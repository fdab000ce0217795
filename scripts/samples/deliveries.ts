import { gzipSync } from "node:zlib";
import type { Random } from "./random.ts";

const zones = ["norte", "sur", "oriente", "poniente"] as const;
const first = Date.UTC(2026, 0, 5);
const betweenMs = 45 * 60_000;

/** Three months of deliveries as a program logs them: one object a line, gzipped. How long one takes follows from how far it goes. */
export function makeDeliveries(random: Random): Buffer {
  const lines: string[] = [];
  for (let order = 1; order <= 3_000; order += 1) {
    const km = Math.round((1 + random.next() ** 2 * 60) * 10) / 10;
    const minutes = Math.round(12 + km * 2.1 + (random.next() - 0.5) * 18);
    lines.push(
      JSON.stringify({
        pedido: `P-${10_000 + order}`,
        pedido_el: new Date(first + order * betweenMs).toISOString(),
        zona: random.pick(zones),
        km,
        minutos: order % 500 === 0 ? minutes * 9 : minutes,
        propina: random.chance(0.35) ? null : random.whole(0, 60),
        entregado: !random.chance(0.02),
      }),
    );
  }
  return gzipSync(`${lines.join("\n")}\n`, { level: 9 });
}
