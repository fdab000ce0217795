/** In the folder `secrets` of the data folder: who can read it operates the server, unless `CAUDAL_METRICS_TOKEN` names another token. */
export const operatorTokenFile = "operator-token";
