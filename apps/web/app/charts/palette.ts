/** Colours of a chart as plain rgb, read from the page's tokens: what draws and what is downloaded know no custom properties. */
export type Palette = {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly others: string;
  readonly series: readonly string[];
  readonly rampLow: string;
  readonly rampHigh: string;
};

const palettes = new Map<"light" | "dark", Palette>();

/** The palette of the theme that is shown now. */
export function readPalette(shown: "light" | "dark"): Palette {
  const known = palettes.get(shown);
  if (known !== undefined) return known;
  const read = tokenReader();
  const palette: Palette = {
    ink: read("--ink"),
    muted: read("--neutral-4"),
    line: read("--neutral-2"),
    surface: read("--paper"),
    others: read("--neutral-3"),
    series: [1, 2, 3, 4, 5, 6].map((index) => read(`--series-${index}`)),
    rampLow: read("--ramp-low"),
    rampHigh: read("--ramp-high"),
  };
  palettes.set(shown, palette);
  return palette;
}

/** The browser itself turns a token, in whatever space it is written, into a pixel. */
function tokenReader(): (name: string) => string {
  const probe = document.createElement("span");
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  document.body.append(probe);
  const cache = new Map<string, string>();
  queueMicrotask(() => probe.remove());
  return (name) => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    probe.style.color = `var(${name})`;
    let colour = "rgb(128,128,128)";
    if (context !== null) {
      context.fillStyle = getComputedStyle(probe).color;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
      colour = `rgb(${r},${g},${b})`;
    }
    cache.set(name, colour);
    return colour;
  };
}
