/** The load generator as a process of its own: the plan's file is its argument, the outcome goes to its standard output. */
import { readFile } from "node:fs/promises";
import { sendOpenLoop, type LoadPlan } from "./open-loop.ts";

const plan = JSON.parse(await readFile(process.argv[2] ?? "", "utf8")) as LoadPlan;
process.stdout.write(JSON.stringify(await sendOpenLoop(plan)));
