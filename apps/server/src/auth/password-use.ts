import { Fault } from "@caudal/base/fault.ts";

/** Whether passwords are used here at all, and the service by which people sign in besides or instead. */
export type PasswordUse = {
  readonly passwordsOn: boolean;
  readonly service: { readonly name: string } | null;
};

/** @throws Fault `passwords_off` where the operator lets people in by the company's service only. */
export function checkPasswordsOn({ passwordsOn, service }: PasswordUse): void {
  if (!passwordsOn) throw new Fault("passwords_off", { params: { service: service?.name ?? null } });
}
