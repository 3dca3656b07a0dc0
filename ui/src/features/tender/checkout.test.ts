import { beforeEach, expect, test, vi } from "vitest";
import type { Fault, Sale } from "../../backend/wire";
import { Checkout } from "./checkout.svelte";

const call = vi.hoisted(() => vi.fn());
vi.mock("../../backend/call", () => ({ call, asFault: (cause: unknown) => cause }));

const sale = { number: "T1-000001", change: "0.00" } as Sale;
const tooLittle: Fault = {
  code: "paid_too_little",
  message: "",
  faults: [],
  rules: [],
  seconds: null,
  amount: "28.99",
};

beforeEach(() => call.mockReset());

test("exact_cash_sends_no_tenders", async () => {
  call.mockResolvedValue(sale);
  expect(await new Checkout("s1").pay(null)).toEqual({ sale });
  expect(call).toHaveBeenCalledExactlyOnceWith("sale_checkout", { sale_id: "s1", tenders: [] });
});

test("a_second_press_while_the_first_runs_does_nothing", async () => {
  let answer: (sale: Sale) => void = () => {};
  call.mockReturnValue(new Promise<Sale>((resolve) => (answer = resolve)));
  const checkout = new Checkout("s1");
  const first = checkout.pay(null);
  expect(await checkout.pay(null)).toBeNull();
  answer(sale);
  expect(await first).toEqual({ sale });
  expect(call).toHaveBeenCalledTimes(1);
});

test("too_little_is_kept_and_the_till_says_what_is_missing", async () => {
  call.mockRejectedValueOnce(tooLittle).mockResolvedValueOnce(sale);
  const checkout = new Checkout("s1");
  const card = { kind: "card", amount: "20.00", reference: "" } as const;
  const cash = { kind: "cash", amount: "28.99", reference: "" } as const;
  expect(await checkout.pay(card)).toEqual({ fault: tooLittle });
  expect(checkout.rest).toBe("28.99");
  await checkout.pay(cash);
  expect(call).toHaveBeenLastCalledWith("sale_checkout", { sale_id: "s1", tenders: [card, cash] });
});
