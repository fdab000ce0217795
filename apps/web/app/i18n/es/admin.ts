/** Administración: who belongs to the account and what each may see. */
export function adminWords() {
  return {
    title: "Administración",
    state: (account: string, role: string) => `${account} · eres ${role}`,
    sectionsLabel: "Secciones de administración",
    sections: { account: "Cuenta", audit: "Auditoría" },
    account: {
      name: "Nombre de la cuenta",
      nameHint: "Lo ven todos sus miembros, arriba en cada página, y quienes reciben una invitación.",
      needName: "Escribe un nombre para la cuenta.",
    },
  };
}
