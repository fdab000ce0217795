/**
 * What a run's steps and logs say, in Spanish. Keys: `step.<name>` is a step's title, `run.*` what the platform itself says,
 * the others are the flow's. `{name}` is replaced by the parameter of that name.
 */
export const es = {
  "run.queued": "En espera de turno",
  "run.started": "Comenzó el intento {attempt}",
  "run.resumed": "Continúa después de «{step}», en el intento {attempt}",
  "run.waiting": "{reason}. Se vuelve a intentar en un momento, sin que hagas nada",
  "run.retrying": "Falló por algo pasajero; se reintenta en {seconds} s",
  "run.released": "Se detuvo para reiniciar el servidor; continúa enseguida",
  "run.succeeded": "Terminado",
  "run.failed": "No se pudo terminar",
  "run.cancelling": "Cancelando",
  "run.cancelled": "Cancelado",
  "step.read": "Ver cómo está escrito",
  "step.first": "Primera lectura de todas las filas",
  "step.copy": "Guardar las filas",
  "step.insights": "Buscar lo que importa",
  "profile.reading": "Viendo cómo está escrito el archivo",
  "profile.unpacking": "Desempaquetando el archivo",
  "profile.first_pass": "Leyendo todas las filas",
  "profile.copying": "Guardando las filas",
  "profile.measuring": "Midiendo y comparando columnas",
} as const;
