/**
 * What the package vega-datasets (3.2.1) holds: rows as counted by Python's csv and json modules, and the type of each column in order,
 * checked by eye against the files. Files that hold no table end in the Fault named.
 */
export type Expectation = { readonly rows: number; readonly types: string };

export const tables: Readonly<Record<string, Expectation>> = {
  "airports.csv": {
    rows: 3376,
    types: "text text text text text decimal(18,8) decimal(18,8)",
  },
  "anscombe.json": {
    rows: 44,
    types: "text decimal(18,1) decimal(18,2)",
  },
  "barley.json": {
    rows: 120,
    types: "decimal(18,5) text int text",
  },
  "birdstrikes.csv": {
    rows: 10000,
    types: "text text text date text text text text text text int int int int",
  },
  "budget.json": {
    rows: 237,
    types:
      "text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text text int text int text int text int text int text int text text",
  },
  "budgets.json": {
    rows: 230,
    types: "int int decimal(18,3)",
  },
  "burtin.json": {
    rows: 16,
    types: "text decimal(18,3) decimal(18,2) decimal(18,3) text text",
  },
  "cars.json": {
    rows: 406,
    types: "text decimal(18,1) int decimal(18,1) int int decimal(18,1) date text",
  },
  "co2-concentration.csv": {
    rows: 741,
    types: "date decimal(18,2) decimal(18,2)",
  },
  "countries.json": {
    rows: 620,
    types: "text int decimal(18,2) decimal(18,2) decimal(18,2) decimal(18,2) text decimal(18,2) decimal(18,2)",
  },
  "crimea.json": {
    rows: 24,
    types: "date int int int int",
  },
  "disasters.csv": {
    rows: 803,
    types: "text int int",
  },
  "driving.json": {
    rows: 55,
    types: "text int int decimal(18,2)",
  },
  "flare-dependencies.json": {
    rows: 764,
    types: "int int",
  },
  "flare.json": {
    rows: 252,
    types: "int text int int",
  },
  "flights-10k.json": {
    rows: 10000,
    types: "timestamp int int text text",
  },
  "flights-200k.json": {
    rows: 200000,
    types: "int int float",
  },
  "flights-20k.json": {
    rows: 20000,
    types: "timestamp int int text text",
  },
  "flights-2k.json": {
    rows: 2000,
    types: "timestamp int int text text",
  },
  "flights-3m.parquet": {
    rows: 3000000,
    types: "timestamp int int text text",
  },
  "flights-5k.json": {
    rows: 5000,
    types: "timestamp int int text text",
  },
  "flights-airport.csv": {
    rows: 5366,
    types: "text text int",
  },
  "football.json": {
    rows: 6508,
    types: "date text text text int int",
  },
  "gapminder-health-income.csv": {
    rows: 187,
    types: "text int decimal(18,2) int text",
  },
  "gapminder.json": {
    rows: 682,
    types: "int text int int decimal(18,2) decimal(18,2)",
  },
  "github.csv": {
    rows: 955,
    types: "timestamp int",
  },
  "global-temp.csv": {
    rows: 144,
    types: "int decimal(18,2)",
  },
  "income.json": {
    rows: 520,
    types: "text text int decimal(18,3) int text",
  },
  "iowa-electricity.csv": {
    rows: 51,
    types: "date text int",
  },
  "jobs.json": {
    rows: 7650,
    types: "text text int int float",
  },
  "la-riots.csv": {
    rows: 63,
    types: "text text int text text date text text text decimal(18,8) decimal(18,8)",
  },
  "londonCentroids.json": {
    rows: 33,
    types: "text float float",
  },
  "lookup_groups.csv": {
    rows: 9,
    types: "int text",
  },
  "lookup_people.csv": {
    rows: 9,
    types: "text int int",
  },
  "miserables.json": {
    rows: 254,
    types: "int int int",
  },
  "monarchs.json": {
    rows: 12,
    types: "text int int int bool",
  },
  "movies.json": {
    rows: 3201,
    types: "text int int int int text text int text text text text text int decimal(18,1) int",
  },
  "normal-2d.json": {
    rows: 500,
    types: "float float",
  },
  "obesity.json": {
    rows: 50,
    types: "int decimal(18,3) text",
  },
  "ohlc.json": {
    rows: 44,
    types: "date decimal(18,2) decimal(18,2) decimal(18,2) decimal(18,2) text float",
  },
  "penguins.json": {
    rows: 344,
    types: "text text decimal(18,1) decimal(18,1) int int text",
  },
  "platformer-terrain.json": {
    rows: 7514,
    types: "int int float int text text text text",
  },
  "political-contributions.json": {
    rows: 58,
    types:
      "text text text int text decimal(18,2) text decimal(18,2) decimal(18,2) decimal(18,2) decimal(18,2) decimal(18,2) int text decimal(18,2) int decimal(18,2) int text int text int date int text",
  },
  "population.json": {
    rows: 570,
    types: "int int int int",
  },
  "population_engineers_hurricanes.csv": {
    rows: 52,
    types: "text int int decimal(18,9) int",
  },
  "seattle-weather-hourly-normals.csv": {
    rows: 8759,
    types: "timestamp decimal(18,1) decimal(18,1) decimal(18,1)",
  },
  "seattle-weather.csv": {
    rows: 1461,
    types: "date decimal(18,1) decimal(18,1) decimal(18,1) decimal(18,1) text",
  },
  "sp500-2000.csv": {
    rows: 5105,
    types: "date decimal(18,6) decimal(18,6) decimal(18,6) decimal(18,6) decimal(18,6) int",
  },
  "sp500.csv": {
    rows: 123,
    types: "date decimal(18,2)",
  },
  "species.csv": {
    rows: 12360,
    types: "text text text text text decimal(18,4)",
  },
  "stocks.csv": {
    rows: 560,
    types: "text date decimal(18,2)",
  },
  "udistrict.json": {
    rows: 182,
    types: "text float",
  },
  "unemployment-across-industries.json": {
    rows: 1708,
    types: "text int int int decimal(18,1) timestamptz",
  },
  "unemployment.tsv": {
    rows: 3218,
    types: "int decimal(18,3)",
  },
  "uniform-2d.json": {
    rows: 500,
    types: "float float",
  },
  "us-employment.csv": {
    rows: 120,
    types:
      "date int int int int int int int int int int int decimal(18,1) decimal(18,1) decimal(18,1) decimal(18,1) int int int int int int int int",
  },
  "us-state-capitals.json": {
    rows: 50,
    types: "decimal(18,7) decimal(18,7) text text",
  },
  "weather.csv": {
    rows: 2922,
    types: "text date decimal(18,1) decimal(18,1) decimal(18,1) decimal(18,1) text",
  },
  "weekly-weather.json": {
    rows: 10,
    types: "text json json json int json",
  },
  "wheat.json": {
    rows: 52,
    types: "text decimal(18,1) decimal(18,2)",
  },
  "windvectors.csv": {
    rows: 4800,
    types: "decimal(18,3) decimal(18,3) int int decimal(18,2)",
  },
  "zipcodes.csv": {
    rows: 42049,
    types: "text decimal(18,6) decimal(18,6) text text text",
  },
};

export const refused: Readonly<Record<string, string>> = {
  "7zip.png": "file_type_unknown",
  "annual-precip.json": "file_no_table",
  "earthquakes.json": "file_no_table",
  "ffox.png": "file_type_unknown",
  "flights-200k.arrow": "file_type_unknown",
  "gimp.png": "file_type_unknown",
  "londonBoroughs.json": "file_no_table",
  "londonTubeLines.json": "file_no_table",
  "us-10m.json": "file_no_table",
  "volcano.json": "file_no_table",
  "world-110m.json": "file_no_table",
};
