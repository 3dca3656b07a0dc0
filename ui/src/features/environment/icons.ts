import type { Environment } from "../../backend/wire";
import type { IconName } from "../../components/icons";

/** One sign for each environment, wherever it is told. */
export const ICONS: Record<Environment, IconName> = {
  training: "learn",
  simulation: "send",
  production: "certificate",
  sandbox: "settings",
};
