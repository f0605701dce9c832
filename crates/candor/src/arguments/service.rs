//! The arguments of the commands that run and manage the service.

use super::ModelsFolder;
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a server's data, keys and settings are.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SetUp {
    /// Settings in a TOML file; docs/settings.md lists them. CANDOR_ and a key in capitals wins over it.
    #[arg(long, value_name = "FILE", global = true, value_hint = ValueHint::FilePath)]
    pub(crate) config: Option<PathBuf>,

    /// Folder of database and blobs.
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<PathBuf>,

    /// Folder of the keys; on another volume than the data.
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub(crate) keys: Option<PathBuf>,
}

/// How the service is reached, where it is not the settings that say it.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Listening {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,

    /// Speak TLS with a certificate that nobody vouches for, to try the camera of a phone in the same network.
    #[arg(long)]
    pub(crate) tls_self_signed: bool,
}

/// Run the service: sessions over HTTP, workers, webhooks.
#[derive(Debug, Args)]
#[command(
    long_about = "\
Run the service. Nothing needs to be set up: database, blobs, keys, a first relying party and its test key are made on the first run, \
and what to open is printed.",
    after_help = "\
Examples:
  candor serve                                        try it on this machine
  candor serve --demo                                 and print where an applicant begins
  candor serve --data /srv/candor --keys /etc/candor  data and keys apart
  candor serve --listen 0.0.0.0:8443 --tls-self-signed
                                                      try it on a phone in the same network
  candor serve --config candor.toml                   with settings; docs/settings.md lists them
  candor serve --openapi > openapi.json               the API as OpenAPI 3.1"
)]
pub(crate) struct ServeArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(flatten)]
    pub(crate) listening: Listening,

    /// Serve only; `candor work` judges.
    #[arg(long)]
    pub(crate) without_workers: bool,

    /// Make what can be tried: "Utopia Exchange" with an invitation, an inbox page for this machine and two reviewers; and a session in test mode. On
    /// this machine alone, and not in folders where anybody else's data is.
    #[arg(long, conflicts_with = "without_workers")]
    pub(crate) demo: bool,

    /// With --demo: the folder that `candor specimen --story` wrote; the inbox page says what stands on its document.
    #[arg(long, value_name = "DIR", requires = "demo", value_hint = ValueHint::DirPath)]
    pub(crate) story: Option<PathBuf>,

    /// Print the OpenAPI document and end.
    #[arg(long, conflicts_with = "settings")]
    pub(crate) openapi: bool,

    /// Print the reference of all settings and end.
    #[arg(long)]
    pub(crate) settings: bool,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// Run workers alone, beside `candor serve` on the same data.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor work --data /srv/candor --keys /etc/candor")]
pub(crate) struct WorkArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// Look whether everything that the service needs is well, and say how to mend what is not.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 when all is well or only worth a look, 1 when something keeps the service from working.

Examples:
  candor doctor
  candor doctor --data /srv/candor --keys /etc/candor
  candor doctor --listen 0.0.0.0:8443 --tls-self-signed   as `candor serve` would be started")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(flatten)]
    pub(crate) listening: Listening,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// Manage relying parties, their keys and their users.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor admin parties                                  list relying parties
  candor admin add-party 'Example Exchange'             register one
  candor admin keys rp_...                              list its keys
  candor admin add-key rp_... --mode live --days 365    make a key; it is shown once
  candor admin rotate-key rp_... key_... --days 7       a key in its place; the old one ends in seven days
  candor admin revoke-key rp_... key_...                refuse a key from now on
  candor admin add-user rp_... anna --roles lead        register who decides; the password is shown once
  candor admin return-url rp_... https://example.org/   allow an address to send applicants back to
  candor admin brand rp_... --logo logo.svg --accent '#1f5fbf' --support-email help@example.org
                                                        how the applicant's pages show it, and where it helps
  candor admin hold rp_... user-1001                    a legal hold: nothing of this person is deleted
  candor admin rotate-keys                              a new wrapping key; data keys follow by themselves")]
pub(crate) struct AdminArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(subcommand)]
    pub(crate) action: AdminAction,
}

/// What can be managed.
#[derive(Debug, Subcommand)]
pub(crate) enum AdminAction {
    /// List relying parties
    Parties,
    /// Register a relying party
    AddParty {
        /// What people call it.
        name: String,
    },
    /// List the keys of a relying party
    Keys {
        /// Its id.
        party: String,
    },
    /// Make a key; it is shown once
    AddKey {
        /// The relying party's id.
        party: String,
        /// Whether it is for trying things out or for people.
        #[arg(long, value_enum, default_value_t = KeyMode::Test)]
        mode: KeyMode,
        /// What it may do; everything when there is none.
        #[arg(long, value_enum, value_delimiter = ',')]
        scopes: Vec<KeyScope>,
        /// Days until it ends; never when not given.
        #[arg(long)]
        days: Option<u32>,
    },
    /// Make a key that may do what another may, shown once, and end that other
    RotateKey {
        /// The relying party's id.
        party: String,
        /// The id of the key that ends.
        key: String,
        /// Days until it ends, for the new one to be put in its place everywhere.
        #[arg(long, default_value_t = 1)]
        days: u32,
    },
    /// Refuse a key from now on
    RevokeKey {
        /// The relying party's id.
        party: String,
        /// The key's id.
        key: String,
    },
    /// List who decides for a relying party
    Users {
        /// The relying party's id.
        party: String,
    },
    /// Register somebody who decides; the password is shown once
    AddUser {
        /// The relying party's id.
        party: String,
        /// The name to log in by: 1 to 64 letters without spaces.
        login: String,
        /// What they may do.
        #[arg(long, value_enum, value_delimiter = ',', default_value = "reviewer")]
        roles: Vec<UserRole>,
    },
    /// Give a user another password; it is shown once
    ResetUser {
        /// The relying party's id.
        party: String,
        /// The login.
        login: String,
    },
    /// Let a user do nothing from now on
    DisableUser {
        /// The relying party's id.
        party: String,
        /// The login.
        login: String,
        /// Let the user go on instead.
        #[arg(long)]
        enable: bool,
    },
    /// Forget a user's second factor: the next sign-in at the console sets another
    ForgetSecondFactor {
        /// The relying party's id.
        party: String,
        /// The login.
        login: String,
    },
    /// Say how a relying party handles appeals; what is not named stays
    Appeals {
        /// The relying party's id.
        party: String,
        /// The calendar that business days are counted by: cn, target, us_federal, or a file (`candor calendar show target` prints one to begin with).
        #[arg(long, value_name = "NAME|FILE", value_hint = ValueHint::FilePath)]
        calendar: Option<String>,
        /// Whether everybody may read how often decisions were overturned.
        #[arg(long, value_name = "yes|no", value_parser = ["yes", "no"])]
        transparency: Option<String>,
        /// Where else an applicant may turn once an appeal was not upheld, in a sentence.
        #[arg(long, value_name = "TEXT")]
        redress: Option<String>,
        /// The gateway that takes short messages; the secret that signs them (Standard Webhooks) is made and shown once.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        sms_url: Option<String>,
    },
    /// Say whether people register with Candor itself for a relying party, and whether that is for real
    Registration {
        /// The relying party's id.
        party: String,
        /// Nobody registers, people do, or accounts are for trying things out.
        #[arg(value_name = "off|live|test", value_parser = ["off", "live", "test"])]
        mode: String,
    },
    /// Allow an address to send applicants back to
    ReturnUrl {
        /// The relying party's id.
        party: String,
        /// How such addresses begin.
        url: String,
    },
    /// Say how the applicant's pages show a relying party, and where it helps; what is not named stays
    Brand {
        /// The relying party's id.
        party: String,
        /// Its logo: PNG, WebP, or SVG without scripts, up to 32 kB.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        logo: Option<PathBuf>,
        /// Its colour. Text on it is white or black, whichever can be read.
        #[arg(long, value_name = "#RRGGBB")]
        accent: Option<String>,
        /// Where it answers letters.
        #[arg(long, value_name = "ADDRESS")]
        support_email: Option<String>,
        /// Where it answers calls: `+` and the country's number.
        #[arg(long, value_name = "NUMBER")]
        support_phone: Option<String>,
        /// Its page of help.
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        support_url: Option<String>,
        /// Forget first what was said before.
        #[arg(long)]
        clear: bool,
    },
    /// Keep everything of a person, whatever policy and relying party say
    Hold {
        /// The relying party's id.
        party: String,
        /// What the relying party calls the person.
        external_id: String,
        /// Among the sessions of this mode.
        #[arg(long, value_enum, default_value_t = KeyMode::Live)]
        mode: KeyMode,
        /// Lift the hold.
        #[arg(long)]
        release: bool,
    },
    /// Add a wrapping key, which servers that run take up by themselves, or one that signs records, which they take up when started again
    RotateKeys {
        /// One that signs.
        #[arg(long)]
        signing: bool,
    },
}

/// See `candor admin add-user --roles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum UserRole {
    /// Decides cases.
    Reviewer,
    /// Decides where reviewers disagree.
    Lead,
    /// Looks after users, webhooks and the policy.
    Admin,
    /// Reads, and changes nothing.
    Auditor,
}

/// See `candor admin add-key --mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyMode {
    /// Specimens pass, magic numbers reach every outcome.
    Test,
    /// People.
    Live,
}

/// See `candor admin add-key --scopes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyScope {
    /// Read sessions, decisions, records and events.
    Read,
    /// Create, cancel and redact sessions.
    Write,
    /// Change policy and webhooks.
    Manage,
}

/// Copy database, wrapped keys and blobs while the service runs.
#[derive(Debug, Args)]
#[command(after_help = "\
The ring of keys is not part of it: keep a copy of its folder elsewhere, or the backup cannot be read, or can be read by whoever has it.

The wrapped keys are what a redaction destroys: a shred is complete when every backup of them from before is gone. With --keys-out they lie apart \
from the rest, and can be kept for days where the rest is kept for years.

Examples:
  candor backup /backup/2026-11-23
  candor backup /backup/2026-11-23 --keys-out /backup-of-keys/2026-11-23")]
pub(crate) struct BackupArguments {
    /// A new folder to write into.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,

    /// A new folder for the wrapped keys, which are otherwise written beside the rest.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) keys_out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) set_up: SetUp,
}

/// Put a backup in the place of the data. What was redacted since then is redacted again.
#[derive(Debug, Args)]
#[command(after_help = "\
Stop the service first. The data that is there is kept beside it, under the same name and `.before-restore`; destroy it when all is well.

Examples:
  candor restore /backup/2026-11-23
  candor restore /backup/2026-11-23 --keys-from /backup-of-keys/2026-11-27")]
pub(crate) struct RestoreArguments {
    /// The folder that `candor backup` wrote.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) from: PathBuf,

    /// The folder of the wrapped keys, where `candor backup --keys-out` wrote them: the newest there is.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) keys_from: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) set_up: SetUp,
}

/// The trail of who did what.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor audit verify            walk the chain of every relying party
  candor audit list rp_...       entries as JSON Lines")]
pub(crate) struct AuditArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

/// What can be done with it.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Walk the chains, and name the first entry that was altered, removed or moved
    Verify,
    /// Print entries as JSON Lines
    List {
        /// The relying party's id.
        party: String,
    },
}

/// Hold the ledgers of rebates against their entries.
#[derive(Debug, Args)]
#[command(after_help = "\
A line for each relying party and mode: what the entries alone make is compared with the postings and tallies that are kept. Exit 1 names the first
entry that differs. It may run beside the service.

Examples:
  candor ledger reconcile
  candor ledger reconcile --data /var/lib/candor")]
pub(crate) struct LedgerArguments {
    #[command(flatten)]
    pub(crate) set_up: SetUp,

    #[command(subcommand)]
    pub(crate) action: LedgerAction,
}

/// What can be done with ledgers.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerAction {
    /// Replay every ledger from its entries, verify its chain, and compare it with what is kept beside it
    Reconcile,
}

/// Receive webhooks on this machine, to try them.
#[derive(Debug, Args)]
pub(crate) struct WebhookArguments {
    #[command(subcommand)]
    pub(crate) action: WebhookAction,
}

/// What can be done with webhooks.
#[derive(Debug, Subcommand)]
pub(crate) enum WebhookAction {
    /// Say of each message that comes whether the secret signed it; refuse it when not
    #[command(after_help = "\
The service sends to addresses of this machine only with webhooks_to_private_addresses.

Examples:
  CANDOR_WEBHOOK_SECRET=whsec_... candor webhook listen
  CANDOR_WEBHOOK_SECRET=whsec_... candor webhook listen --listen 127.0.0.1:9000")]
    Listen {
        /// Where to wait.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9099")]
        listen: SocketAddr,
        /// The secret of the webhook, shown when it was registered.
        #[arg(long, value_name = "SECRET", env = "CANDOR_WEBHOOK_SECRET", hide_env_values = true)]
        secret: String,
    },
}
