//! `quoth schema`: the JSON Schema of the article record.

use super::{Outcome, print};

pub(crate) fn run() -> anyhow::Result<Outcome> {
    print(format!("{:#}\n", quoth::report::schema::json_schema()).as_bytes())
}
