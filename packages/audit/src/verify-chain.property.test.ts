import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  erase,
  headLines,
  makeChain,
  makeEntry,
  makeErasure,
  testKey,
  verify,
  type TestChain,
} from "../testing/make-chain.ts";
import type { AuditEntry, AuditSeal } from "./audit-entry.ts";
import { deriveAuditKey } from "./audit-key.ts";
import { chainStart, sealEntries } from "./seal-entries.ts";

const runs = { numRuns: 60 };
const text = fc.option(fc.string({ unit: "grapheme", maxLength: 12 }), { nil: null });
const said: fc.Arbitrary<Partial<AuditEntry>> = fc.record({
  account_id: text,
  user_id: text,
  role: text,
  address: text,
  object_id: text,
  object_name: text,
  person_ids: fc.array(fc.string({ maxLength: 4 }), { maxLength: 2 }),
  changes: fc.dictionary(fc.string({ maxLength: 8 }), fc.record({ before: text, after: text }), { maxKeys: 3 }),
});
/** A chain of some entries, sealed in rounds, numbers with gaps as rolled-back transactions leave them. */
const chains: fc.Arbitrary<TestChain> = fc
  .tuple(
    fc.array(fc.tuple(said, fc.integer({ min: 1, max: 3 })), { minLength: 2, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  )
  .map(([all, rounds]) => {
    let id = 0;
    return makeChain(
      all.map(([each, step]) => makeEntry((id += step), each)),
      rounds,
    );
  });
const anyIndex = fc.nat();
const kinds = (chain: TestChain, heads = headLines(chain)) => verify(chain, heads).findings.map((each) => each.kind);

function flip(hex: string): string {
  return (hex.startsWith("0") ? "1" : "0") + hex.slice(1);
}

describe("a chain that nobody touched", () => {
  test("verifies, with as many seals as entries", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const report = verify(chain);
        expect(report.findings).toEqual([]);
        expect(report).toMatchObject({
          seals: chain.entries.size,
          unsealed: { count: 0, oldest: null },
          heads: chain.heads.length,
        });
        expect(report.end?.link).toBe(chain.seals.at(-1)?.link);
      }),
      runs,
    );
  });

  test("verifies whatever order the members of its entries come in", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        for (const [id, entry] of chain.entries)
          chain.entries.set(id, Object.fromEntries(Object.entries(entry).reverse()) as AuditEntry);
        expect(kinds(chain)).toEqual([]);
      }),
      runs,
    );
  });

  test("may have a tail that is not sealed yet, which is told and no finding", () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 1, max: 4 }), (chain, more) => {
        for (let index = 0; index < more; index += 1) chain.entries.set(1000 + index, makeEntry(1000 + index));
        const report = verify(chain);
        expect(report.findings).toEqual([]);
        expect(report.unsealed).toEqual({ count: more, oldest: chain.entries.get(1000)?.at });
      }),
      runs,
    );
  });

  test("that is empty verifies, and a head says when it was not", () => {
    const empty: TestChain = { seals: [], entries: new Map(), heads: [] };
    expect(verify(empty)).toMatchObject({ seals: 0, end: null, findings: [] });
    const { heads } = makeChain([makeEntry(1)]);
    expect(kinds({ ...empty, heads })).toEqual(["tail_removed"]);
  });
});

/** Every single change that somebody with all rights on the database could make, and without the key. */
const tampering: Readonly<Record<string, (chain: TestChain, at: number, member: number) => void>> = {
  "a member of an entry changed": (chain, at, member) => {
    const entry = [...chain.entries.values()][at % chain.entries.size] as AuditEntry;
    const members = [
      "at",
      "account_id",
      "action",
      "object_type",
      "user_id",
      "role",
      "credential",
      "address",
      "request_id",
      "object_id",
      "object_name",
    ] as const;
    const name = members[member % members.length] ?? "role";
    chain.entries.set(entry.id, { ...entry, [name]: `${entry[name]}!` });
  },
  "what changed is told otherwise": (chain, at) => {
    const entry = [...chain.entries.values()][at % chain.entries.size] as AuditEntry;
    chain.entries.set(entry.id, { ...entry, changes: { said: entry.changes } });
  },
  "a salt exchanged": (chain, at) => {
    const entry = [...chain.entries.values()][at % chain.entries.size] as AuditEntry;
    chain.entries.set(entry.id, { ...entry, who_salt: flip(entry.who_salt ?? "") });
  },
  "an entry removed": (chain, at) => {
    chain.entries.delete([...chain.entries.keys()][at % chain.entries.size] ?? 0);
  },
  "an entry removed with its seal": (chain, at) => {
    const [gone] = chain.seals.splice(at % chain.seals.length, 1);
    chain.entries.delete(gone?.entry_id ?? 0);
  },
  "a tail removed": (chain, at) => {
    for (const gone of chain.seals.splice(at % chain.seals.length)) chain.entries.delete(gone.entry_id);
  },
  "a tail's seals removed, so that it would be sealed anew": (chain, at) => {
    chain.seals.splice(at % chain.seals.length);
  },
  "the content of two entries exchanged": (chain, at) => {
    const ids = [...chain.entries.keys()];
    const [one, other] = [ids[at % ids.length] ?? 0, ids[(at + 1) % ids.length] ?? 0];
    const [first, second] = [chain.entries.get(one) as AuditEntry, chain.entries.get(other) as AuditEntry];
    chain.entries.set(one, { ...second, id: one });
    chain.entries.set(other, { ...first, id: other });
  },
  "the seals of two entries exchanged": (chain, at) => {
    const [one, other] = [at % chain.seals.length, (at + 1) % chain.seals.length];
    const [first, second] = [chain.seals[one] as AuditSeal, chain.seals[other] as AuditSeal];
    chain.seals[one] = { ...second, position: first.position };
    chain.seals[other] = { ...first, position: second.position };
  },
  "a digit of a seal changed": (chain, at, member) => {
    const seal = chain.seals[at % chain.seals.length] as AuditSeal;
    const name = (["who_digest", "what_digest", "link", "key_id"] as const)[member % 4] ?? "link";
    chain.seals[at % chain.seals.length] = { ...seal, [name]: flip(seal[name]) };
  },
  "the time of a seal changed": (chain, at) => {
    const seal = chain.seals[at % chain.seals.length] as AuditSeal;
    chain.seals[at % chain.seals.length] = { ...seal, sealed_at: "2020-01-01T00:00:00.000000Z" };
  },
  "an entry inserted with a seal of one's own, and all positions moved": (chain, at) => {
    const place = at % chain.seals.length;
    const forged = makeEntry(5000);
    const key = deriveAuditKey("otra clave");
    const [seal] = sealEntries(key, chain.seals[place - 1] ?? chainStart, [forged], 1_700_000_000_000);
    chain.entries.set(forged.id, forged);
    chain.seals.splice(place, 0, { ...(seal as AuditSeal), key_id: testKey.id });
    chain.seals.forEach((each, index) => (chain.seals[index] = { ...each, position: index + 1 }));
  },
  "a part emptied without an erasure": (chain, at, member) => {
    const entry = [...chain.entries.values()][at % chain.entries.size] as AuditEntry;
    const gone = { user_id: null, role: null, credential: null, address: null, request_id: null, who_salt: null };
    chain.entries.set(entry.id, { ...entry, ...gone, who_erased_by: member % 2 === 0 ? null : entry.id });
  },
  "the salt alone taken, to say what one likes": (chain, at) => {
    const entry = [...chain.entries.values()][at % chain.entries.size] as AuditEntry;
    chain.entries.set(entry.id, { ...entry, what_salt: null, object_name: "otra" });
  },
  "a head forged": (chain, at) => {
    const head = chain.heads[at % chain.heads.length];
    if (head !== undefined) chain.heads[at % chain.heads.length] = { ...head, position: head.position + 1 };
  },
  "a head forged to hide a removed tail": (chain) => {
    const last = chain.seals.splice(-1)[0] as AuditSeal;
    chain.entries.delete(last.entry_id);
    const end = chain.seals.at(-1) as AuditSeal;
    chain.heads = [
      {
        position: end.position,
        link: end.link,
        sealed_at: end.sealed_at,
        key_id: end.key_id,
        signature: flip(last.link),
      },
    ];
  },
};

describe("a single change is found", () => {
  test.each(Object.entries(tampering))("%s", (_, tamper) => {
    fc.assert(
      fc.property(chains, anyIndex, anyIndex, (chain, at, member) => {
        tamper(chain, at, member);
        expect(kinds(chain)).not.toEqual([]);
      }),
      runs,
    );
  });

  test("a whole chain written anew under another key", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const entries = [...chain.entries.values()].map((entry) => ({ ...entry, role: "admin!" }));
        const forged = sealEntries(deriveAuditKey("otra clave"), chainStart, entries, 1_700_000_000_000);
        const seals = forged.map((seal) => ({ ...seal, key_id: testKey.id }));
        expect(kinds({ seals, entries: new Map(entries.map((each) => [each.id, each])), heads: [] })).toContain(
          "seal_broken",
        );
      }),
      runs,
    );
  });

  test("also where it is compared with a head that somebody noted down, and with no file", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const end = chain.seals.at(-1) as AuditSeal;
        const noted = [{ position: end.position, link: end.link.slice(0, 12) }];
        expect(kinds(chain, { lines: [], noted })).toEqual([]);
        chain.entries.delete(end.entry_id);
        chain.seals.pop();
        expect(kinds(chain, { lines: [], noted })).toEqual(["tail_removed"]);
      }),
      runs,
    );
  });
});

describe("the finding says what it is", () => {
  const chain = () =>
    makeChain(
      [1, 2, 3, 4, 5].map((id) => makeEntry(id)),
      [2],
    );

  test("a changed row, a removed row, a removed tail, a forged head", () => {
    const changed = chain();
    changed.entries.set(2, { ...(changed.entries.get(2) as AuditEntry), role: "viewer" });
    expect(verify(changed).findings).toEqual([{ kind: "entry_changed", position: 2, entry: 2, part: "who" }]);
    const removed = chain();
    removed.entries.delete(3);
    expect(verify(removed).findings).toEqual([{ kind: "entry_removed", position: 3, entry: 3 }]);
    const cut = chain();
    for (const seal of cut.seals.splice(3)) cut.entries.delete(seal.entry_id);
    expect(verify(cut).findings).toEqual([{ kind: "tail_removed", from: 4, to: 5 }]);
    const forged = chain();
    const { heads } = forged;
    forged.heads = heads.map((head, index) => (index === 1 ? { ...head, position: 3 } : head));
    expect(verify(forged).findings).toEqual([{ kind: "head_forged", line: 2 }]);
  });

  test("another key is told once, and not as five broken seals", () => {
    const other = deriveAuditKey("otra clave");
    expect(verify(chain(), { lines: [], noted: [] }, other).findings).toEqual([
      { kind: "other_key", position: 1, key: testKey.id },
    ]);
  });

  test("a line that is no head is a forged one; one torn at the end of the file is none", () => {
    expect(kinds(chain(), { lines: ["{}"], noted: [] })).toEqual(["head_forged"]);
  });
});

describe("an erasure", () => {
  const sets = fc.tuple(chains, fc.array(fc.nat({ max: 40 })), fc.array(fc.nat({ max: 40 })));
  const present = (chain: TestChain, ids: readonly number[]) =>
    [...new Set(ids)].filter((id) => chain.entries.has(id)).sort((a, b) => a - b);

  test("takes content and salt, and the chain still verifies; it is told with what it took", () => {
    fc.assert(
      fc.property(sets, ([chain, who, what]) => {
        const [acted, about] = [present(chain, who), present(chain, what)];
        erase(chain, acted, about, makeErasure(900, acted, about));
        const report = verify(chain);
        expect(report.findings).toEqual([]);
        expect(report.erasures).toMatchObject([{ entry: 900, parts: acted.length + about.length, sealed: false }]);
      }),
      runs,
    );
  });

  test("that took more than it names, or less, is found", () => {
    fc.assert(
      fc.property(chains, anyIndex, (chain, at) => {
        const ids = [...chain.entries.keys()];
        const [one, other] = [ids[at % ids.length] ?? 0, ids[(at + 1) % ids.length] ?? 0];
        const more: TestChain = { ...chain, entries: new Map(chain.entries) };
        erase(more, [one, other], [], makeErasure(900, [one], []));
        expect(kinds(more)).toContain("erased_unlawfully");
        erase(
          chain,
          [one],
          [],
          makeErasure(
            900,
            [one, other].sort((a, b) => a - b),
            [],
          ),
        );
        expect(kinds(chain)).toContain("erasure_differs");
      }),
      runs,
    );
  });

  test("cannot reach entries that came after it", () => {
    const chain = makeChain([makeEntry(1), makeErasure(2, [3], []), makeEntry(3)]);
    const erasure = chain.entries.get(2) as AuditEntry;
    erase(chain, [3], [], erasure);
    expect(kinds(chain)).toContain("erased_unlawfully");
  });

  test("before the entry was sealed leaves a chain that verifies too", () => {
    const entries = new Map([1, 2, 3].map((id) => [id, makeEntry(id)]));
    const before: TestChain = { seals: [], entries, heads: [] };
    erase(before, [2], [2], makeErasure(4, [2], [2]));
    expect(kinds(makeChain([...before.entries.values()]))).toEqual([]);
  });
});
