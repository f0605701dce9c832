//! The arguments of `candor channel`.

use super::ReportLanguage;
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// Say whether a link, mail address, telephone number or app is one of a relying party's own; sign and verify the list of them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor channel check --list channels.toml https://utopia.example/login
  candor channel sign channels.toml --key keys/sign.key > channels.json
  candor channel verify channels.json --key keys/verify.pub")]
pub(crate) struct ChannelArguments {
    #[command(subcommand)]
    pub(crate) action: ChannelAction,
}

/// What to do with channels.
#[derive(Debug, Subcommand)]
pub(crate) enum ChannelAction {
    Check(Checked),
    /// Sign a list, as the service does at /.well-known/candor/{relying_party}/channels.json.
    #[command(after_help = "\
Examples:
  candor record key keys/                    a pair of keys, once
  candor channel sign channels.toml --key keys/sign.key > channels.json")]
    Sign {
        /// The list: TOML with domains, apps, phones and mailboxes.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        list: PathBuf,
        /// The key that signs: a file with 64 hexadecimal digits.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        key: PathBuf,
        /// Whose list it is.
        #[arg(long, value_name = "NAME", default_value = "own")]
        relying_party: String,
        /// The number of the version.
        #[arg(long, value_name = "N", default_value = "1")]
        list_version: i64,
        /// The day of the version, YYYY-MM-DD; today when there is none.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
    },
    /// Say whether a key signed the list as it is.
    #[command(after_help = "\
Examples:
  candor channel verify channels.json --key keys/verify.pub")]
    Verify {
        /// The signed list.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        list: PathBuf,
        /// The public key: a file with 64 hexadecimal digits. A key inside the list is never trusted.
        #[arg(long, value_name = "PUB", value_hint = ValueHint::FilePath)]
        key: PathBuf,
    },
}

/// Say whether something is an official channel, or imitates one. Nothing is opened: the text or the file alone is looked at.
#[derive(Debug, Args)]
#[command(after_help = "\
A list is TOML, or the signed JSON that a relying party publishes:
  domains = [\"utopia.example\"]
  phones = [\"+442079460123\"]
  mailboxes = [\"help@utopia.example\"]
  [[apps]]
  name = \"Utopia\"
  package = \"example.utopia.wallet\"
  certificates = [\"64 hexadecimal digits: the SHA-256 of the certificate\"]
  stores = [\"https://store.example/apps/details?id=example.utopia.wallet\"]

Exit status: 0 when everything is official, 1 when something is not or imitates what is, 2 when it cannot be said.

Examples:
  candor channel check https://utopia.example/login        with channels.toml in this folder
  candor channel check --list channels.json --key verify.pub --relying-party rp_... 'Utopia <help@utopia.example>'
  candor channel check --lang zh-CN +442079460123 utopia.apk")]
pub(crate) struct Checked {
    /// Links, mail addresses, telephone numbers, ids of apps, or paths of app files.
    #[arg(required = true, value_name = "WHAT")]
    pub(crate) what: Vec<String>,

    /// The list of official channels.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "channels.toml")]
    pub(crate) list: PathBuf,

    /// The public key that must have signed the list: a file with 64 hexadecimal digits.
    #[arg(long, value_name = "PUB", value_hint = ValueHint::FilePath)]
    pub(crate) key: Option<PathBuf>,

    /// The relying party whose list it must be, as a server signs the lists of all its relying parties with one key.
    #[arg(long, value_name = "ID")]
    pub(crate) relying_party: Option<String>,

    /// Language of the answers.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: ReportLanguage,

    /// Print JSON Lines: one object for each WHAT, in the order given.
    #[arg(long)]
    pub(crate) json: bool,
}
