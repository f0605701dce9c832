//! What can go wrong, each with a code and one line that names cause and remedy.

use std::path::{Path, PathBuf};
use thiserror::Error;
use vision::PhotoError;
use vision::model::ModelError;

/// Why an image was not read, or a command could not do its work.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// There is no such file.
    #[error("there is no such file or folder; check the path")]
    NotFound,
    /// The file is there, but cannot be read.
    #[error("it cannot be read ({0}); check its permissions")]
    Unreadable(String),
    /// A folder without images.
    #[error(
        "there is no image in this folder or those inside (JPEG, PNG or WebP); name another, or the files themselves"
    )]
    NoImages,
    /// Not a photo that can be used.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// An image of a verification, by its path.
    #[error("{}: {cause}", path.display())]
    Image {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: Box<Failure>,
    },
    /// A claim that cannot be used.
    #[error(transparent)]
    Claim(#[from] verify::claim::ClaimError),
    /// A policy that cannot be used.
    #[error("{}: {cause}", path.display())]
    Policy {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: verify::policy::PolicyError,
    },
    /// A calendar that cannot be used.
    #[error("{}: {cause}", path.display())]
    Calendar {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: verify::business::CalendarError,
    },
    /// A list of official channels that cannot be used.
    #[error("{}: {cause}", path.display())]
    Channels {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: verify::channel::ChannelError,
    },
    /// A text in which there is nothing to check.
    #[error("{text:?}: {cause}")]
    Channel {
        /// The text.
        text: String,
        /// What is wrong with it.
        cause: verify::channel::Unreadable,
    },
    /// A file that cannot be looked into.
    #[error("{}: {cause}", path.display())]
    App {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: server::apps::AppError,
    },
    /// A record, its opening or its key.
    #[error(transparent)]
    Record(#[from] verify::record::RecordError),
    /// A value on the command line that cannot be meant.
    #[error("{0}")]
    Argument(String),
    /// A model is missing, altered or fails.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A specimen cannot be drawn.
    #[error(transparent)]
    Specimen(#[from] specimen::SpecimenError),
    /// A result cannot be written.
    #[error("{} cannot be written ({cause}); free some space, or name another folder", place.display())]
    Unwritable {
        /// The file or folder.
        place: PathBuf,
        /// The system's words.
        cause: String,
    },
    /// A package client is not installed.
    #[error("{client} is needed to fetch {package}; {remedy}")]
    NoClient {
        /// The program.
        client: &'static str,
        /// The package that it should have fetched.
        package: String,
        /// How to get the program.
        remedy: &'static str,
    },
    /// A package client failed.
    #[error("{package} could not be fetched ({cause}); check the network and run `candor models pull` again")]
    NotFetched {
        /// The package, with its version.
        package: String,
        /// The client's last words.
        cause: String,
    },
    /// A package does not carry the file that the manifest names.
    #[error("{package} does not carry the file that the manifest names for {name} ({cause})")]
    NotThatFile {
        /// The package, with its version.
        package: String,
        /// The file's name in the manifest.
        name: String,
        /// What was found instead.
        cause: String,
    },
    /// A name that the manifest does not have.
    #[error("the manifest names no {0}; `candor models list` shows all names")]
    UnknownName(String),
    /// Files are missing or altered.
    #[error("{0}")]
    ModelsNotWell(String),
    /// The server does not run.
    #[error(transparent)]
    Serve(#[from] server::ServeError),
    /// The server's settings.
    #[error(transparent)]
    Config(#[from] server::ConfigError),
    /// The manifest that is built into the program cannot be read.
    #[error("the manifest of models cannot be read ({0})")]
    Manifest(String),
}

impl From<::store::StoreError> for Failure {
    fn from(error: ::store::StoreError) -> Self {
        Self::Serve(error.into())
    }
}

impl From<vault::VaultError> for Failure {
    fn from(error: vault::VaultError) -> Self {
        Self::Serve(error.into())
    }
}

impl Failure {
    /// The reason code: `file.*` for what the sender of a photo can mend, `model.*`, `output.*` and `package.*` for
    /// what whoever runs the command can.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "file.not_found",
            Self::Unreadable(_) => "file.unreadable",
            Self::NoImages => "file.no_images",
            Self::Photo(error) => error.code(),
            Self::Image { cause, .. } => cause.code(),
            Self::Claim(_) => "claim.unusable",
            Self::Policy { .. } => "policy.unusable",
            Self::Calendar { .. } => "calendar.unusable",
            Self::Channels { .. } => "channels.unusable",
            Self::Channel { .. } => "channel.unreadable",
            Self::App { .. } => "app.unreadable",
            Self::Record(_) => "record.not_good",
            Self::Argument(_) => "argument.wrong",
            Self::Model(ModelError::Missing { .. }) => "model.missing",
            Self::Model(ModelError::Altered { .. }) => "model.altered",
            Self::Model(ModelError::Unusable { .. }) => "model.unusable",
            Self::Model(ModelError::Failed { .. }) => "model.failed",
            Self::Specimen(_) => "specimen.not_drawn",
            Self::Unwritable { .. } => "output.unwritable",
            Self::NoClient { .. } => "package.no_client",
            Self::NotFetched { .. } => "package.not_fetched",
            Self::NotThatFile { .. } => "package.not_that_file",
            Self::UnknownName(_) => "model.unknown_name",
            Self::ModelsNotWell(_) => "model.not_well",
            Self::Serve(_) => "server.not_running",
            Self::Config(_) => "settings.unusable",
            Self::Manifest(_) => "model.manifest",
        }
    }

    /// `cause` of a failed write at `place`.
    pub(crate) fn unwritable(place: &Path, cause: &impl ToString) -> Self {
        Self::Unwritable { place: place.to_path_buf(), cause: cause.to_string() }
    }
}
