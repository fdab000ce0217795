import type { AccountLimits } from "@caudal/contract/resources/account-use.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import type { Notification } from "@caudal/contract/resources/notification.ts";

export const userId = "0d0c5a3e-6a55-4c7e-9d0f-2a6f3c1b7a10";

export const me: Me = {
  user_id: userId,
  email: "ana@ferreteria-norte.mx",
  email_confirmed: true,
  name: "Ana Robles",
  locale: "es",
  account: { id: "7b9a2f44-8f1d-4e54-b6de-0c5c2f0f9d21", name: "Ferretería Norte", role: "owner" },
  access_profile: { name: "todo", all_companies: true, all_warehouses: true, tabs: [], hidden_fields: [] },
  viewing: null,
  settings: { auto_process: true, mail_notices: ["warning", "error"] },
  limits: { max_upload_bytes: 10_000_000_000 },
};

export const accountLimits: AccountLimits = {
  storage: { used: 1_260_000_000, limit: 100_000_000_000 },
  files: { used: 412, limit: 100_000 },
};

export function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

/** A stable id from a small number. */
export function idOf(number: number): string {
  return `4f3c2a10-1111-4222-8333-${String(number).padStart(12, "0")}`;
}

export function notifications(): Notification[] {
  return [
    {
      id: idOf(901),
      user_id: userId,
      title: "Archivo listo",
      message: "«ventas-noviembre.xlsx» fue leído: 50.999 filas y 12 hallazgos.",
      type: "success",
      related_file_id: idOf(1),
      is_read: false,
      created_at: minutesAgo(3),
    },
    {
      id: idOf(902),
      user_id: userId,
      title: "No se pudo procesar",
      message: "«proveedores.xlsx» está protegido con contraseña. Quítala y súbelo de nuevo.",
      type: "error",
      related_file_id: idOf(3),
      is_read: false,
      created_at: minutesAgo(41),
    },
    {
      id: idOf(903),
      user_id: userId,
      title: "Archivo listo",
      message: "«clientes_2026.csv» fue leído: 3 filas rechazadas.",
      type: "success",
      related_file_id: idOf(4),
      is_read: true,
      created_at: minutesAgo(60 * 26),
    },
  ];
}
