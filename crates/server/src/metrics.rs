//! What is counted, for Prometheus.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// Requests by how they were answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    /// The route, not the path: ids would be labels without end.
    pub route: String,
    /// The status.
    pub status: u16,
}

/// Something by its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// All of them.
pub struct Metrics {
    registry: Registry,
    /// Requests.
    pub requests: Family<Answered, Counter>,
    /// Seconds that requests took.
    pub request_seconds: Histogram,
    /// Decisions by outcome.
    pub decisions: Family<Named, Counter>,
    /// Seconds that judging took.
    pub judging_seconds: Histogram,
    /// Deliveries of webhooks by how they ended.
    pub deliveries: Family<Named, Counter>,
    /// Attempts that wait for a worker.
    pub waiting: Gauge,
    /// Jobs that were given up.
    pub dead: Gauge,
    /// Cases that wait for a person, by how they stand: `open`, `at_risk`, `breached`, `waiting` for the applicant.
    pub cases: Family<Named, Gauge>,
    /// Seconds since which the oldest case waits.
    pub oldest_case: Gauge,
    /// Appeals by how they were decided.
    pub appeals: Family<Named, Counter>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("candor");
        let requests = Family::default();
        let decisions = Family::default();
        let deliveries = Family::default();
        let waiting = Gauge::default();
        let dead = Gauge::default();
        let cases = Family::default();
        let oldest_case = Gauge::default();
        let appeals = Family::default();
        let request_seconds = Histogram::new(exponential_buckets(0.001, 2.0, 14));
        let judging_seconds = Histogram::new(exponential_buckets(0.1, 2.0, 10));
        registry.register("requests", "Requests answered", requests.clone());
        registry.register("request_seconds", "Time to an answer", request_seconds.clone());
        registry.register("decisions", "Attempts decided", decisions.clone());
        registry.register("judging_seconds", "Time to judge an attempt", judging_seconds.clone());
        registry.register("deliveries", "Webhooks sent", deliveries.clone());
        registry.register("waiting_attempts", "Attempts that wait for a worker", waiting.clone());
        registry.register("dead_jobs", "Jobs that were given up", dead.clone());
        registry.register("cases", "Cases that wait for a person", cases.clone());
        registry.register("oldest_case_seconds", "Time for which the oldest case waits", oldest_case.clone());
        registry.register("appeals", "Appeals decided", appeals.clone());
        Self {
            registry,
            requests,
            request_seconds,
            decisions,
            judging_seconds,
            deliveries,
            waiting,
            dead,
            cases,
            oldest_case,
            appeals,
        }
    }
}

impl Metrics {
    /// In the text format of OpenMetrics.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
