/** `npm run bench -- NAME [--record]`: Caudal side by side with others, one benchmark after another. */
const benchmarks = {
  "first-insights": "first insights of a 1.1 GB CSV until they are stored, against DuckDB's SUMMARIZE of it (minutes)",
  policies: "what row policies cost a request, against the same SQL without them (minutes)",
  requests: "a thousand mixed reads a second of many people, open-loop (minutes)",
  "role-tests": "the tests of roles and policies, against the minute that they have (minutes)",
  start: "npm start until the page answers, cold and warm, against 3 seconds for a warm one (a minute or two)",
  upload: "1 GiB by tus over loopback, against copying the file (minutes)",
} as const;
type Name = keyof typeof benchmarks;

const isName = (text: string): text is Name => Object.hasOwn(benchmarks, text);
const names = Object.keys(benchmarks).filter(isName);
const usage = [
  "npm run bench -- NAME… [--record]",
  "",
  ...names.map((name) => `  ${name.padEnd(16)} ${benchmarks[name]}`),
  `  ${"all".padEnd(16)} all of them`,
  "",
  `  ${"--record".padEnd(16)} adds the result to bench/RESULTS.md`,
  "",
].join("\n");

const asked = process.argv.slice(2).filter((argument) => argument !== "--record");
const wrong = asked.find((argument) => argument !== "all" && !isName(argument));
if (asked.length === 0 || wrong !== undefined) {
  const help = asked.length === 0 || wrong === "--help" || wrong === "-h";
  (help ? process.stdout : process.stderr).write(help ? usage : `no benchmark is called "${wrong}"\n\n${usage}`);
  process.exitCode = help ? 0 : 2;
} else {
  const load = {
    "first-insights": () => import("./first-insights.ts"),
    policies: () => import("./policies.ts"),
    requests: () => import("./requests.ts"),
    "role-tests": () => import("./role-tests.ts"),
    start: () => import("./start.ts"),
    upload: () => import("./upload.ts"),
  } as const;
  for (const name of asked.includes("all") ? names : asked.filter(isName)) await load[name]();
}
