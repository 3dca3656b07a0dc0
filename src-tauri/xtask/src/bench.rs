//! `bench`: the product against its floors, in one run. The benches themselves are in the tests crate.

use crate::Outcome;
use crate::house::cargo;

pub(crate) fn bench(arguments: &[&str]) -> Outcome {
    let order = [&["bench", "--package", "sanduq-tests", "--benches", "--"], arguments].concat();
    match cargo(&order).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the benches failed".to_owned()),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}
