import { parseHead } from "@caudal/audit/chain-head.ts";
import type { AuditHeads } from "@caudal/contract/resources/audit-heads.ts";
import type { ChainWatch } from "./chain-watch.ts";

export function headsResource(watch: ChainWatch): AuditHeads {
  const standing = watch.standing();
  return {
    agrees: standing === null,
    id: standing?.id ?? null,
    found: (standing?.found ?? []).map(({ found_at, why, line, chain }) => ({
      found_at,
      why,
      head: placeOf(parseHead(line)),
      chain: placeOf(chain),
    })),
  };
}

function placeOf(
  place: { readonly position: number; readonly link: string } | null,
): AuditHeads["found"][number]["head"] {
  return place === null ? null : { position: place.position, link: place.link.slice(0, 16) };
}
