//! Letters about an appeal: a receipt, a code, a word that there is something to read. Never evidence.

use crate::ids;
use crate::problem::Problem;
use crate::service::{Shared, context, sealed};
use store::{Appeal, Letter, NewJob, Step};

/// Where the code of a letter is sealed.
pub(crate) fn place(id: &str) -> String {
    context("letter", id, "code")
}

/// A letter of that text, and the job that sends it.
pub(crate) fn written(service: &Shared, appeal: &Appeal, name: &str, code: Option<&str>) -> Result<Vec<Step>, Problem> {
    let now = service.now();
    let id = ids::new("ltr", now)?;
    let key = service.ring.derived("letters");
    let code = code.map(|code| sealed(&key, &place(&id), &code)).transpose()?;
    let letter =
        Letter { id: id.clone(), appeal: appeal.id.clone(), name: name.to_owned(), sealed: code, created_at: now };
    let job = NewJob { id: ids::new("job", now)?, kind: "letter", subject: id, delay: 0, most_attempts: 8 };
    Ok(vec![Step::NewLetter(letter), Step::NewJob(job)])
}
