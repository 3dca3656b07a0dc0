import type { Code } from "../backend/wire";

export const faultsEn: Record<Code, string> = {
  bad_request: "The till did not understand that. Try again; if it repeats, tell your installer.",
  unknown_command: "This screen is newer than the program. Close Sanduq and open it again.",
  sign_in_needed: "Sign in to go on.",
  not_permitted: "This is for the manager. Ask them to sign in.",
  approval_needed: "This is beyond your role. A supervisor or manager allows it with their PIN.",
  pin_spent: "This one-time PIN has been used. Ask the manager for a new one.",
  pin_to_be_changed: "This is a one-time PIN. Sign in with it and choose your own, then try again.",
  same_pin: "This is your old PIN. Choose another.",
  user_name_taken: "Somebody on this till has this name. Add the family name.",
  unknown_user: "Nobody on this till has this name. Choose from the list.",
  not_oneself: "You cannot change this for yourself. Ask another manager.",
  last_owner: "This is the last owner of the till. Add another owner first.",
  shift_needed: "The shift is not open yet. Count the cash in the drawer, open it, then take payment.",
  shift_open_already: "The shift is open already. Go on selling.",
  unknown_shift: "This till has no shift with that number.",
  reason_needed: "Write the reason, then go on.",
  drawer_has_less: "There is not so much in the drawer. Type a smaller amount.",
  policy_unfit: "These settings do not go together. Check shares and amounts, then save.",
  note_unfit: "The text is too long, or has a sign that cannot be printed. Use a few words.",
  nothing_to_hold: "The cart is empty: there is nothing to hold.",
  unknown_hold: "This cart is not held any more. It may have been recalled.",
  unknown_customer: "This customer is no longer on the list. Choose another, or add them again.",
  import_without_columns:
    "The file has no columns name_ar and price. Add the row of headings, then try again.",
  import_nothing_read: "There are no items in this file. Choose another.",
  import_under_way: "An import is running. Wait until it is done, or stop it.",
  not_a_receipt:
    "This is neither a receipt's code nor an invoice number. Scan the square code at the end of the receipt.",
  receipt_forged:
    "This receipt is not genuine: its code was changed or made up. Take nothing back on it, and call the manager.",
  receipt_of_other_shop: "This is another shop's receipt: nothing is taken back on it here.",
  receipt_is_a_note: "This is a note, not an invoice. Scan the receipt of the sale itself.",
  nothing_left: "All of this invoice has been taken back already.",
  nothing_chosen: "Choose what comes back first.",
  above_what_is_left: "That is more than is left. Only {amount} is left.",
  company_elsewhere:
    "This is a company's invoice from another till. It is taken back on the till that issued it.",
  printer_without_drawer: "A printer of sheets has no plug for a drawer. Choose the receipt printer.",
  customer_needed: "A sale on account needs a named customer. Choose one with F3, then take payment.",
  receipt_of_this_till: "This number is this till's own invoice. Scan the code of its receipt.",
  wrong_pin: "Wrong PIN. Try again.",
  sign_in_throttled: "Too many tries. Wait {seconds}, then try again.",
  pin_not_digits: "A PIN has 4 to 8 digits.",
  pin_guessable: "This PIN is easy to guess. Choose one that does not repeat or count.",
  already_set_up: "This till is already set up. Sign in.",
  wrong_fields: "Correct the marked fields, then go on.",
  unknown_barcode: "No item has this barcode. Search by name, or ask the manager.",
  unknown_item: "This item is no longer on the list. Choose another.",
  unknown_line: "This line is no longer in the cart.",
  wrong_quantity: "This quantity cannot be. Type a number above zero.",
  wrong_amount: "This amount cannot be. Type riyals and halalas, like 12.50.",
  discount_too_large: "The discount is larger than the amount. Type a smaller one.",
  rules_broken: "The authority would not take this invoice as it is. Look it over and take payment again.",
  cart_empty: "The cart is empty. Add an item, then take payment.",
  cart_changed: "The cart has changed. Check the total, then take payment again.",
  paid_too_little: "Less than the total was paid. SAR {amount} is still missing.",
  card_exceeds_due: "The card amount is SAR {amount} too much. Correct it.",
  not_onboarded: "This till is not connected to the authority yet. The owner must finish connecting it.",
  csid_expired: "This till's certificate has expired. The owner must renew it before selling.",
  csid_refused:
    "The certificate that came is not this till's, or not from the authority. It was not kept. Check the VAT number and this machine's time, then try again; if it repeats, call support.",
  csid_misfit:
    "The stored certificate no longer fits this till, so nothing can be sold with it. Call support.",
  unknown_document: "This till has no invoice with that number.",
  not_rejected: "This invoice was not rejected; only a rejected one is issued anew.",
  money_stays:
    "Amounts stay when an invoice is issued anew. Issue it as it is, and once it is accepted issue a credit note and sell anew.",
  not_cleared: "The authority has not cleared this tax invoice yet: it is not handed over before.",
  not_held: "This document goes by itself or has its answer: there is nothing to send again.",
  printer_unreachable:
    "The printer cannot be reached; the sale is kept. See that it is on and plugged in, then print again.",
  paper_out: "The printer is out of paper; the sale is kept. Put in a new roll, then print again.",
  cover_open: "The printer's cover is open; the sale is kept. Close it, then print again.",
  printer_faulty:
    "The printer has stopped and needs a look; the sale is kept. Switch it off and on, then print again.",
  printer_stopped: "The printer stopped in the middle; the sale is kept. Check it, then print a copy.",
  printer_refused:
    "The system would not print; the sale is kept. Check the printer's name in the printer settings.",
  paper_unscannable:
    "The code in the finished picture does not read, so nothing was printed. The sale is kept: tell support the invoice number.",
  no_printer: "No printer is set up for this paper. The owner adds one in the printer settings.",
  unknown_print_job: "This paper does not wait any more.",
  wrong_connection:
    "This is not a printer's address. Type one like 192.168.1.50, or choose one that was found.",
  receipts_need_a_printer: "This one prints the receipts. Give the receipts to another printer first.",
  printer_without_pages: "A4 is printed by the system's printers only. Choose one that was found.",
  printer_name_taken: "Give the printer a name that no other has, up to 40 letters.",
  refuses_returns:
    "The law forbids printing that goods are not returned or exchanged. Write the terms and time of returns instead.",
  letterhead_too_long: "Up to six lines of up to 120 letters.",
  not_a_logo: "A logo is a PNG picture of up to 2048 dots. Choose another.",
  gateway_unreachable: "The authority cannot be reached now. Keep selling; we will send by ourselves.",
  gateway_refused: "The authority refuses this till's credentials. Keep selling, and tell the manager today.",
  wrong_otp: "The code is wrong or older than an hour. Get a new one from the Fatoora portal.",
  otp_spent:
    "The authority's answer was lost and the code is used up. Get a new one from the Fatoora portal, then try again.",
  csid_not_accepted:
    "The authority no longer takes this till's certificate; it may have been revoked in the portal. Get a new onboarding code and connect the till again.",
  kind_not_covered:
    "This till's certificate does not cover this kind of invoice. The owner must connect a till for both kinds.",
  already_onboarded:
    "This till is connected and its certificate is good. Renew it instead of connecting again.",
  environment_fixed: "This folder holds one till of one environment; that cannot change.",
  wrong_environment:
    "This data is of another environment than this till, so it was not opened. Put this till's own files back.",
  clock_went_back: "The machine's clock went back. Correct its time, then try again.",
  chain_behind:
    "This is an older copy of the till's data: selling from it would use numbers twice. Restore the newest copy, or call support.",
  till_in_use: "Sanduq is open in another window on this machine. Use that one, or close it.",
  machine_failed: "The machine could not do that. Try again; if it repeats, restart it.",
};

export const fieldFaultsEn: Record<string, string> = {
  too_short: "Fill this in.",
  too_long: "Longer than an invoice can carry.",
  forbidden_character: "Holds a character that an invoice cannot carry. Type letters and digits only.",
  not_a_vat_number: "15 digits, beginning and ending with 3.",
  wrong_digits: "Not the right number of digits.",
  not_plausible: "This does not look right. Check it.",
  not_a_day: "Write the day as 2026-11-22.",
  not_a_tin: "The member's TIN belongs here: 10 digits.",
  digits_only: "Digits only.",
  not_a_barcode: "A barcode has 8, 12, 13 or 14 digits, or a few letters and digits.",
  wrong_check_digit: "The barcode's last digit does not fit. Scan it rather than type it.",
  repeated: "Another row of the file is the same item.",
  taken_barcode: "Another item has this barcode.",
  not_a_unit: "Choose the unit from the list.",
  not_an_amount: "Type an amount like 12.50.",
  not_a_vat: "Choose the VAT from the list.",
  not_a_number: "Type a number.",
  taken_vat_number: "A customer on the list has this VAT number. Search for them.",
  not_a_phone: "Type a mobile number like 0501234567.",
  pin_not_digits: faultsEn.pin_not_digits,
  pin_guessable: faultsEn.pin_guessable,
};

export const fieldDigitsEn: Record<string, string> = {
  building: "Type 4 digits.",
  additional: "Type 4 digits, or leave it empty.",
  postal_code: "Type 5 digits.",
};
