//! The memory that argon2id fills. The system hands memory out page by page as it is first written to, and that takes
//! longer than all the reckoning in it: a till has it handed out before somebody types a PIN.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

static READY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Has `blocks` blocks handed out, for one proof.
pub(super) fn prepare(blocks: usize) {
    let fresh = vec![Block::new(); blocks];
    *READY.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
}

/// At least `blocks` blocks, those that were made ready if they are enough.
pub(super) fn take(blocks: usize) -> Vec<Block> {
    let mut ready = std::mem::take(&mut *READY.lock().unwrap_or_else(PoisonError::into_inner));
    if ready.len() < blocks {
        ready = vec![Block::new(); blocks];
    }
    ready
}
