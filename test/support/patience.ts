import { vi } from "vitest";

/** As long as vitest.config.ts lets a poll take. vitest has no setting for `waitFor`, whose one second goes by on a busy machine without a turn. */
const patienceMs = 20_000;

const { waitFor } = vi;
vi.waitFor = (work, options = patienceMs) => waitFor(work, options);
