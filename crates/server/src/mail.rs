//! Letters: by SMTP, or into a folder where no server is named. They hold codes and addresses, never evidence.

use crate::config::Config;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Message, Tokio1Executor};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use verify::texts::Letter;

/// How long the server may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Copies of letters that a demonstration shows; older ones go.
const MOST_COPIES: usize = 50;

/// A letter that was sent, for a demonstration.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    pub(crate) id: String,
    /// Whose relying party wrote; nobody's when it is to whoever runs the server.
    pub(crate) party: Option<String>,
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) to: String,
    pub(crate) letter: Letter,
}

/// Sends letters.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
    /// Copies, once a demonstration asked for them.
    copies: Arc<OnceLock<Mutex<VecDeque<Copy>>>>,
}

#[derive(Clone, Debug)]
enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Outbox(PathBuf),
}

impl Mailer {
    /// Sends as `config` says.
    ///
    /// # Errors
    /// The key that cannot be used, and why.
    pub fn new(config: &Config) -> Result<Self, String> {
        let from = config.mail_from.parse().map_err(|cause| format!("`mail_from` is no address: {cause}"))?;
        if config.smtp_url.is_empty() {
            return Ok(Self { from, way: Way::Outbox(config.data.join("outbox")), copies: Arc::default() });
        }
        // A second call finds the provider in its place.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // What the address holds, a password perhaps, is never repeated.
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.smtp_url);
        let server = server.map_err(|_| "`smtp_url` is no address such as smtps://name:password@mail.example:465")?;
        Ok(Self { from, way: Way::Server(server.timeout(Some(PATIENCE)).build()), copies: Arc::default() })
    }

    /// Whether messages to telephones get anywhere: into the folder they do, and a mail server takes none.
    #[must_use]
    pub(crate) const fn reaches_telephones(&self) -> bool {
        matches!(self.way, Way::Outbox(_))
    }

    /// From now on letters are kept in memory, newest last, if they go into the folder; whether they do.
    pub(crate) fn keeps_copies(&self) -> bool {
        let here = matches!(self.way, Way::Outbox(_));
        if here {
            self.copies.get_or_init(Mutex::default);
        }
        here
    }

    /// The letters that were kept, oldest first.
    pub(crate) fn copies(&self) -> Vec<Copy> {
        let kept = self.copies.get().map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner));
        kept.map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }

    fn copied(&self, (id, party): (&str, Option<&str>), to: &str, letter: &Letter, at: i64) {
        let Some(kept) = self.copies.get() else { return };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|copy| copy.id != id);
        kept.push_back(Copy {
            id: id.to_owned(),
            party: party.map(str::to_owned),
            at,
            to: to.to_owned(),
            letter: letter.clone(),
        });
        while kept.len() > MOST_COPIES {
            kept.pop_front();
        }
    }

    /// Sends a letter of a relying party to a mailbox, or a message to a telephone, which goes to the folder. `id` is the same when it is sent again;
    /// `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// Why it was not taken, without the address.
    pub async fn send(
        &self,
        (id, party): (&str, Option<&str>),
        to: &str,
        letter: &Letter,
        now: i64,
    ) -> Result<(), String> {
        let folder = match &self.way {
            Way::Outbox(folder) => folder,
            Way::Server(server) if to.contains('@') => {
                let sent = server.send(self.message(id, to, letter)?).await;
                return sent.map(|_| ()).map_err(|cause| match cause.status() {
                    Some(status) => format!("the mail server said {status}"),
                    None => "the mail server does not answer".to_owned(),
                });
            }
            Way::Server(_) => return Err("messages to telephones cannot be sent".into()),
        };
        let bytes = match to.contains('@') {
            true => self.message(id, to, letter)?.formatted(),
            false => format!("To: {to}\n\n{}\n\n{}", letter.subject, letter.text).into_bytes(),
        };
        let place = folder.join(format!("{id}.eml"));
        let written = std::fs::create_dir_all(folder).and_then(|()| crate::run::owner_only(&place, &bytes));
        written.map_err(|cause| format!("the outbox cannot be written: {cause}"))?;
        self.copied((id, party), to, letter, now);
        Ok(())
    }

    /// Deletes letters of the outbox that are older than a day: codes are invalid by then, and addresses stand in them.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn tidy(&self, now: std::time::SystemTime) -> std::io::Result<()> {
        let Way::Outbox(folder) = &self.way else { return Ok(()) };
        let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
        for entry in entries {
            let entry = entry?;
            let age = now.duration_since(entry.metadata()?.modified()?).unwrap_or_default();
            if age > Duration::from_secs(86_400) {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    fn message(&self, id: &str, to: &str, letter: &Letter) -> Result<Message, String> {
        let to = to.parse().map_err(|_| "the address cannot be written to".to_owned())?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| "the letter cannot be written".to_owned())
    }
}
