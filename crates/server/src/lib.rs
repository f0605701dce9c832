//! The HTTP service: sessions, uploads, workers, decisions, webhooks.
//!
//! A relying party creates a session; the applicant sends claim and evidence with a token bound to it; a worker judges what was
//! submitted; the decision is an event that webhooks carry. Everything personal is sealed before it leaves the process.

mod answers;
mod appeals;
pub mod apps;
pub mod brand;
mod clock;
mod config;
mod demo;
mod evidence;
mod handover;
mod idempotency;
mod ids;
mod jobs;
mod judge;
mod limits;
mod mail;
mod metrics;
mod network;
mod operator;
mod pages;
mod problem;
mod rebates;
mod request;
mod routes;
mod run;
mod second_factor;
mod service;
mod tls;
mod told;
mod uploads;
mod users;
mod webauthn;
mod webhooks;

pub use appeals::{Gateway, calendar, calendar_name, gateway};
pub use clock::{Clock, SystemClock};
pub use config::{Config, ConfigError, KEYS};
pub use demo::demo_session;
pub use judge::{Clip, DeviceModel, Files, Judge, Measured, NotMeasured, Picture, Shown};
pub use mail::Mailer;
pub use network::{Network, Origin};
pub use pages::Pages;
pub use request::Scope;
pub use routes::document;
pub use routes::{Demo, open_demo};
pub use run::{
    FirstKey, NewKey, Opening, Running, ServeError, by_operator, database, key_table, legal_hold, may_return, new_key,
    new_party, open, ring, rotate_key, rotate_ring, serve, sweep, work,
};
pub use service::{Service, Shared};
pub use tls::self_signed;
pub use users::{NewUser, Role, disable_user, forget_second_factor, new_password, new_user};
