//! JSON objects whose every fault is collected, with its place.

use std::fmt::Display;
use std::str::FromStr;

use sanduq_domain::money::Money;
use serde_json::{Map, Value};

/// Everything that is wrong so far, a sentence each.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_sentences(self) -> Vec<String> {
        self.0
    }

    pub(super) fn say(&mut self, sentence: &str) {
        self.0.push(sentence.to_owned());
    }

    /// Names the field.
    pub(super) fn at(&mut self, object: &Object<'_>, key: &str, fault: &str) {
        let comma = if object.place.is_empty() { "" } else { ", " };
        self.0.push(format!("{}{comma}{key}: {fault}", object.place));
    }

    /// Names the field, and stands for the value that could not be read.
    pub(super) fn none_at<T>(&mut self, object: &Object<'_>, key: &str, fault: &str) -> Option<T> {
        self.at(object, key, fault);
        None
    }
}

/// An object at its place: `line 2`, or nothing for the whole.
pub(super) struct Object<'a> {
    map: &'a Map<String, Value>,
    place: String,
}

impl<'a> Object<'a> {
    pub(super) fn new(map: &'a Map<String, Value>, place: String, known: &[&str], faults: &mut Faults) -> Self {
        let object = Object { map, place };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            faults.at(&object, key, "there is no such field");
        }
        object
    }

    pub(super) fn of_value(value: &'a Value, place: String, known: &[&str], faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Object::new(map, place, known, faults)),
            _ => {
                faults.say(&format!("{place}: it is a JSON object"));
                None
            }
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    pub(super) fn text(&self, key: &str, faults: &mut Faults) -> Option<String> {
        match self.get(key)? {
            Value::String(text) => Some(text.clone()),
            _ => faults.none_at(self, key, "it is a text in quotes"),
        }
    }

    pub(super) fn required_text(&self, key: &str, faults: &mut Faults) -> Option<String> {
        if self.has(key) { self.text(key, faults) } else { faults.none_at(self, key, "it is missing") }
    }

    pub(super) fn parsed<T>(&self, key: &str, faults: &mut Faults) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        match self.text(key, faults)?.parse() {
            Ok(value) => Some(value),
            Err(error) => faults.none_at(self, key, &error.to_string()),
        }
    }

    pub(super) fn required<T>(&self, key: &str, faults: &mut Faults) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        if self.has(key) { self.parsed(key, faults) } else { faults.none_at(self, key, "it is missing") }
    }

    /// An amount that may lie below zero.
    pub(super) fn signed_amount(&self, key: &str, faults: &mut Faults) -> Option<Money> {
        match Money::try_from(self.text(key, faults)?) {
            Ok(amount) => Some(amount),
            Err(error) => faults.none_at(self, key, &error.to_string()),
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&self, key: &str, faults: &mut Faults) -> Option<usize> {
        let value = self.get(key)?;
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok()).filter(|count| *count > 0);
        if count.is_some() { count } else { faults.none_at(self, key, "it is a whole number from 1") }
    }

    /// One of several words.
    pub(super) fn choice<T>(&self, key: &str, faults: &mut Faults, known: impl Fn(&str) -> Option<T>) -> Option<T> {
        let word = self.text(key, faults)?;
        let choice = known(&word);
        if choice.is_some() { choice } else { faults.none_at(self, key, &format!("{word:?} is not one that is known")) }
    }

    pub(super) fn list(&self, key: &str, faults: &mut Faults) -> &'a [Value] {
        match self.get(key) {
            None => &[],
            Some(Value::Array(values)) => values,
            Some(_) => {
                faults.at(self, key, "it is a list");
                &[]
            }
        }
    }

    pub(super) fn object(&self, key: &str, known: &[&str], faults: &mut Faults) -> Option<Object<'a>> {
        Object::of_value(self.get(key)?, key.to_owned(), known, faults)
    }

    /// A list of objects, each named by its key and number.
    pub(super) fn objects<T>(
        &self,
        key: &str,
        known: &[&str],
        faults: &mut Faults,
        read: impl Fn(&Object<'a>, &mut Faults) -> Option<T>,
    ) -> Vec<T> {
        let name = key.trim_end_matches('s');
        self.list(key, faults)
            .iter()
            .enumerate()
            .filter_map(|(index, value)| {
                let object = Object::of_value(value, format!("{name} {}", index + 1), known, faults)?;
                read(&object, faults)
            })
            .collect()
    }
}
