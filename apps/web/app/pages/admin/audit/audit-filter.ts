/** What the address of the audit's page carries. Days are of the reader's calendar. */
export type AuditFilter = {
  readonly person?: string | undefined;
  readonly type?: string | undefined;
  readonly action?: string | undefined;
  readonly object?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const forms = {
  person: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  type: /^[a-z_]{1,40}$/,
  action: /^[a-z_]{1,40}\.[a-z_]{1,40}$/,
  object: /^[\w/-]{1,100}$/,
  from: /^\d{4}-\d\d-\d\d$/,
  to: /^\d{4}-\d\d-\d\d$/,
} as const satisfies Record<keyof AuditFilter, RegExp>;

/** What an address says that may be asked for; anything else is left out. */
export function readAuditFilter(search: Readonly<Record<string, unknown>>): AuditFilter {
  const read = (name: keyof AuditFilter): string | undefined => {
    const value = search[name];
    return typeof value === "string" && forms[name].test(value) && isDay(name, value) ? value : undefined;
  };
  return {
    person: read("person"),
    type: read("type"),
    action: read("action"),
    object: read("object"),
    from: read("from"),
    to: read("to"),
  };
}

function isDay(name: keyof AuditFilter, value: string): boolean {
  return (name !== "from" && name !== "to") || !Number.isNaN(Date.parse(`${value}T00:00:00`));
}

export function isFiltered(filter: AuditFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** As the API asks: both days count as a whole, from midnight to midnight where the reader is. */
export function queryOfFilter({ from, to, ...rest }: AuditFilter): Record<string, string> {
  const days = {
    from: from === undefined ? undefined : new Date(`${from}T00:00:00`).toISOString(),
    to: to === undefined ? undefined : dayAfter(to).toISOString(),
  };
  return Object.fromEntries(
    Object.entries({ ...rest, ...days }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date;
}
