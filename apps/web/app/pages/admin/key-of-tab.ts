/** A short name for programs from a name for people: "Ventas y márgenes" → "ventas_y_margenes". Never one of those taken. */
export function keyOfTab(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 36);
  const base = plain === "" ? "tab" : plain;
  for (let turn = 1; ; turn += 1) {
    const key = turn === 1 ? base : `${base}_${turn}`;
    if (!taken.includes(key)) return key;
  }
}
