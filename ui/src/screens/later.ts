// Screens that no start begins with, each in a file of its own: they are fetched when they are opened, or before that when
// the till has nothing else to do.

export const openManager = () => import("./manager/Manager.svelte");
export const openOffice = () => import("./office/Office.svelte");
export const openDocument = () => import("./document/Document.svelte");
export const openReturns = () => import("./returns/Returns.svelte");
export const openPrinters = () => import("./printers/Printers.svelte");
export const openClinic = () => import("./clinic/Clinic.svelte");
export const openCertificate = () => import("./certificate/Certificate.svelte");

/** In the order in which they are likely to be opened. */
const SCREENS = [
  openReturns,
  openManager,
  openOffice,
  openDocument,
  openPrinters,
  openClinic,
  openCertificate,
];

/** By then the counter has been drawn. */
const REST_MS = 400;

/** Fetches them one by one once the counter stands, so that none of them is waited for. Answers how to leave it. */
export function fetchInRest(): () => void {
  let left = false;
  const resting = setTimeout(async () => {
    for (const open of SCREENS) if (!left) await open().catch(() => undefined);
  }, REST_MS);
  return () => {
    left = true;
    clearTimeout(resting);
  };
}
