import { writeFile } from "node:fs/promises";
import { writeXlsx } from "hucre/xlsx";
import { createRandom } from "./random.ts";
import { makeDeliveries } from "./deliveries.ts";
import { makeSales } from "./sales.ts";
import { makeStock } from "./stock.ts";
import { makeSurvey } from "./survey.ts";

/**
 * Writes the sample files of the demonstration account in apps/server/samples. All data is invented; the seed makes them the same every time.
 * Run it with `node_modules/.bin/node scripts/samples/make-samples.ts`.
 */
const here = (name: string): URL => new URL(`../../apps/server/samples/${name}`, import.meta.url);

await writeFile(here("ventas-2025.csv"), makeSales(createRandom(2025)));
await writeFile(here("inventario.xlsx"), await writeXlsx(makeStock(createRandom(77))));
await writeFile(here("encuesta-clientes.json"), makeSurvey(createRandom(41)));
await writeFile(here("entregas.ndjson.gz"), makeDeliveries(createRandom(3)));
