import { startTestCluster } from "./test-cluster.ts";

let stop: (() => Promise<void>) | undefined;

/** Starts the cluster that all test files share, once however many projects ask for it, and tells their processes where it is. */
export async function setup(): Promise<void> {
  if (process.env["CAUDAL_TEST_CLUSTER"] !== undefined) return;
  const started = await startTestCluster();
  process.env["CAUDAL_TEST_CLUSTER"] = JSON.stringify(started.cluster);
  stop = started.stop;
}

export async function teardown(): Promise<void> {
  await stop?.();
}
