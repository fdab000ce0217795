import { defineConfig, type OxlintOverride } from "oxlint";
import { above, type App, apps, forbiddenFor, isApp, type Room, rooms, withoutNode } from "./layers.ts";

/** Leaving a room by a relative path: whoever wants something of another room names its package. */
const byRelativePath = {
  regex: "^(\\.\\./)+(\\w[\\w.-]*/)+(src|app|testing)/",
  message: "Import another room by its package name, so that the layers can be seen and held.",
};

const testSupport = {
  regex: "^(@caudal/[^/]+/testing/|@caudal/test/|(\\.\\.?/)+testing/)",
  message: "Only tests import test support.",
};

const nodeModules = {
  regex: "^node:",
  message: "This room runs in a browser too, or is pure: it reaches no file, socket or process.",
};

function patternsFor(place: Room | App) {
  const forbidden = forbiddenFor(place).join("|");
  const upOrSideways = {
    regex: `^@caudal/(${forbidden})(/|$)`,
    message: `${place} may not import this room: see the layers in layers.ts.`,
  };
  const pure = withoutNode.some((room) => room === place);
  return [upOrSideways, byRelativePath, ...(pure ? [nodeModules] : [])];
}

/** Code of a room, then its tests: they may use test support, and pure rooms may read a file in a test. */
function overridesFor(place: Room | App): OxlintOverride[] {
  const folder = isApp(place) ? `apps/${place}` : `packages/${place}`;
  const patterns = patternsFor(place);
  return [
    {
      files: [`${folder}/**`],
      rules: { "no-restricted-imports": ["error", { patterns: [...patterns, testSupport] }] },
    },
    {
      files: [`${folder}/**/*.test.ts`, `${folder}/**/*.test.tsx`, `${folder}/testing/**`],
      rules: {
        "no-restricted-imports": ["error", { patterns: patterns.filter((pattern) => pattern !== nodeModules) }],
      },
    },
  ];
}

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "promise", "node", "vitest", "react", "jsx-a11y"],
  categories: { correctness: "error" },
  options: { typeAware: true, reportUnusedDisableDirectives: "error" },
  ignorePatterns: ["**/dist/**", "**/node_modules/**", "**/*.generated.*", "**/*.gen.ts"],
  rules: {
    "max-lines": ["error", { max: 400 }],
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "oxc/no-barrel-file": ["error", { threshold: 0 }],
    "no-console": "error",
    "no-empty": "error",
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"], location: "start" }],
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/await-thenable": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    "typescript/no-unnecessary-type-assertion": "error",
    "typescript/no-unsafe-assignment": "off",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "unicorn/no-abusive-eslint-disable": "error",
    "vitest/no-focused-tests": "error",
    // A test may check by a helper, a property, or by not throwing.
    "vitest/expect-expect": "off",
    "vitest/no-conditional-tests": "off",
    "vitest/require-mock-type-parameters": "off",
    "vitest/valid-title": "off",
    "vitest/no-standalone-expect": "off",
    "vitest/no-conditional-expect": "off",
    "typescript/no-misused-spread": ["error", { allow: ["string"] }],
    "vitest/valid-describe-callback": "off",
    "vitest/require-to-throw-message": "off",
    // What it guards against, floating promises and expressions without effect, has rules of its own.
    "vitest/valid-expect": "off",
    // These judge one element at a time; the browser tests judge the whole page with axe, where its parts have met.
    "jsx-a11y/anchor-has-content": "off",
    "jsx-a11y/click-events-have-key-events": "off",
    "jsx-a11y/control-has-associated-label": "off",
    "jsx-a11y/interactive-supports-focus": "off",
    "jsx-a11y/no-autofocus": "off",
    "jsx-a11y/no-noninteractive-element-interactions": "off",
    "jsx-a11y/no-noninteractive-element-to-interactive-role": "off",
    "jsx-a11y/no-noninteractive-tabindex": "off",
    "jsx-a11y/no-static-element-interactions": "off",
    "jsx-a11y/prefer-tag-over-role": "off",
    "react/set-state-in-effect": "off",
    // Our ports are records of functions, which have no `this` to lose.
    "typescript/unbound-method": "off",
  },
  overrides: [
    { files: ["*.config.ts", "apps/web/vite.config.ts"], rules: { "import/no-default-export": "off" } },
    {
      files: ["packages/**", "apps/**"],
      rules: { "no-restricted-imports": ["error", { patterns: [byRelativePath, testSupport] }] },
    },
    ...[...rooms, ...(Object.keys(apps) as App[])].flatMap(overridesFor),
    // What measures and tests the whole stands above the layers: it may import every room and app, but by its name.
    ...above.map((folder): OxlintOverride => ({
      files: [`${folder}/**`],
      rules: { "no-restricted-imports": ["error", { patterns: [byRelativePath] }] },
    })),
    // The development server of the page stands in for the platform with test support.
    { files: ["apps/web/vite.config.ts"], rules: { "no-restricted-imports": "off" } },
  ],
});
