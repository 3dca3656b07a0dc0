let sale = "";

/** Whether it was asked already whether a company buys: once a sale is enough. */
export function wasAsked(saleId: string): boolean {
  return sale === saleId;
}

export function noteAsked(saleId: string): void {
  sale = saleId;
}
