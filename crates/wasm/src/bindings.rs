//! The class that the browser sees. Texts go in and out as JSON, pictures as bytes.

use crate::Failure;
use serde::Serialize;
use vision::Stopwatch;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;
}

/// The browser's clock; what runs in a worker has it to itself.
struct Performance;

impl Stopwatch for Performance {
    fn cpu_ms(&self) -> f64 {
        now()
    }

    fn wall_ms(&self) -> f64 {
        now()
    }
}

fn thrown(failure: Failure) -> JsError {
    JsError::new(&failure.to_string())
}

fn json(result: Result<impl Serialize, Failure>) -> Result<String, JsError> {
    let value = result.map_err(thrown)?;
    serde_json::to_string(&value).map_err(|cause| JsError::new(&cause.to_string()))
}

/// See [`crate::Device`].
#[wasm_bindgen]
pub struct Device(crate::Device);

#[wasm_bindgen]
impl Device {
    /// See [`crate::Device::new`].
    #[wasm_bindgen(constructor)]
    pub fn new(policy_json: &str, locale: &str) -> Result<Device, JsError> {
        crate::Device::new(policy_json, locale, Box::new(Performance)).map(Self).map_err(thrown)
    }

    /// See [`crate::Device::load`].
    pub fn load(&mut self, name: &str, onnx: Vec<u8>) -> Result<(), JsError> {
        self.0.load(name, onnx).map_err(thrown)
    }

    /// See [`crate::Device::has`].
    pub fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    /// See [`crate::Device::set_locale`].
    pub fn set_locale(&mut self, locale: &str) -> Result<(), JsError> {
        self.0.set_locale(locale).map_err(thrown)
    }

    /// See [`crate::Device::guide_document`].
    pub fn guide_document(&self, rgba: &[u8], width: u32, height: u32, side: &str) -> Result<String, JsError> {
        json(self.0.guide_document(rgba, width, height, side))
    }

    /// See [`crate::Device::guide_face`].
    pub fn guide_face(&mut self, rgba: &[u8], width: u32, height: u32) -> Result<String, JsError> {
        json(self.0.guide_face(rgba, width, height))
    }

    /// See [`crate::Device::reset_face`].
    pub fn reset_face(&mut self) {
        self.0.reset_face();
    }

    /// See [`crate::Device::check_photo`].
    pub fn check_photo(
        &mut self,
        bytes: &[u8],
        side: &str,
        claim_json: Option<String>,
        on: &str,
        faces: bool,
    ) -> Result<String, JsError> {
        json(self.0.check_photo(bytes, side, claim_json.as_deref(), on, faces))
    }

    /// See [`crate::Device::check_claim`].
    pub fn check_claim(&self, claim_json: &str, on: &str) -> Result<String, JsError> {
        json(self.0.check_claim(claim_json, on))
    }

    /// See [`crate::Device::review`].
    pub fn review(&self, on: &str, claim_json: &str, faces: bool) -> Result<String, JsError> {
        json(self.0.review(on, claim_json, faces))
    }

    /// See [`crate::Device::forget`].
    pub fn forget(&mut self, side: &str) -> Result<(), JsError> {
        self.0.forget(side).map_err(thrown)
    }

    /// See [`crate::Device::facts`].
    pub fn facts(&self) -> Result<String, JsError> {
        json(Ok(self.0.facts()))
    }
}
