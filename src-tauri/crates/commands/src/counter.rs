//! The counter: the basket, what is held, the sale, what the customer sees.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sanduq_domain::basket::Discount;
use sanduq_domain::customer::CustomerId;
use sanduq_domain::item::ItemId;
use sanduq_domain::money::Money;
use sanduq_domain::shift::change_in_coins;
use sanduq_domain::tender;
use sanduq_till::approval::Approval;
use sanduq_till::cart::{self, Discounted};
use sanduq_till::hold::Held;
use sanduq_till::issue;
use sanduq_till::print_queue::Made;
use sanduq_till::setup::Environment;
use sanduq_till::sync::clearance::{Delivery, PATIENCE, Parked};
use sanduq_till::till::Till;

use crate::desk::{Desk, Shown};
use crate::fault::{Code, Fault};
use crate::printing::trouble_code;
use crate::twins::{amount, quantity, western};
use crate::wire;

/// How long a sale waits for its paper before it answers without knowing.
const PAPER_PATIENCE: Duration = Duration::from_millis(1500);
/// Riyal notes a customer may hand over, in halalas.
const NOTES: [i64; 6] = [500, 1_000, 5_000, 10_000, 20_000, 50_000];

pub(crate) async fn cart_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Cart, Fault> {
    Ok(desk.till().cart()?.into())
}

pub(crate) async fn cart_add(desk: &Desk, request: wire::CartAdd) -> Result<wire::Cart, Fault> {
    let cart = desk.till().add_to_cart(ItemId(request.item), quantity(&request.quantity)?)?;
    Ok(begun(desk, cart))
}

pub(crate) async fn cart_scan(desk: &Desk, request: wire::CartScan) -> Result<wire::Cart, Fault> {
    let cart = desk.till().scan_to_cart(&request.barcode, quantity(&request.quantity)?)?;
    Ok(begun(desk, cart))
}

/// The next customer is served: the one before has seen his change.
fn begun(desk: &Desk, cart: cart::Cart) -> wire::Cart {
    if desk.shown().is_some() {
        desk.show(None);
    }
    cart.into()
}

pub(crate) async fn cart_quantity(desk: &Desk, request: wire::CartQuantity) -> Result<wire::Cart, Fault> {
    Ok(desk.till().set_quantity(&desk.actor()?, request.line, quantity(&request.quantity)?)?.into())
}

pub(crate) async fn cart_remove(desk: &Desk, request: wire::CartRemove) -> Result<wire::Cart, Fault> {
    Ok(desk.till().remove_from_cart(&desk.actor()?, request.line)?.into())
}

pub(crate) async fn cart_discount(desk: &Desk, request: wire::CartDiscount) -> Result<wire::Cart, Fault> {
    let (off, discount) = discount_of(request.line, &request.discount)?;
    let approval = request.approval.map(Approval::from);
    Ok(desk.till().discount(&desk.actor()?, off, discount, approval.as_ref())?.into())
}

pub(crate) async fn discount_weigh(desk: &Desk, request: wire::DiscountWeigh) -> Result<wire::DiscountWorth, Fault> {
    let (off, discount) = discount_of(request.line, &request.discount)?;
    let (before, after) = desk.till().weigh_discount(off, discount)?;
    Ok(wire::DiscountWorth { before: before.to_string(), after: after.to_string() })
}

fn discount_of(line: Option<i64>, text: &str) -> Result<(Discounted, Discount), Fault> {
    let unfit = |error: sanduq_domain::basket::DiscountError| Fault::new(Code::WrongAmount, error.to_string());
    Ok((line.map_or(Discounted::Cart, Discounted::Line), western(text).parse().map_err(unfit)?))
}

pub(crate) async fn cart_note(desk: &Desk, request: wire::CartNote) -> Result<wire::Cart, Fault> {
    Ok(desk.till().note_line(request.line, &request.note)?.into())
}

pub(crate) async fn cart_customer(desk: &Desk, request: wire::CartCustomerSet) -> Result<wire::Cart, Fault> {
    Ok(desk.till().set_cart_customer(request.customer.map(CustomerId))?.into())
}

pub(crate) async fn cart_clear(desk: &Desk, _: wire::Nothing) -> Result<wire::Cart, Fault> {
    Ok(desk.till().clear_cart(&desk.actor()?)?.into())
}

pub(crate) async fn basket_hold(desk: &Desk, request: wire::BasketHold) -> Result<wire::BasketHeld, Fault> {
    let number = desk.till().hold(&desk.actor()?, &request.label)?;
    Ok(wire::BasketHeld { number, cart: desk.till().cart()?.into() })
}

pub(crate) async fn basket_list(desk: &Desk, _: wire::Nothing) -> Result<wire::HeldBaskets, Fault> {
    Ok(wire::HeldBaskets { baskets: desk.till().held()?.into_iter().map(wire::HeldBasket::from).collect() })
}

pub(crate) async fn basket_label(desk: &Desk, request: wire::BasketLabel) -> Result<wire::HeldBaskets, Fault> {
    desk.till().label_held(request.number, &request.label)?;
    basket_list(desk, wire::Nothing {}).await
}

pub(crate) async fn basket_recall(desk: &Desk, request: wire::HeldBasketPick) -> Result<wire::Cart, Fault> {
    let cart = desk.till().recall(&desk.actor()?, request.number)?;
    Ok(begun(desk, cart))
}

pub(crate) async fn basket_drop(desk: &Desk, request: wire::HeldBasketPick) -> Result<wire::HeldBaskets, Fault> {
    desk.till().drop_held(&desk.actor()?, request.number)?;
    basket_list(desk, wire::Nothing {}).await
}

pub(crate) async fn basket_slip(desk: &Desk, request: wire::HeldBasketPick) -> Result<wire::Done, Fault> {
    let (till, actor) = (desk.till(), desk.actor()?);
    let printing = tokio::task::spawn_blocking(move || till.print_held(&actor, request.number));
    printing.await.map_err(|error| Fault::new(Code::MachineFailed, error.to_string()))??;
    Ok(wire::Done {})
}

pub(crate) async fn sale_checkout(desk: &Desk, request: wire::SaleCheckout) -> Result<wire::Sale, Fault> {
    let sale_id = request.sale_id.parse().map_err(|_| Fault::new(Code::BadRequest, "the sale id is no UUID"))?;
    let tenders = request
        .tenders
        .into_iter()
        .map(|tender| {
            Ok(tender::Tender {
                kind: tender.kind.into(),
                amount: amount(&tender.amount)?,
                reference: tender.reference.chars().take(40).collect(),
            })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    let sale = desk.till().checkout(&desk.actor()?, sale_id, &tenders)?;
    desk.show(Some(Shown {
        number: sale.number.clone(),
        total: sale.total.to_string(),
        change: sale.change.to_string(),
    }));
    Ok(handed_over(desk, sale).await)
}

/// What was issued is cleared where it must be, and printed. It stands, whatever keeps it from either.
pub(crate) async fn handed_over(desk: &Desk, sale: issue::Sale) -> wire::Sale {
    let delivery = desk.till().clear(&sale.number, PATIENCE).await.unwrap_or(Delivery::Parked(Parked::Answer));
    let (paper, paper_fault) = match delivery {
        Delivery::Deliverable => print(desk.till(), sale.number.clone()).await,
        Delivery::Parked(_) | Delivery::Rejected => {
            // The money is taken all the same. A printer that does not answer is told of when it is to print.
            let (till, number) = (desk.till(), sale.number.clone());
            tokio::task::spawn_blocking(move || till.open_drawer_for(&number));
            (wire::Paper::Withheld, None)
        }
    };
    wire::Sale {
        number: sale.number,
        uuid: sale.uuid.to_string(),
        icv: sale.icv as i64,
        issued_at: sale.issued_at.unix_millis(),
        total: sale.total.to_string(),
        vat: sale.vat.to_string(),
        change: sale.change.to_string(),
        coins: change_in_coins(sale.change).into_iter().map(|(halalas, count)| wire::Coin { halalas, count }).collect(),
        delivery: delivery.into(),
        paper,
        paper_fault,
    }
}

/// The sale is durable by now: paper is made beside it, and a slow printer is not waited for.
async fn print(till: Arc<Till>, number: String) -> (wire::Paper, Option<Code>) {
    let job = tokio::task::spawn_blocking(move || till.print(&number));
    match tokio::time::timeout(PAPER_PATIENCE, job).await {
        Ok(Ok(Ok(Made::Now(_) | Made::Copy(_) | Made::Before))) => (wire::Paper::Printed, None),
        Ok(Ok(Ok(Made::Underway))) => (wire::Paper::Printing, None),
        Ok(Ok(Ok(Made::Torn(why)))) => (wire::Paper::Failed, why.map(trouble_code)),
        Ok(Ok(Err(error))) => (wire::Paper::Failed, Some(Fault::from(error).code)),
        Ok(Err(_)) => (wire::Paper::Failed, Some(Code::MachineFailed)),
        Err(_) => (wire::Paper::Printing, None),
    }
}

pub(crate) async fn display_show(desk: &Desk, _: wire::Nothing) -> Result<wire::Display, Fault> {
    let till = desk.till();
    let Some(shop) = till.shop()? else { return Err(Fault::new(Code::NotOnboarded, "there is no shop yet")) };
    let cart = till.cart()?;
    let sale = desk.shown().map(|sale| wire::DisplaySale {
        qr: till.receipt_code(&sale.number).ok().map(|png| format!("data:image/png;base64,{}", BASE64.encode(png))),
        number: sale.number,
        total: sale.total,
        change: sale.change,
    });
    let cart = wire::Cart::from(cart);
    let policy = wire::Policy::from(till.policy()?);
    Ok(wire::Display {
        digits: policy.digits,
        theme: policy.theme,
        shop_name: shop.seller.name,
        training: till.environment()? != Environment::Production,
        lines: cart
            .lines
            .into_iter()
            .map(|line| wire::DisplayLine {
                name_ar: line.name_ar,
                name_en: line.name_en,
                quantity: line.quantity,
                unit: line.unit,
                total: line.total,
            })
            .collect(),
        off: cart.off,
        vat: cart.vat,
        total: cart.total,
        sale,
    })
}

impl From<wire::Approval> for Approval {
    fn from(word: wire::Approval) -> Self {
        Approval { user: word.user, pin: word.pin }
    }
}

impl From<tender::Tender> for wire::Tender {
    fn from(tender: tender::Tender) -> Self {
        wire::Tender { kind: tender.kind.into(), amount: tender.amount.to_string(), reference: tender.reference }
    }
}

impl From<wire::TenderKind> for tender::TenderKind {
    fn from(kind: wire::TenderKind) -> Self {
        match kind {
            wire::TenderKind::Cash => tender::TenderKind::Cash,
            wire::TenderKind::Card => tender::TenderKind::Card,
            wire::TenderKind::Transfer => tender::TenderKind::Transfer,
            wire::TenderKind::Credit => tender::TenderKind::Credit,
        }
    }
}

impl From<tender::TenderKind> for wire::TenderKind {
    fn from(kind: tender::TenderKind) -> Self {
        match kind {
            tender::TenderKind::Cash => wire::TenderKind::Cash,
            tender::TenderKind::Card => wire::TenderKind::Card,
            tender::TenderKind::Transfer => wire::TenderKind::Transfer,
            tender::TenderKind::Credit => wire::TenderKind::Credit,
        }
    }
}

impl From<Held> for wire::HeldBasket {
    fn from(held: Held) -> Self {
        let (names_ar, names_en) = held.names.into_iter().unzip();
        wire::HeldBasket {
            number: held.number,
            held_at: held.at.unix_millis(),
            by: held.by,
            label: held.label,
            lines: held.lines,
            total: held.total.to_string(),
            names_ar,
            names_en,
        }
    }
}

impl From<cart::Cart> for wire::Cart {
    fn from(cart: cart::Cart) -> Self {
        wire::Cart {
            sale_id: cart.row.sale_id.to_string(),
            count: cart.row.lines.len(),
            customer: cart.customer.map(|(id, customer)| wire::CartCustomer {
                id: id.0,
                company: customer.kind == sanduq_domain::customer::CustomerKind::Company,
                vat_number: customer.buyer.vat_number.map(|number| number.to_string()).unwrap_or_default(),
                name: customer.buyer.name,
                phone: customer.phone,
            }),
            discount: cart.row.discount.to_string(),
            off: cart.discount.to_string(),
            vat: cart.vat.to_string(),
            total: cart.total.to_string(),
            cash_due: cart.cash_due.to_string(),
            quick_cash: quick_cash(cart.cash_due),
            asks_for_company: cart.asks_for_company,
            lines: cart
                .row
                .lines
                .into_iter()
                .zip(cart.lines)
                .map(|(line, priced)| wire::CartLine {
                    id: line.id,
                    item: line.item.0,
                    name_ar: line.name_ar,
                    name_en: line.name_en,
                    quantity: line.quantity.to_string(),
                    unit: line.unit,
                    unit_price: line.unit_price.to_string(),
                    discount: line.discount.to_string(),
                    off: priced.discount.to_string(),
                    total: priced.total.to_string(),
                    note: line.note,
                })
                .collect(),
        }
    }
}

/// The total rounded up to each kind of note, without repetition, at most six.
fn quick_cash(total: Money) -> Vec<String> {
    if total.is_zero() {
        return Vec::new();
    }
    let mut amounts: Vec<i64> =
        [100].iter().chain(&NOTES).map(|note| (total.halalas() + note - 1) / note * note).collect();
    amounts.retain(|amount| *amount != total.halalas());
    amounts.sort_unstable();
    amounts.dedup();
    amounts.truncate(6);
    amounts.into_iter().map(|halalas| Money::from_halalas(halalas).to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_cash_is_what_a_customer_holds() {
        assert_eq!(quick_cash("30.30".parse().unwrap()), ["31.00", "35.00", "40.00", "50.00", "100.00", "200.00"]);
        assert_eq!(quick_cash("50".parse().unwrap()), ["100.00", "200.00", "500.00"]);
        assert!(quick_cash(Money::ZERO).is_empty());
    }
}
